/** Modules made of others. */

import type { Tensor } from "@gradkit/tensor";
import { Module } from "./module.ts";

/**
 * Modules one after the other, each given what the one before it gave.
 *
 * @example
 * const model = new Sequential(new Linear(4, 3), new ReLU(), new Linear(3, 2));
 * model.forward(zeros([5, 4])).shape; // [ 5, 2 ]
 * model.namedParameters().map(([path]) => path); // [ 'layers.0.weight', 'layers.0.bias', 'layers.2.weight', 'layers.2.bias' ]
 */
export class Sequential extends Module {
  /** In the order in which they are applied; paths count them, as in `layers.0.weight`. */
  readonly layers: readonly Module[];

  /** In the order of the arguments. */
  constructor(...layers: readonly Module[]) {
    super();
    this.layers = layers;
  }

  override forward(x: Tensor): Tensor {
    let y = x;
    for (const layer of this.layers) y = layer.forward(y);
    return y;
  }
}
