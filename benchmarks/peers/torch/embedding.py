import itertools

import torch
from torch import nn


class Embedding:
    def __init__(self, task):
        settings = task.settings
        self.table = nn.Embedding(settings["rows"], settings["width"], sparse=True)
        with torch.no_grad():
            self.table.weight.copy_(torch.from_numpy(task.array("table")))
        self.optimizer = torch.optim.SGD(self.table.parameters(), lr=settings["learningRate"])
        self.batches = torch.from_numpy(task.array("ids")).long().split(settings["batch"])

    def step(self, ids):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.table(ids).square().sum()
        loss.backward()
        self.optimizer.step()
        return loss

    def check(self):
        return [self.step(ids).item() for ids in self.batches[:3]]

    def run(self, iterations):
        for ids in itertools.islice(itertools.cycle(self.batches), iterations):
            self.step(ids)


def prepare(task):
    return Embedding(task)
