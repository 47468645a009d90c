/** Functions of two operands, element by element with broadcasting, with their gradients. */

import { record } from "../graph.ts";
import type { Operand } from "../run.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { equal, greater, greaterEqual, where } from "./compare.ts";
import { logicalAnd } from "./logical.ts";
import { log, neg } from "./unary.ts";

/** Both operands as tensors, so that a rule can name them; see {@link run.pair}. */
const pair = run.pair;

/**
 * The sum of two operands: `y = a + b`.
 *
 * @example add(tensor([1, 2]), tensor([10, 20])); // [11, 22]
 */
export function add(a: Operand, b: Operand): Tensor {
  const [x, z] = pair("add", a, b);
  return record(run.binary("add", x, z), [x, z], () => (g) => [g, g]);
}

/**
 * The difference of two operands: `y = a - b`.
 *
 * @example sub(tensor([1, 2]), 1); // [0, 1]
 */
export function sub(a: Operand, b: Operand): Tensor {
  const [x, z] = pair("sub", a, b);
  return record(run.binary("sub", x, z), [x, z], () => (g) => [g, () => neg(g)]);
}

/**
 * The product of two operands: `y = a b`.
 *
 * @example mul(tensor([1, 2]), tensor([[10], [100]])); // [[10, 20], [100, 200]]
 */
export function mul(a: Operand, b: Operand): Tensor {
  const [x, z] = pair("mul", a, b);
  return record(run.binary("mul", x, z), [x, z], () => (g) => [() => mul(g, z), () => mul(g, x)]);
}

/**
 * The quotient of two operands: `y = a / b`, float32 where both are integers.
 *
 * @example div(tensor([1, 6]), 4); // [0.25, 1.5]
 */
export function div(a: Operand, b: Operand): Tensor {
  const [x, z] = pair("div", a, b);
  const y = run.floatBinary("div", x, z);
  return record(y, [x, z], () => (g) => [() => div(g, z), () => neg(div(mul(g, y), z))]);
}

/**
 * `a` to the power of `b`; NaN where `a` is negative and `b` no whole number. As in PyTorch the gradient
 * for `a` is 0 where `b` is 0, and that for `b` is 0 where `a` is 0 and `b` is not negative.
 *
 * @example pow(tensor([2, 3]), 2); // [4, 9]
 */
export function pow(a: Operand, b: Operand): Tensor {
  const [x, z] = pair("pow", a, b);
  const y = run.floatBinary("pow", x, z);
  return record(y, [x, z], () => (g) => [
    () => mul(g, where(equal(z, 0), 0, mul(z, pow(x, where(equal(z, 0), 1, sub(z, 1)))))),
    // log(1) stands in for log(0), whose own gradient would be 0 * Infinity.
    () => mul(g, mul(y, log(where(logicalAnd(equal(x, 0), greaterEqual(z, 0)), 1, x)))),
  ]);
}

/**
 * The greater of two operands; NaN where either is. Equal ones share the gradient in halves.
 *
 * @example maximum(tensor([1, 5]), 3); // [3, 5]
 */
export function maximum(a: Operand, b: Operand): Tensor {
  const [x, z] = pair("maximum", a, b);
  return record(run.binary("maximum", x, z), [x, z], () => (g) => [
    () => mul(g, share(x, z)),
    () => mul(g, share(z, x)),
  ]);
}

/**
 * The lesser of two operands; NaN where either is. Equal ones share the gradient in halves.
 *
 * @example minimum(tensor([1, 5]), 3); // [1, 3]
 */
export function minimum(a: Operand, b: Operand): Tensor {
  const [x, z] = pair("minimum", a, b);
  return record(run.binary("minimum", x, z), [x, z], () => (g) => [
    () => mul(g, share(z, x)),
    () => mul(g, share(x, z)),
  ]);
}

/** 1 where `a > b`, 1/2 where they are equal, else 0. */
function share(a: Tensor, b: Tensor): Tensor {
  return where(greater(a, b), 1, where(equal(a, b), 0.5, 0));
}
