import torch

ops = {
    "add": torch.add,
    "exp": lambda x, y: torch.exp(x),
    "tanh": lambda x, y: torch.tanh(x),
    "sum": lambda x, y: torch.sum(x),
}


class Elementwise:
    def __init__(self, task):
        self.x = torch.from_numpy(task.array("x"))
        self.y = torch.from_numpy(task.array("y"))
        self.op = ops[task.settings["op"]]

    def check(self):
        return self.op(self.x, self.y)

    def run(self, iterations):
        op, x, y = self.op, self.x, self.y
        for _ in range(iterations):
            op(x, y)


def prepare(task):
    return Elementwise(task)
