import torch
from torch import nn

from training import classifier


class LanguageModel(nn.Module):
    def __init__(self, settings):
        super().__init__()
        words, hidden = settings["words"], settings["hidden"]
        kind = nn.LSTM if settings["cell"] == "lstm" else nn.GRU
        self.embedding = nn.Embedding(words, settings["embedded"])
        self.recurrent = kind(settings["embedded"], hidden, settings["layers"], batch_first=True)
        self.classifier = nn.Linear(hidden, words)

    def forward(self, ids):
        return self.classifier(self.recurrent(self.embedding(ids))[0])


def prepare(task):
    settings = task.settings
    model = LanguageModel(settings)
    state = {
        "embedding.weight": "table",
        "classifier.weight": "weight",
        "classifier.bias": "bias",
    }
    for layer in range(settings["layers"]):
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            word, side = name.split("_")
            state[f"recurrent.{name}_l{layer}"] = f"{word}{side.capitalize()}{layer}"
    model.load_state_dict({path: torch.from_numpy(task.array(name)) for path, name in state.items()})
    optimizer = torch.optim.Adam(model.parameters(), lr=settings["learningRate"])
    x, y = (torch.from_numpy(task.array(name)).long() for name in ("x", "y"))
    return classifier(model, optimizer, x, y, settings["batch"])
