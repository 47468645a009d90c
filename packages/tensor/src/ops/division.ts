/** Division to whole numbers and its rest, with their gradients. */

import { backend } from "../backend/current.ts";
import { isFloat } from "../dtype.ts";
import { ArgumentError, describe } from "../errors.ts";
import { record } from "../graph.ts";
import type { Operand } from "../run.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { div, mul, sub } from "./binary.ts";
import { neg, round, trunc } from "./unary.ts";

/**
 * What is left of `a / b`, with the sign of the dividend: `a - b trunc(a / b)`, exact. NaN where `b` is
 * 0; an integer divisor of 0 is refused.
 *
 * @example fmod(tensor([5, -5]), 3); // [2, -2]
 */
export function fmod(a: Operand, b: Operand): Tensor {
  const [x, z] = divisible("fmod", a, b);
  const y = run.binary("fmod", x, z);
  return record(y, [x, z], () => (g) => [g, () => neg(mul(g, quotient(x, y, z)))]);
}

/** The whole number of times that `b` went into `a`, which the rounded `a / b` may miss by one. */
function quotient(a: Tensor, rest: Tensor, b: Tensor): Tensor {
  return round(div(sub(a, rest), b));
}

/**
 * What is left of `a / b`, with the sign of the divisor: `a - b ⌊a / b⌋`. NaN where `b` is 0; an integer
 * divisor of 0 is refused.
 *
 * @example remainder(tensor([5, -5]), 3); // [2, 1]
 */
export function remainder(a: Operand, b: Operand): Tensor {
  const [x, z] = divisible("remainder", a, b);
  const y = run.binary("remainder", x, z);
  return record(y, [x, z], () => (g) => [g, () => neg(mul(g, quotient(x, y, z)))]);
}

/**
 * The greatest whole number not above the quotient: `⌊a / b⌋`, the dtype kept. Infinite or NaN where `b`
 * is 0; an integer divisor of 0 is refused. Its gradient is 0.
 *
 * @example floorDivide(tensor([7, -7]), 2); // [3, -4]
 */
export function floorDivide(a: Operand, b: Operand): Tensor {
  const [x, z] = divisible("floorDivide", a, b);
  return record(run.binary("floorDivide", x, z), [x, z], () => () => [null, null]);
}

/**
 * The fraction of each element, with its sign: `x - trunc(x)`; NaN of an infinite one.
 *
 * @example frac(tensor([1.5, -2.25])); // [0.5, -0.25]
 */
export function frac(x: Tensor): Tensor {
  run.checkFloat("frac", x);
  return sub(x, trunc(x));
}

/** Both operands as tensors; refuses an integer divisor that is 0. */
function divisible(op: string, a: Operand, b: Operand): readonly [Tensor, Tensor] {
  const [x, z] = run.pair(op, a, b);
  if (isFloat(x.dtype) || isFloat(z.dtype)) return [x, z];
  const isZero = run.cast(run.compare("equal", z, 0), "int32");
  const found = backend().findOutOfRange(isZero.size, 1, run.start(isZero));
  if (found >= 0) {
    throw new ArgumentError(
      op,
      `the divisor ${describe(z)} is 0 at position ${found}; integers have no quotient by 0. Mend it, or cast to float32.`,
    );
  }
  return [x, z];
}
