/** Comparisons, element by element with broadcasting, and the choice between two operands. */

import { DTypeError, describe } from "../errors.ts";
import { record } from "../graph.ts";
import type { Operand } from "../run.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";

/**
 * Whether two operands are equal, as bool; NaN equals nothing.
 *
 * @example equal(tensor([1, 2]), 2); // [false, true]
 */
export function equal(a: Operand, b: Operand): Tensor {
  return run.compare("equal", a, b);
}

/**
 * Whether two operands differ, as bool.
 *
 * @example notEqual(tensor([1, 2]), 2); // [true, false]
 */
export function notEqual(a: Operand, b: Operand): Tensor {
  return run.compare("notEqual", a, b);
}

/**
 * Whether `a < b`, as bool.
 *
 * @example less(tensor([1, 2]), 2); // [true, false]
 */
export function less(a: Operand, b: Operand): Tensor {
  return run.compare("less", a, b);
}

/**
 * Whether `a <= b`, as bool.
 *
 * @example lessEqual(tensor([1, 2, 3]), 2); // [true, true, false]
 */
export function lessEqual(a: Operand, b: Operand): Tensor {
  return run.compare("lessEqual", a, b);
}

/**
 * Whether `a > b`, as bool.
 *
 * @example greater(tensor([1, 2, 3]), 2); // [false, false, true]
 */
export function greater(a: Operand, b: Operand): Tensor {
  return run.compare("greater", a, b);
}

/**
 * Whether `a >= b`, as bool.
 *
 * @example greaterEqual(tensor([1, 2, 3]), 2); // [false, true, true]
 */
export function greaterEqual(a: Operand, b: Operand): Tensor {
  return run.compare("greaterEqual", a, b);
}

/**
 * Whether each element is NaN, as bool.
 *
 * @example isNaN(tensor([1, NaN])); // [false, true]
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: the name of the field
export function isNaN(x: Tensor): Tensor {
  return run.compare("notEqual", x, x);
}

/**
 * `a` where the bool tensor `condition` holds, else `b`, all three broadcast. The gradient flows into the
 * chosen operand alone; an infinite derivative of the other still gives `0 · ∞ = NaN`, so choose the
 * argument of a risky function as well: `log(where(x > 0, x, 1))`.
 *
 * @example where(greater(tensor([1, -2]), 0), 1, 0); // [1, 0]
 */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  if (condition.dtype !== "bool") {
    throw new DTypeError(
      "where",
      `the condition is ${describe(condition)}; it must be bool. Compare first: notEqual(x, 0).`,
    );
  }
  if (typeof a === "number" && typeof b === "number") {
    const yes = run.full(condition, "float32", [], a);
    return run.where(condition, yes, b);
  }
  const [x, z] = run.pair("where", a, b);
  return record(run.where(condition, x, z), [x, z], () => (g) => [
    () => where(condition, g, 0),
    () => where(condition, 0, g),
  ]);
}
