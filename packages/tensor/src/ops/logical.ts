/** Logical functions, the bits of integers, and what kind of number an element is. */

import type { BitwiseName } from "../backend/backend.ts";
import { backend } from "../backend/current.ts";
import { isFloat, promote } from "../dtype.ts";
import { ArgumentError, DTypeError, describe } from "../errors.ts";
import type { Operand } from "../run.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";

/**
 * Whether both operands are other than 0, as bool; NaN is other than 0.
 *
 * @example logicalAnd(tensor([true, true]), tensor([true, false])); // [true, false]
 */
export function logicalAnd(a: Operand, b: Operand): Tensor {
  const [x, z] = truths("logicalAnd", a, b);
  return bits("logicalAnd", "and", x, z);
}

/**
 * Whether one operand at least is other than 0, as bool.
 *
 * @example logicalOr(tensor([true, false]), tensor([false, false])); // [true, false]
 */
export function logicalOr(a: Operand, b: Operand): Tensor {
  const [x, z] = truths("logicalOr", a, b);
  return bits("logicalOr", "or", x, z);
}

/**
 * Whether exactly one operand is other than 0, as bool.
 *
 * @example logicalXor(tensor([true, true]), tensor([true, false])); // [false, true]
 */
export function logicalXor(a: Operand, b: Operand): Tensor {
  const [x, z] = truths("logicalXor", a, b);
  return bits("logicalXor", "xor", x, z);
}

/**
 * Whether each element is 0, as bool.
 *
 * @example logicalNot(tensor([true, false])); // [false, true]
 */
export function logicalNot(x: Tensor): Tensor {
  return run.compare("equal", x, 0);
}

/**
 * The bits that both operands have; of bool, whether both hold. Takes int32, uint8 and bool.
 *
 * @example bitwiseAnd(tensor([12, 7], { dtype: "int32" }), 10); // [8, 2]
 */
export function bitwiseAnd(a: Operand, b: Operand): Tensor {
  return bits("bitwiseAnd", "and", ...run.pair("bitwiseAnd", a, b));
}

/**
 * The bits that one operand at least has; of bool, whether one holds. Takes int32, uint8 and bool.
 *
 * @example bitwiseOr(tensor([12, 7], { dtype: "int32" }), 10); // [14, 15]
 */
export function bitwiseOr(a: Operand, b: Operand): Tensor {
  return bits("bitwiseOr", "or", ...run.pair("bitwiseOr", a, b));
}

/**
 * The bits that exactly one operand has; of bool, whether they differ. Takes int32, uint8 and bool.
 *
 * @example bitwiseXor(tensor([12, 7], { dtype: "int32" }), 10); // [6, 13]
 */
export function bitwiseXor(a: Operand, b: Operand): Tensor {
  return bits("bitwiseXor", "xor", ...run.pair("bitwiseXor", a, b));
}

/**
 * All bits turned over: `-x - 1` of int32, `255 - x` of uint8, and of bool its opposite.
 *
 * @example bitwiseNot(tensor([0, 7], { dtype: "int32" })); // [-1, -8]
 */
export function bitwiseNot(x: Tensor): Tensor {
  refuseFloat("bitwiseNot", x);
  return x.dtype === "bool"
    ? logicalNot(x)
    : bits("bitwiseNot", "xor", x, run.full(x, x.dtype, [], -1));
}

/**
 * The bits of `a` moved up by `b` places, zeros behind them: `a 2ᵇ` in 32 bits, what does not fit cut off.
 * Takes int32; refuses places outside of 0 to 31.
 *
 * @example leftShift(tensor([1, -3], { dtype: "int32" }), 4); // [16, -48]
 */
export function leftShift(a: Operand, b: Operand): Tensor {
  return shift("leftShift", a, b);
}

/**
 * The bits of `a` moved down by `b` places, the sign kept: `⌊a / 2ᵇ⌋`. Takes int32; refuses places outside
 * of 0 to 31.
 *
 * @example rightShift(tensor([16, -3], { dtype: "int32" }), 1); // [8, -2]
 */
export function rightShift(a: Operand, b: Operand): Tensor {
  return shift("rightShift", a, b);
}

/**
 * Whether each element is neither infinite nor NaN, as bool.
 *
 * @example isFinite(tensor([1, Infinity, NaN])); // [true, false, false]
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: the name of the field
export function isFinite(x: Tensor): Tensor {
  if (!isFloat(x.dtype)) return run.full(x, "bool", x.shape, 1);
  return run.compare("less", run.numericUnary("abs", x), Number.POSITIVE_INFINITY);
}

/**
 * Whether each element is infinite, of either sign, as bool.
 *
 * @example isInf(tensor([1, -Infinity, NaN])); // [false, true, false]
 */
export function isInf(x: Tensor): Tensor {
  if (!isFloat(x.dtype)) return run.full(x, "bool", x.shape, 0);
  return run.compare("equal", run.numericUnary("abs", x), Number.POSITIVE_INFINITY);
}

/** Both operands as bool: whether they are other than 0. */
function truths(op: string, a: Operand, b: Operand): readonly [Tensor, Tensor] {
  const [x, z] = run.pair(op, a, b);
  return [run.cast(x, "bool"), run.cast(z, "bool")];
}

function bits(op: string, name: BitwiseName, x: Tensor, z: Tensor): Tensor {
  refuseFloat(op, x);
  refuseFloat(op, z);
  const dtype = promote(x.dtype, z.dtype);
  return run.elementwise(op, backend().bitwise[name], dtype, dtype, x, z);
}

function refuseFloat(op: string, x: Tensor): void {
  if (!isFloat(x.dtype)) return;
  throw new DTypeError(
    op,
    `${describe(x)}; it takes whole numbers or bool. Cast it: x.cast("int32").`,
  );
}

function shift(op: "leftShift" | "rightShift", a: Operand, b: Operand): Tensor {
  const [x, z] = run.pair(op, a, b);
  for (const operand of [x, z]) {
    if (operand.dtype === "int32") continue;
    throw new DTypeError(op, `${describe(operand)}; it takes int32. Cast it: x.cast("int32").`);
  }
  const places = run.contiguous(z);
  const wrong = backend().findOutOfRange(places.size, 32, run.start(places));
  if (wrong >= 0) {
    throw new ArgumentError(
      op,
      `${run.valueAt(places, wrong)} places; an int32 is shifted by 0 to 31. Mend the second operand.`,
    );
  }
  return run.elementwise(op, backend().bitwise[op], "int32", "int32", x, places);
}
