/** Activations as modules; each calls the op of its name. */

import {
  hardSigmoid,
  hardSwish,
  logSigmoid,
  logSoftmax,
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  type Tensor,
  tanh,
} from "@gradkit/tensor";
import { Module } from "./module.ts";

/**
 * Each element where it is positive, else 0: `y = max(x, 0)`.
 *
 * @example new ReLU().forward(tensor([2, -3])); // [2, 0]
 */
export class ReLU extends Module {
  override forward(x: Tensor): Tensor {
    return relu(x);
  }
}

/**
 * The logistic function of each element: `y = 1 / (1 + e⁻ˣ)`.
 *
 * @example new Sigmoid().forward(tensor([0, 1])); // [0.5, 0.7311]
 */
export class Sigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return sigmoid(x);
  }
}

/**
 * The hyperbolic tangent of each element.
 *
 * @example new Tanh().forward(tensor([0, 1])); // [0, 0.7616]
 */
export class Tanh extends Module {
  override forward(x: Tensor): Tensor {
    return tanh(x);
  }
}

/**
 * A smooth relu: `y = ln(1 + eˣ)`.
 *
 * @example new Softplus().forward(tensor([0, 1])); // [0.6931, 1.3133]
 */
export class Softplus extends Module {
  override forward(x: Tensor): Tensor {
    return softplus(x);
  }
}

/**
 * `y = min(max(x, 0), 6)`.
 *
 * @example new ReLU6().forward(tensor([-1, 3, 8])); // [0, 3, 6]
 */
export class ReLU6 extends Module {
  override forward(x: Tensor): Tensor {
    return relu6(x);
  }
}

/**
 * The self-normalising unit `y = 1.0507 elu(x, 1.6733)`; see {@link selu}. It wants {@link init.lecunNormal}.
 *
 * @example new SELU().forward(tensor([1, -1])); // [1.0507, -1.1113]
 */
export class SELU extends Module {
  override forward(x: Tensor): Tensor {
    return selu(x);
  }
}

/**
 * The sigmoid-weighted unit, also called swish: `y = x / (1 + e⁻ˣ)`.
 *
 * @example new SiLU().forward(tensor([1, -1])); // [0.7311, -0.2689]
 */
export class SiLU extends Module {
  override forward(x: Tensor): Tensor {
    return silu(x);
  }
}

/**
 * `y = x tanh(ln(1 + eˣ))`.
 *
 * @example new Mish().forward(tensor([1, -1])); // [0.8651, -0.3034]
 */
export class Mish extends Module {
  override forward(x: Tensor): Tensor {
    return mish(x);
  }
}

/**
 * `y = x / (1 + |x|)`, between -1 and 1.
 *
 * @example new Softsign().forward(tensor([1, -3])); // [0.5, -0.75]
 */
export class Softsign extends Module {
  override forward(x: Tensor): Tensor {
    return softsign(x);
  }
}

/**
 * The logarithm of {@link Sigmoid}: `y = -ln(1 + e⁻ˣ)`.
 *
 * @example new LogSigmoid().forward(tensor([0, -200])); // [-0.6931, -200]
 */
export class LogSigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return logSigmoid(x);
  }
}

/**
 * A sigmoid of straight lines: `y = min(max(x + 3, 0), 6) / 6`.
 *
 * @example new HardSigmoid().forward(tensor([-4, 0, 1.5])); // [0, 0.5, 0.75]
 */
export class HardSigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return hardSigmoid(x);
  }
}

/**
 * `y = x min(max(x + 3, 0), 6) / 6`.
 *
 * @example new HardSwish().forward(tensor([-4, 1, 5])); // [0, 0.6667, 5]
 */
export class HardSwish extends Module {
  override forward(x: Tensor): Tensor {
    return hardSwish(x);
  }
}

/**
 * Positive numbers that sum to 1 along `dim`: `y = eˣ / Σ eˣ`. A loss wants the logits instead; see
 * {@link crossEntropy}.
 *
 * @example new Softmax().forward(tensor([0, 1])); // [0.2689, 0.7311]
 */
export class Softmax extends Module {
  /** The dim along which the numbers are normalised, from the end where negative. Default -1. */
  readonly dim: number;

  /** Along the last dim by default. */
  constructor(dim = -1) {
    super();
    this.dim = dim;
  }

  override forward(x: Tensor): Tensor {
    return softmax(x, this.dim);
  }

  override details(): string {
    return `dim: ${this.dim}`;
  }
}

/**
 * The logarithm of {@link Softmax}, as {@link nllLoss} takes it: `y = x - ln Σ eˣ` along `dim`.
 *
 * @example new LogSoftmax().forward(tensor([0, 1])); // [-1.3133, -0.3133]
 */
export class LogSoftmax extends Module {
  /** The dim along which the numbers are normalised, from the end where negative. Default -1. */
  readonly dim: number;

  /** Along the last dim by default. */
  constructor(dim = -1) {
    super();
    this.dim = dim;
  }

  override forward(x: Tensor): Tensor {
    return logSoftmax(x, this.dim);
  }

  override details(): string {
    return `dim: ${this.dim}`;
  }
}
