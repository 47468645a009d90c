import torch
from torch import nn
from torch.nn import functional as F

from training import classifier, load_drawn


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.norm2 = nn.LayerNorm(width)
        self.widen = nn.Linear(width, 4 * width)
        self.narrow = nn.Linear(4 * width, width)

    def forward(self, x, mask):
        y = self.norm1(x)
        x = x + self.attention(y, y, y, attn_mask=mask, need_weights=False)[0]
        return x + self.narrow(F.gelu(self.widen(self.norm2(x))))


class Decoder(nn.Module):
    def __init__(self, settings):
        super().__init__()
        words, width, tokens = (settings[key] for key in ("words", "width", "tokens"))
        self.embedding = nn.Embedding(words, width)
        self.positions = nn.Parameter(torch.zeros(tokens, width))
        self.blocks = nn.ModuleList(
            Block(width, settings["heads"]) for _ in range(settings["layers"])
        )
        self.norm = nn.LayerNorm(width)
        self.classifier = nn.Linear(width, words)
        self.mask = torch.ones(tokens, tokens, dtype=torch.bool).triu(1)

    def forward(self, ids):
        y = self.embedding(ids) + self.positions
        for block in self.blocks:
            y = block(y, self.mask)
        return self.classifier(self.norm(y))


def prepare(task):
    model = Decoder(task.settings)
    load_drawn(model, task)
    x, y = (torch.from_numpy(task.array(name)).long() for name in ("x", "y"))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    return classifier(model, optimizer, x, y, task.settings["batch"])
