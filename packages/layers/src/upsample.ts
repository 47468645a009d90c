/** Images of another size, as a layer. */

import { ArgumentError, type InterpolateOptions, interpolate, type Tensor } from "@gradkit/tensor";
import { printed } from "./checks.ts";
import { Module } from "./module.ts";

/**
 * Images `[batch, channels, ...sizes]` with one to three sizes, made larger or smaller to a `size` or by a `scaleFactor`;
 * see {@link interpolate} for the modes.
 *
 * @example new Upsample({ scaleFactor: 2 }).forward(tensor([[[1, 3]]])); // [[[1, 1, 3, 3]]]
 */
export class Upsample extends Module {
  /** The new size or the factor, and the mode. */
  readonly options: InterpolateOptions;

  /** Either `size` or `scaleFactor`. */
  constructor(options: InterpolateOptions) {
    super();
    if ((options.size === undefined) === (options.scaleFactor === undefined)) {
      throw new ArgumentError(
        "Upsample",
        `${options.size === undefined ? "neither size nor" : "both size and"} scaleFactor; one says the new size. Pass one.`,
      );
    }
    this.options = { ...options };
  }

  override forward(x: Tensor): Tensor {
    return interpolate(x, this.options);
  }

  override details(): string {
    const { size, scaleFactor, mode, alignCorners, antialias } = this.options;
    return printed({ size, scaleFactor, mode, alignCorners, antialias }).slice(2);
  }
}
