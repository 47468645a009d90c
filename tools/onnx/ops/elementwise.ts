/** Arithmetic, comparisons, logic, and functions of each element. */

import type { Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family } from "../call.ts";
import { one, two } from "../call.ts";

/** Division; of integers cut off towards 0. */
function divide(a: Tensor, b: Tensor): Tensor {
  if (t.isFloat(a.dtype)) return t.div(a, b);
  return t.trunc(t.div(a.cast("float64"), b)).cast(a.dtype);
}

/** Powers in the dtype of the base; those of integers by way of float64. */
function power(a: Tensor, b: Tensor): Tensor {
  const base = t.isFloat(a.dtype) ? a : a.cast("float64");
  return t.pow(base, b).cast(a.dtype);
}

/** Bits of uint8 moved by way of int32, what leaves the byte cut off. */
function shift(a: Tensor, b: Tensor, direction: string): Tensor {
  const move = direction === "LEFT" ? t.leftShift : t.rightShift;
  return move(a.cast("int32"), b.cast("int32")).cast(a.dtype);
}

/** The infinities of the signs that are asked for. */
function infinite(x: Tensor, negative: boolean, positive: boolean): Tensor {
  const infinity = Number.POSITIVE_INFINITY;
  if (negative && positive) return t.isInf(x);
  return negative ? t.equal(x, -infinity) : t.equal(x, positive ? infinity : Number.NaN);
}

/** Bounds are inputs, before opset 11 attributes; without any all is as it was. */
function clip(call: Call): Tensor {
  const bound = (i: number, name: string) =>
    call.inputs[i] ?? (call.has(name) ? call.number(name, 0) : undefined);
  const [min, max] = [bound(1, "min"), bound(2, "max")];
  if (min === undefined && max === undefined) return call.input(0);
  return t.clamp(call.input(0), {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
  });
}

export const elementwise: Family = {
  Abs: one(t.abs),
  Acos: one(t.acos),
  Acosh: one(t.acosh),
  Add: two(t.add),
  And: two(t.logicalAnd),
  Asin: one(t.asin),
  Asinh: one(t.asinh),
  Atan: one(t.atan),
  Atanh: one(t.atanh),
  BitShift: (call) => shift(call.input(0), call.input(1), call.text("direction", "")),
  Cast: (call) => call.input(0).cast(call.dtype("to", "float32")),
  CastLike: two((x, like) => x.cast(like.dtype)),
  Ceil: one(t.ceil),
  Clip: clip,
  Cos: one(t.cos),
  Cosh: one(t.cosh),
  Div: two(divide),
  Equal: two(t.equal),
  Erf: one(t.erf),
  Exp: one(t.exp),
  Floor: one(t.floor),
  Greater: two(t.greater),
  GreaterOrEqual: two(t.greaterEqual),
  IsInf: (call) => {
    const [negative, positive] = [
      call.number("detect_negative", 1),
      call.number("detect_positive", 1),
    ];
    return infinite(call.input(0), negative === 1, positive === 1);
  },
  IsNaN: one(t.isNaN),
  Less: two(t.less),
  LessOrEqual: two(t.lessEqual),
  Log: one(t.log),
  Max: (call) => call.all().reduce((a, b) => t.maximum(a, b)),
  Mean: (call) =>
    t.div(
      call.all().reduce((a, b) => t.add(a, b)),
      call.inputs.length,
    ),
  Min: (call) => call.all().reduce((a, b) => t.minimum(a, b)),
  Mod: (call) =>
    (call.number("fmod", 0) === 1 ? t.fmod : t.remainder)(call.input(0), call.input(1)),
  Mul: two(t.mul),
  Neg: one(t.neg),
  Not: one(t.logicalNot),
  Or: two(t.logicalOr),
  Pow: two(power),
  Reciprocal: one(t.reciprocal),
  Round: one(t.round),
  Sign: one(t.sign),
  Sin: one(t.sin),
  Sinh: one(t.sinh),
  Sqrt: one(t.sqrt),
  Sub: two(t.sub),
  Sum: (call) => call.all().reduce((a, b) => t.add(a, b)),
  Tan: one(t.tan),
  Where: (call) => t.where(call.input(0), call.input(1), call.input(2)),
  Xor: two(t.logicalXor),
};
