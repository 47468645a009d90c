import op
import torch

ops = {
    "transpose": lambda x: x.t().contiguous(),
    "gather": lambda x, columns: torch.gather(x, 1, columns),
    "scatterAdd": lambda x, columns, y: torch.scatter_add(x, 1, columns, y),
    "sort": lambda x: torch.sort(x).values,
}


def prepare(task):
    return op.prepare(task, ops)
