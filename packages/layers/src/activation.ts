/** Activations as modules; each calls the op of its name. */

import { logSoftmax, relu, sigmoid, softmax, softplus, type Tensor, tanh } from "@gradkit/tensor";
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
 * Positive numbers that sum to 1 along `dim`: `y = eˣ / Σ eˣ`. A loss wants the logits instead; see
 * {@link crossEntropy}.
 *
 * @example new Softmax().forward(tensor([0, 1])); // [0.2689, 0.7311]
 */
export class Softmax extends Module {
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
