import torch


class Overhead:
    def __init__(self, task):
        self.x = torch.from_numpy(task.array("x"))
        self.y = torch.from_numpy(task.array("y"))
        self.ops = task.settings["ops"]

    def check(self):
        return torch.add(self.x, self.y)

    def run(self, iterations):
        x, y, ops = self.x, self.y, self.ops
        for _ in range(iterations):
            for _ in range(ops):
                torch.add(x, y)


class OverheadWithGradient(Overhead):
    def __init__(self, task):
        super().__init__(task)
        self.x.requires_grad = True

    def check(self):
        self.run(1)
        return self.x.grad

    def run(self, iterations):
        x, y, ops = self.x, self.y, self.ops
        for _ in range(iterations):
            x.grad = None
            total = x
            for _ in range(ops):
                total = torch.add(total, y)
            total.sum().backward()


def prepare(task):
    return OverheadWithGradient(task) if task.settings["gradient"] else Overhead(task)
