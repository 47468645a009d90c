/** Roots. Written in the subset that `math.ts` names. */

import { exponent, scale } from "./bits.ts";
import { productError } from "./exact.ts";

/**
 * `∛x`. With `|x| = 8^k m`, `1 <= m < 8`, two of Halley's steps from a parabola that is off by 2 % are good to 2^-50;
 * a last of Newton's on what the exact cube lacks leaves hardly more than the rounding.
 */
export function cbrt(x: number): number {
  if (x === 0 || Number.isNaN(x) || Math.abs(x) === Infinity) return x;
  const k = Math.floor(exponent(x) / 3);
  const m = scale(Math.abs(x), -3 * k);
  let y = 0.77775634 + m * (0.25696923 - 0.01336227 * m);
  y = halley(y, m);
  y = halley(y, m);
  const square = y * y;
  const cube = square * y;
  const cubeLow = productError(square, y, cube) + productError(y, y, square) * y;
  const root = scale(y + (m - cube - cubeLow) / (3 * square), k);
  return x < 0 ? -root : root;
}

/** A step towards the `y` whose cube is `m`, which trebles its digits. */
function halley(y: number, m: number): number {
  const cube = y * y * y;
  return (y * (cube + 2 * m)) / (2 * cube + m);
}
