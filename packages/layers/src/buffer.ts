/** What a module keeps and does not learn. */

import { clone, isWhole, keep, Tensor } from "@gradkit/tensor";

const brand = Symbol.for("@gradkit/layers.Buffer");

/**
 * A tensor that belongs to a module's state and is not learned, such as a moving average: `stateDict` holds it,
 * `loadStateDict` sets it, no scope frees it, and no optimiser is given it. A {@link Module} finds it among its own
 * properties; change it in place with `assign`.
 *
 * @example
 * class Counter extends Module {
 *   calls = new Buffer(zeros([], { dtype: "int32" }));
 *   forward(x: Tensor): Tensor {
 *     assign(this.calls, add(this.calls, 1));
 *     return x;
 *   }
 * }
 * const counter = new Counter();
 * counter.forward(ones([1]));
 * counter.calls; // 1
 * [...counter.stateDict().keys()]; // [ 'calls' ]
 */
export class Buffer extends Tensor {
  /** Takes over the memory of `values`; what hangs on a graph or is a view of more is copied. */
  constructor(values: Tensor) {
    const own = values.node === null && isWhole(values) ? values : clone(values.detach());
    super(own.storage, own.layout, "Buffer");
    keep(this);
  }

  /** Marks what {@link isBuffer} looks for. */
  get [brand](): true {
    return true;
  }
}

/** Whether a value is a buffer, of this copy of the library or another. */
export function isBuffer(value: unknown): value is Buffer {
  return typeof value === "object" && value !== null && brand in value;
}
