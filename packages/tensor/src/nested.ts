/** Nested arrays of numbers or booleans as plain lists. */

import type { DType } from "./dtype.ts";
import { ArgumentError, ShapeError } from "./errors.ts";
import type { NestedArray } from "./tensor.ts";

/** The numbers of nested arrays in row-major order, their shape and dtype; refuses ragged ones. */
export function flattened(values: NestedArray): readonly [number[], number[], DType] {
  const shape: number[] = [];
  for (let level: NestedArray | undefined = values; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
  }
  const flat: number[] = [];
  let booleans = 0;
  const walk = (part: NestedArray, dim: number, path: string): void => {
    if (Array.isArray(part)) {
      if (dim >= shape.length || part.length !== shape[dim])
        throw ragged(path, part.length, shape[dim]);
      part.forEach((inner, i) => {
        walk(inner, dim + 1, `${path}[${i}]`);
      });
      return;
    }
    if (dim < shape.length) throw ragged(path, "no list", shape[dim]);
    if (typeof part === "boolean") booleans++;
    else if (typeof part !== "number") {
      throw new ArgumentError(
        "tensor",
        `values${path} is ${part}; values are numbers or booleans. Convert it.`,
      );
    }
    flat.push(Number(part));
  };
  walk(values, 0, "");
  return [flat, shape, booleans > 0 && booleans === flat.length ? "bool" : "float32"];
}

function ragged(path: string, found: number | string, expected: number | undefined): ShapeError {
  const wanted = expected === undefined ? "a number" : `a list of ${expected}`;
  const what = typeof found === "number" ? `a list of ${found}` : found;
  return new ShapeError(
    "tensor",
    `values${path} is ${what} where the first of its kind is ${wanted}; nested arrays must not be ragged. Pad the short ones.`,
  );
}
