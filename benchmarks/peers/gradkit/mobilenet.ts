import { BatchNorm2d, Conv2d, Linear, Module } from "@gradkit/layers";
import { adaptiveAvgPool2d, flatten, type Tensor } from "@gradkit/tensor";

/** Channels from one block to the next, and the stride of each (Sandler et al. 2018, its first blocks). */
const blocks = [
  [16, 24, 2],
  [24, 24, 1],
  [24, 32, 2],
  [32, 32, 1],
] as const;
const expansion = 6;

/** Many channels between two convolutions of one tap, each convolved by itself; a shortcut where the sizes stay. */
class InvertedResidual extends Module {
  readonly expand: Conv2d;
  readonly norm1: BatchNorm2d;
  readonly depthwise: Conv2d;
  readonly norm2: BatchNorm2d;
  readonly project: Conv2d;
  readonly norm3: BatchNorm2d;
  readonly isResidual: boolean;

  constructor(inside: number, out: number, stride: number) {
    super();
    const wide = inside * expansion;
    this.expand = new Conv2d(inside, wide, 1, { bias: false });
    this.norm1 = new BatchNorm2d(wide, { activation: "relu" });
    this.depthwise = new Conv2d(wide, wide, 3, { stride, padding: 1, groups: wide, bias: false });
    this.norm2 = new BatchNorm2d(wide, { activation: "relu" });
    this.project = new Conv2d(wide, out, 1, { bias: false });
    this.norm3 = new BatchNorm2d(out);
    this.isResidual = inside === out && stride === 1;
  }

  override forward(x: Tensor): Tensor {
    let y = this.norm1.forward(this.expand.forward(x));
    y = this.norm2.forward(this.depthwise.forward(y));
    y = this.norm3.forward(this.project.forward(y));
    return this.isResidual ? y.add(x) : y;
  }
}

/** A strided convolution, four inverted residuals and a classifier. */
export class MobileNet extends Module {
  readonly conv = new Conv2d(3, 16, 3, { stride: 2, padding: 1, bias: false });
  readonly norm = new BatchNorm2d(16, { activation: "relu" });
  readonly blocks = blocks.map(
    ([inside, out, stride]) => new InvertedResidual(inside, out, stride),
  );
  readonly classifier = new Linear(32, 10);

  override forward(x: Tensor): Tensor {
    let y = this.norm.forward(this.conv.forward(x));
    for (const block of this.blocks) y = block.forward(y);
    return this.classifier.forward(flatten(adaptiveAvgPool2d(y, 1), 1));
  }
}
