import itertools

import torch
from torch import nn

optimizers = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}


class Mlp:
    def __init__(self, task):
        settings = task.settings
        widths = settings["widths"]
        layers = []
        for i, (inside, out) in enumerate(zip(widths, widths[1:])):
            layer = nn.Linear(inside, out)
            with torch.no_grad():
                layer.weight.copy_(torch.from_numpy(task.array(f"weight{i}")))
                layer.bias.copy_(torch.from_numpy(task.array(f"bias{i}")))
            layers += [layer, nn.ReLU()]
        self.model = nn.Sequential(*layers[:-1])
        self.optimizer = optimizers[settings["optimizer"]](
            self.model.parameters(), lr=settings["learningRate"]
        )
        x = torch.from_numpy(task.array("x")).split(settings["batch"])
        y = torch.from_numpy(task.array("y")).long().split(settings["batch"])
        self.batches = list(zip(x, y))
        self.loss = nn.CrossEntropyLoss()

    def step(self, x, y):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss

    def check(self):
        return [self.step(x, y).item() for x, y in self.batches[:3]]

    def run(self, iterations):
        for x, y in itertools.islice(itertools.cycle(self.batches), iterations):
            self.step(x, y)


def prepare(task):
    return Mlp(task)
