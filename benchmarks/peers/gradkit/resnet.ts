import { BatchNorm2d, Conv2d, Linear, Module } from "@gradkit/layers";
import { adaptiveAvgPool2d, flatten, pad, slice, type Tensor } from "@gradkit/tensor";

const options = { padding: 1, bias: false } as const;

/** Two convolutions beside a shortcut, which drops places and pads channels where the size changes. */
class Block extends Module {
  readonly conv1: Conv2d;
  readonly norm1: BatchNorm2d;
  readonly conv2: Conv2d;
  readonly norm2: BatchNorm2d;
  readonly stride: number;

  constructor(inside: number, out: number) {
    super();
    this.stride = out / inside;
    this.conv1 = new Conv2d(inside, out, 3, { ...options, stride: this.stride });
    this.norm1 = new BatchNorm2d(out, { activation: "relu" });
    this.conv2 = new Conv2d(out, out, 3, options);
    this.norm2 = new BatchNorm2d(out);
  }

  override forward(x: Tensor): Tensor {
    const y = this.norm1.forward(this.conv1.forward(x));
    return this.norm2.forward(this.conv2.forward(y)).add(this.shortcut(x)).relu();
  }

  shortcut(x: Tensor): Tensor {
    if (this.stride === 1) return x;
    const half = slice(slice(x, 2, 0, undefined, 2), 3, 0, undefined, 2);
    const margin = x.shape[1] / 2;
    return pad(half, [
      [0, 0],
      [margin, margin],
      [0, 0],
      [0, 0],
    ]);
  }
}

/** The residual network of depth 6n + 2 for images of 32 x 32 (He et al. 2016). */
export class ResNet extends Module {
  readonly conv = new Conv2d(3, 16, 3, options);
  readonly norm = new BatchNorm2d(16, { activation: "relu" });
  readonly blocks: readonly Block[];
  readonly classifier = new Linear(64, 10);

  constructor(n: number) {
    super();
    const widths = [16, 32, 64].flatMap((width) => new Array<number>(n).fill(width));
    this.blocks = widths.map((out, i) => new Block(widths[i - 1] ?? 16, out));
  }

  override forward(x: Tensor): Tensor {
    let y = this.norm.forward(this.conv.forward(x));
    for (const block of this.blocks) y = block.forward(y);
    return this.classifier.forward(flatten(adaptiveAvgPool2d(y, 1), 1));
  }
}
