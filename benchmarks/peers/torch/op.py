"""One op on inputs that are made beforehand; int32 ones are positions, which PyTorch has as int64."""

import torch


class Op:
    def __init__(self, op, inputs):
        self.op = op
        self.inputs = inputs

    def check(self):
        return self.op(**self.inputs)

    def run(self, iterations):
        op, inputs = self.op, self.inputs
        for _ in range(iterations):
            op(**inputs)


def tensor(array):
    x = torch.from_numpy(array)
    return x.long() if x.dtype == torch.int32 else x


def prepare(task, ops):
    inputs = {name: tensor(task.array(name)) for name in task.files}
    return Op(ops[task.settings["op"]], inputs)
