/** What users give to an op of several operands: tensors, and plain numbers beside them. */

import type { DType } from "./dtype.ts";
import { holds, weakDtype } from "./dtype.ts";
import { ArgumentError, DTypeError, describe } from "./errors.ts";
import type { Operand } from "./run.ts";
import type { Tensor } from "./tensor.ts";

/** Refuses what is neither tensor nor number, which the compiler refuses too. */
export function checkOperand(op: string, operand: Operand): void {
  if (typeof operand === "number" || operand?.layout !== undefined) return;
  throw new ArgumentError(
    op,
    `an operand is ${operand}; it takes tensors and numbers. Wrap it: tensor(...).`,
  );
}

/** The dtype that a plain number takes beside a tensor; refuses a number that it cannot hold. */
export function numberDtype(op: string, beside: Tensor, value: number): DType {
  const dtype = weakDtype(value, beside.dtype);
  if (holds(dtype, value)) return dtype;
  throw new DTypeError(
    op,
    `${value} beside ${describe(beside)}; a number takes the tensor's dtype, and ${dtype} does not hold it. Cast the tensor.`,
  );
}

/** Refuses two plain numbers. */
export function refuseNumbers(op: string): never {
  throw new ArgumentError(
    op,
    "two plain numbers; one operand must be a tensor. Wrap one: tensor(2).",
  );
}
