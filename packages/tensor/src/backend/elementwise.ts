/** The kernels over each element: their names and forms. */

import type { DType } from "../dtype.ts";
import type { Address } from "./backend.ts";

/** `y = f(x)` for each element, same dtype; float dtypes alone unless in {@link ExactUnaryName}. */
export type UnaryName =
  | ExactUnaryName
  | "sqrt"
  | "reciprocal"
  | "cbrt"
  | "exp"
  | "expm1"
  | "log"
  | "log1p"
  | "sin"
  | "cos"
  | "tanh"
  | "sigmoid"
  | "softplus"
  | "erf"
  | "exp2"
  | "log2"
  | "log10"
  | "tan"
  | "asin"
  | "acos"
  | "atan"
  | "sinh"
  | "cosh"
  | "asinh"
  | "acosh"
  | "atanh"
  | "erfc"
  | "erfinv"
  | "ndtr"
  | "lgamma"
  | "digamma";

/** Unary kernels that are exact and exist for every dtype but bool. */
export type ExactUnaryName =
  | "neg"
  | "abs"
  | "sign"
  | "square"
  | "relu"
  | "floor"
  | "ceil"
  | "round"
  | "trunc";

/** `y = f(a, b)`; every dtype but bool, `div`, `pow` and the gradients float alone. */
export type BinaryName =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "pow"
  | "maximum"
  | "minimum"
  /** `a` where `b > 0`, else 0: gradient `a` of relu with output `b`. */
  | "reluGrad"
  /** `a * b * (1 - b)`: gradient `a` of sigmoid with output `b`. */
  | "sigmoidGrad"
  /** `a * (1 - b * b)`: gradient `a` of tanh with output `b`. */
  | "tanhGrad"
  /** What is left of `a / b`, with the sign of `a`; of `b` in `remainder`. No integer divisor is 0. */
  | "fmod"
  | "remainder"
  /** The greatest whole number not above `a / b`. */
  | "floorDivide"
  /** The angle of the point `(b, a)`, and its length. */
  | "atan2"
  | "hypot"
  /** The sum of `(b + k)^-a` over k from 0 on, for a whole `a >= 2`. */
  | "zeta";

/** `y = f(a, b)` on the bits of int32, uint8 and bool; the shifts int32 alone, by 0 to 31 places. */
export type BitwiseName = "and" | "or" | "xor" | "leftShift" | "rightShift";

/** `y = a ? b`, y is bool; every dtype. */
export type CompareName = "equal" | "notEqual" | "less" | "lessEqual" | "greater" | "greaterEqual";

/** `x` and `y` may be the same address. */
export type UnaryKernel = (dtype: DType, n: number, x: Address, y: Address) => void;

/**
 * Two levels of loops over broadcast operands: element `[i, j]` of `a` lies at `a + (i * aOuter +
 * j * aInner)` elements, likewise `b`; `y` is contiguous `[outer, inner]`. Inner strides are 0 or 1,
 * outer ones any. `y` may be the same address as an operand that is contiguous.
 */
export type BinaryKernel = (
  dtype: DType,
  outer: number,
  inner: number,
  a: Address,
  aOuter: number,
  aInner: number,
  b: Address,
  bOuter: number,
  bInner: number,
  y: Address,
) => void;
