import op
import torch
from torch.nn.functional import layer_norm

ops = {
    "sum": lambda x: torch.sum(x),
    "mean": lambda x: torch.mean(x),
    "max": lambda x: torch.max(x),
    "variance": lambda x: torch.var(x),
    "softmax": lambda x: torch.softmax(x, 1),
    "layerNorm": lambda x, weight, bias: layer_norm(x, weight.shape, weight, bias),
}


def prepare(task):
    return op.prepare(task, ops)
