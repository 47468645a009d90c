/** The equation of an Einstein sum, read and checked. */

import type { Described } from "../errors.ts";
import { ArgumentError, describe, ShapeError } from "../errors.ts";

/** Labels of the dims of each operand and of the output; `.0` is the last dim that `...` stands for. */
export interface EinsumEquation {
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
}

/** Reads an equation such as `ij,jk->ik` for operands whose ranks it must fit. */
export function parseEinsum(equation: string, operands: readonly Described[]): EinsumEquation {
  const text = equation.replaceAll(" ", "");
  const form = /^([A-Za-z.,]*)(->([A-Za-z.]*))?$/.exec(text);
  const terms = form?.[1]?.split(",") ?? [];
  const sound = (term: string) => /^[A-Za-z]*(\.\.\.)?[A-Za-z]*$/.test(term);
  if (form === null || !terms.every(sound) || !sound(form[3] ?? "")) {
    throw new ArgumentError(
      "einsum",
      `the equation "${equation}"; it is letters with at most one ... for each operand, commas between, -> and the output. Mend it.`,
    );
  }
  if (terms.length !== operands.length) {
    throw new ArgumentError(
      "einsum",
      `"${equation}" names ${terms.length} operands, ${operands.length} are given; both must agree. Mend it.`,
    );
  }
  const inputs = terms.map((term, i) => labelsOf(term, operands[i], equation));
  const output = form[2] === undefined ? implicitOutput(inputs) : outputLabels(form[3], inputs);
  checkOutput(equation, inputs, output);
  return { inputs, output };
}

/** The labels of one operand, `...` replaced by as many as its rank leaves. */
function labelsOf(term: string, operand: Described, equation: string): string[] {
  const rank = operand.shape.length;
  const [before, after] = term.split("...");
  const letters = before.length + (after?.length ?? 0);
  if (after === undefined ? letters !== rank : letters > rank) {
    throw new ShapeError(
      "einsum",
      `"${term}" in "${equation}" names ${letters} dims, the operand is ${describe(operand)}; each dim needs a letter or ... . Mend it.`,
      [operand.shape],
    );
  }
  return [...before, ...broadcastLabels(rank - letters), ...(after ?? "")];
}

/** `.1 .0` for two dims: numbered from the last, as shapes are aligned. */
function broadcastLabels(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `.${count - 1 - i}`);
}

/** As many as the operand with most has. */
function widest(inputs: readonly (readonly string[])[]): string[] {
  const counts = inputs.map((labels) => labels.filter((label) => label.startsWith(".")).length);
  return broadcastLabels(Math.max(0, ...counts));
}

function outputLabels(term: string, inputs: readonly (readonly string[])[]): string[] {
  const [before, after] = term.split("...");
  return [...before, ...(after === undefined ? [] : widest(inputs)), ...(after ?? "")];
}

function implicitOutput(inputs: readonly (readonly string[])[]): string[] {
  const letters = inputs.flat().filter((label) => !label.startsWith("."));
  const once = letters.filter((label) => letters.indexOf(label) === letters.lastIndexOf(label));
  return [...widest(inputs), ...once.sort()];
}

function checkOutput(
  equation: string,
  inputs: readonly (readonly string[])[],
  output: readonly string[],
): void {
  const known = new Set(inputs.flat());
  const wrong = output.find((label, i) => !known.has(label) || output.indexOf(label) < i);
  if (wrong === undefined) return;
  throw new ArgumentError(
    "einsum",
    `the output of "${equation}" names "${wrong}" ${known.has(wrong) ? "twice" : "that no operand has"}; each of its letters is an operand's and stands once. Mend it.`,
  );
}
