import torch


class Gemm:
    def __init__(self, task):
        self.a = torch.from_numpy(task.array("a"))
        self.b = torch.from_numpy(task.array("b"))

    def check(self):
        return torch.matmul(self.a, self.b)

    def run(self, iterations):
        a, b = self.a, self.b
        for _ in range(iterations):
            torch.matmul(a, b)


def prepare(task):
    return Gemm(task)
