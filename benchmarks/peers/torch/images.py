import torch
from torch import nn
from torch.nn import functional as F

from training import classifier, load_drawn


class Block(nn.Module):
    def __init__(self, inside, out):
        super().__init__()
        self.stride = out // inside
        self.conv1 = nn.Conv2d(inside, out, 3, stride=self.stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(out)

    def forward(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        if self.stride == 2:
            margin = x.shape[1] // 2
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, margin, margin))
        return F.relu(y + x)


class ResNet(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(16)
        widths = [width for width in (16, 32, 64) for _ in range(n)]
        self.blocks = nn.ModuleList(map(Block, [16, *widths], widths))
        self.classifier = nn.Linear(64, 10)

    def forward(self, x):
        y = F.relu(self.norm(self.conv(x)))
        for block in self.blocks:
            y = block(y)
        return self.classifier(F.adaptive_avg_pool2d(y, 1).flatten(1))


class InvertedResidual(nn.Module):
    def __init__(self, inside, out, stride):
        super().__init__()
        wide = 6 * inside
        self.expand = nn.Conv2d(inside, wide, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(wide)
        self.depthwise = nn.Conv2d(wide, wide, 3, stride, padding=1, groups=wide, bias=False)
        self.norm2 = nn.BatchNorm2d(wide)
        self.project = nn.Conv2d(wide, out, 1, bias=False)
        self.norm3 = nn.BatchNorm2d(out)
        self.is_residual = inside == out and stride == 1

    def forward(self, x):
        y = F.relu(self.norm1(self.expand(x)))
        y = F.relu(self.norm2(self.depthwise(y)))
        y = self.norm3(self.project(y))
        return y + x if self.is_residual else y


class MobileNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(16)
        blocks = ((16, 24, 2), (24, 24, 1), (24, 32, 2), (32, 32, 1))
        self.blocks = nn.Sequential(*(InvertedResidual(*block) for block in blocks))
        self.classifier = nn.Linear(32, 10)

    def forward(self, x):
        y = self.blocks(F.relu(self.norm(self.conv(x))))
        return self.classifier(F.adaptive_avg_pool2d(y, 1).flatten(1))


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(9216, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )


class Inference:
    def __init__(self, model, x):
        self.model = model.eval()
        self.x = x

    def check(self):
        with torch.no_grad():
            return self.model(self.x)

    def run(self, iterations):
        for _ in range(iterations):
            self.check()


def prepare(task):
    settings = task.settings
    networks = {"cnn": cnn, "resnet20": lambda: ResNet(3), "mobilenet": MobileNet}
    model = networks[settings["network"]]()
    load_drawn(model, task)
    x, y = (torch.from_numpy(task.array(name)) for name in ("x", "y"))
    if not settings["training"]:
        return Inference(model, x[: settings["batch"]])
    if settings["network"] == "cnn":
        optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    else:
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
    return classifier(model, optimizer, x, y, settings["batch"])
