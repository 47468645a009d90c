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
    """Training steps on batches, in a circle; a batch is a tuple that `loss` takes."""

    def __init__(self, optimizer, batches, loss):
        self.optimizer = optimizer
        self.batches = batches
        self.loss = loss

    def step(self, batch):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(*batch)
        loss.backward()
        self.optimizer.step()
        return loss

    def check(self):
        return [self.step(batch).item() for batch in self.batches[:3]]

    def run(self, iterations):
        for batch in itertools.islice(itertools.cycle(self.batches), iterations):
            self.step(batch)


def classifier(model, optimizer, x, y, batch):
    """Training of a classifier, of each place of a sequence where x and y have them."""
    cross_entropy = nn.CrossEntropyLoss()
    batches = list(zip(x.split(batch), y.long().split(batch)))
    loss = lambda x, y: cross_entropy(model(x).flatten(0, -2), y.flatten())
    return Training(optimizer, batches, loss)
