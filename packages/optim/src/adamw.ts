/** Adam with decoupled weight decay. */

import { AdamFamily, type AdamOptions } from "./adam.ts";
import type { Parameters } from "./groups.ts";

/**
 * {@link Adam} with weight decay apart from the gradient: `p ← p - η λ p` before the update, so that all parameters
 * decay alike. Loshchilov and Hutter, "Decoupled weight decay regularization" (2019).
 *
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * const optimizer = new AdamW([w], { learningRate: 0.1, weightDecay: 0.5 });
 * w.grad = zeros([2]);
 * optimizer.step();
 * w; // [0.95, 1.9]
 */
export class AdamW extends AdamFamily {
  /** Takes tensors or groups of them. */
  constructor(parameters: Parameters, options: AdamOptions = {}) {
    super("AdamW", true, parameters, options, 0.01);
  }
}
