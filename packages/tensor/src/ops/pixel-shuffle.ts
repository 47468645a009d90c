/** Channels as places of an image, and places as channels. */

import { describe, ShapeError } from "../errors.ts";
import { checkCount } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { permute, reshape } from "./movement.ts";

/**
 * Channels as places: x `[..., channels · factor², height, width]` gives `[..., channels, height · factor, width · factor]`,
 * the `factor²` channels of one being the elements of a square in row-major order.
 *
 * @example pixelShuffle(arange(4).reshape([4, 1, 1]), 2); // [[[0, 1], [2, 3]]]
 */
export function pixelShuffle(x: Tensor, factor: number): Tensor {
  checkCount("pixelShuffle", "factor", factor, 1);
  const [channels, height, width] = x.shape.slice(-3);
  if (x.rank < 3 || channels % (factor * factor) !== 0) {
    throw new ShapeError(
      "pixelShuffle",
      `${describe(x)} by ${factor}; it takes [..., channels · ${factor * factor}, height, width]. Mend the shape or the factor.`,
      [x.shape],
    );
  }
  const lead = x.shape.slice(0, -3);
  const to = channels / (factor * factor);
  const apart = reshape(x, [...lead, to, factor, factor, height, width]);
  const [c, i, j, h, w] = lastDims(apart, 5);
  const together = permute(apart, [...lead.keys(), c, h, i, w, j]);
  return reshape(together, [...lead, to, height * factor, width * factor]);
}

/**
 * Places as channels, which undoes {@link pixelShuffle}: x `[..., channels, height · factor, width · factor]` gives
 * `[..., channels · factor², height, width]`.
 *
 * @example pixelUnshuffle(tensor([[[0, 1], [2, 3]]]), 2); // [[[0]], [[1]], [[2]], [[3]]]
 */
export function pixelUnshuffle(x: Tensor, factor: number): Tensor {
  checkCount("pixelUnshuffle", "factor", factor, 1);
  const [channels, height, width] = x.shape.slice(-3);
  if (x.rank < 3 || height % factor !== 0 || width % factor !== 0) {
    throw new ShapeError(
      "pixelUnshuffle",
      `${describe(x)} by ${factor}; it takes [..., channels, height · ${factor}, width · ${factor}]. Mend the shape or the factor.`,
      [x.shape],
    );
  }
  const lead = x.shape.slice(0, -3);
  const [down, right] = [height / factor, width / factor];
  const apart = reshape(x, [...lead, channels, down, factor, right, factor]);
  const [c, h, i, w, j] = lastDims(apart, 5);
  const together = permute(apart, [...lead.keys(), c, i, j, h, w]);
  return reshape(together, [...lead, channels * factor * factor, down, right]);
}

/** The last `n` dims, counted from the front. */
function lastDims(x: Tensor, n: number): readonly number[] {
  return [...x.shape.keys()].slice(-n);
}
