/** What a module learns. */

import { clone, describe, isWhole, keep, type Shape, ShapeError, Tensor } from "@gradkit/tensor";
import type { Initializer, InitializerOptions } from "./init.ts";

const brand = Symbol.for("@gradkit/layers.Parameter");

/**
 * A tensor that is learned: it requires a gradient, and no scope frees it. A {@link Module} finds it among its own
 * properties, and an optimiser changes it in place.
 *
 * @example
 * const weight = new Parameter(ones([2]));
 * weight; // [1, 1]
 * weight.requiresGrad; // true
 */
export class Parameter extends Tensor {
  /** Takes over the memory of float `values`; what hangs on a graph or is a view of more is copied. */
  constructor(values: Tensor) {
    const own = values.node === null && isWhole(values) ? values : clone(values);
    super(own.storage, own.layout, "Parameter");
    this.requiresGrad = true;
    keep(this);
  }

  /** Marks what {@link isParameter} looks for. */
  get [brand](): true {
    return true;
  }
}

/** Whether a value is a parameter, of this copy of the library or another. */
export function isParameter(value: unknown): value is Parameter {
  return typeof value === "object" && value !== null && brand in value;
}

/** A parameter of `shape` with what the initialiser gives; refuses another shape. */
export function initialized(
  op: string,
  initializer: Initializer,
  shape: Shape,
  { dtype = "float32", generator }: InitializerOptions,
): Parameter {
  const values = initializer(shape, { dtype, ...(generator && { generator }) });
  if (values.shape.join() === shape.join() && values.dtype === dtype) return new Parameter(values);
  throw new ShapeError(
    op,
    `an initialiser gave ${describe(values)} where ${describe({ dtype, shape })} was asked for; both must agree. ` +
      "Let it use its arguments.",
    [values.shape, shape],
  );
}
