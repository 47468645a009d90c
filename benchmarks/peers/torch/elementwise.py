import op
import torch

ops = {
    "add": lambda x, y: torch.add(x, y),
    "mul": lambda x, y: torch.mul(x, y),
    "exp": lambda x: torch.exp(x),
    "log": lambda x: torch.log(x),
    "tanh": lambda x: torch.tanh(x),
    "sigmoid": lambda x: torch.sigmoid(x),
}


def prepare(task):
    return op.prepare(task, ops)
