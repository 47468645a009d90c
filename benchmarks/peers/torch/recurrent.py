import itertools

import torch
from torch import nn


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


class Recurrent:
    def __init__(self, task):
        settings = task.settings
        self.model = LanguageModel(settings)
        state = {
            "embedding.weight": "table",
            "classifier.weight": "weight",
            "classifier.bias": "bias",
        }
        for layer in range(settings["layers"]):
            for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
                word, side = name.split("_")
                state[f"recurrent.{name}_l{layer}"] = f"{word}{side.capitalize()}{layer}"
        self.model.load_state_dict(
            {path: torch.from_numpy(task.array(name)) for path, name in state.items()}
        )
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=settings["learningRate"])
        x = torch.from_numpy(task.array("x")).long().split(settings["batch"])
        y = torch.from_numpy(task.array("y")).long().split(settings["batch"])
        self.batches = list(zip(x, y))
        self.loss = nn.CrossEntropyLoss()

    def step(self, x, y):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(self.model(x).flatten(0, 1), y.flatten())
        loss.backward()
        self.optimizer.step()
        return loss

    def check(self):
        return [self.step(x, y).item() for x, y in self.batches[:3]]

    def run(self, iterations):
        for x, y in itertools.islice(itertools.cycle(self.batches), iterations):
            self.step(x, y)


def prepare(task):
    return Recurrent(task)
