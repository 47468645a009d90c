"""What the training rows share."""

import itertools
import re

import torch
from torch import nn


def load_drawn(model, task):
    """Sets what the row drew, by the paths of gradkit's state."""
    state = model.state_dict()
    for name in task.files:
        path = re.sub(r"[A-Z]", lambda match: "_" + match.group().lower(), name)
        path = path if path in state else path.replace("layers.", "", 1)
        if path in state:
            state[path] = torch.from_numpy(task.array(name))
    model.load_state_dict(state)


class Training:
    """Training steps of a classifier on batches of the data, in a circle."""

    def __init__(self, model, optimizer, x, y, batch):
        self.model = model
        self.optimizer = optimizer
        self.batches = list(zip(x.split(batch), y.long().split(batch)))
        self.loss = nn.CrossEntropyLoss()

    def step(self, x, y):
        self.optimizer.zero_grad(set_to_none=True)
        logits = self.model(x)
        loss = self.loss(logits.flatten(0, -2), y.flatten())
        loss.backward()
        self.optimizer.step()
        return loss

    def check(self):
        return [self.step(x, y).item() for x, y in self.batches[:3]]

    def run(self, iterations):
        for x, y in itertools.islice(itertools.cycle(self.batches), iterations):
            self.step(x, y)
