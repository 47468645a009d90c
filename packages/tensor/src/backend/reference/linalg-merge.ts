/** What divide and conquer does where two solved halves meet (Cuppen 1981): deflation, and vectors of both turned to those of the whole. */

import type { LinalgSteps, Place } from "../linalg-steps.ts";
import { view } from "../memory.ts";
import type { Secular } from "./linalg-secular.ts";

/** Below this nothing counts in matrices whose greatest element is 1; its square is a number. */
export const negligible = 1e-140;

/** Which rows of a problem `diag(nodes)` with `z` are left, by ascending nodes, and which are solved. */
export interface Deflated {
  readonly kept: readonly number[];
  readonly solved: readonly number[];
}

/**
 * Finds rows that need no secular equation: those whose `z` is at most `smallZ`, and, after a turn with the one before, those whose
 * node is within `tolerance` of its. Row `first`, if there is one, is always kept.
 */
export function deflate(
  nodes: Float64Array,
  z: Float64Array,
  tolerance: number,
  smallZ: number,
  first: number,
  turn: (i: number, j: number, cos: number, sin: number) => void,
): Deflated {
  const order: number[] = first < 0 ? [] : [first];
  for (let i = 0; i < nodes.length; i++) if (i !== first) order.push(i);
  order.sort((i, j) => nodes[i] - nodes[j]);
  const kept: number[] = [];
  const solved: number[] = [];
  for (const j of order) {
    const i = kept.at(-1);
    if (j !== first && Math.abs(z[j]) <= smallZ) {
      solved.push(j);
    } else if (i !== undefined && nodes[j] - nodes[i] <= tolerance) {
      const length = hypotenuse(z[i], z[j]);
      turn(i, j, z[i] / length, z[j] / length);
      z[i] = length;
      z[j] = 0;
      solved.push(j);
    } else {
      kept.push(j);
    }
  }
  return { kept, solved };
}

/** The elements of `x` in some places. */
export function pick(x: Float64Array, places: readonly number[]): Float64Array {
  const y = new Float64Array(places.length);
  for (let i = 0; i < y.length; i++) y[i] = x[places[i]];
  return y;
}

/** Rows of vectors of two halves: of n rows, the first columns up to `split` are those of the one. */
export interface Halves {
  readonly x: Place;
  readonly row: number;
  readonly n: number;
  readonly columns: number;
  readonly split: number;
  /** Where a row is not 0: 0 in the first half, 2 in the second, 1 in both. */
  readonly sides: Uint8Array;
}

/** `√(a² + b²)` without overflow or underflow. */
export function hypotenuse(a: number, b: number): number {
  const large = Math.max(Math.abs(a), Math.abs(b));
  if (large === 0) return 0;
  const small = Math.min(Math.abs(a), Math.abs(b)) / large;
  return large * Math.sqrt(1 + small * small);
}

/** Turns rows i and j: `cos xᵢ + sin xⱼ` and `cos xⱼ - sin xᵢ`. */
export function turnRows(halves: Halves, i: number, j: number, cos: number, sin: number): void {
  const { x, row, columns, sides } = halves;
  const v = view("float64");
  const [a, b] = [x + i * row, x + j * row];
  for (let k = 0; k < columns; k++) {
    const [p, q] = [v[a + k], v[b + k]];
    v[a + k] = cos * p + sin * q;
    v[b + k] = cos * q - sin * p;
  }
  if (sides[i] !== sides[j]) {
    sides[i] = 1;
    sides[j] = 1;
  }
}

/**
 * Replaces the kept rows by their combinations, whose factors are `parts[i] / gap` to unit length, and moves the solved ones behind.
 * With `unit`, -1 stands for the first factor. `spare` has room for all rows and for the square matrix of factors.
 */
export function combineRows(
  steps: LinalgSteps,
  halves: Halves,
  { kept, solved }: Deflated,
  { gaps }: Secular,
  parts: Float64Array,
  unit: boolean,
  spare: Place,
): void {
  const { x, row, n, columns, split, sides } = halves;
  const k = kept.length;
  const order = kept.map((_, i) => i).sort((i, j) => sides[kept[i]] - sides[kept[j]]);
  const factors = spare + n * columns;
  writeFactors(factors, gaps, parts, unit, Int32Array.from(order));
  const rows = [...order.map((i) => kept[i]), ...solved];
  let v = view("float64");
  for (let i = 0; i < n; i++) {
    v.copyWithin(spare + i * columns, x + rows[i] * row, x + rows[i] * row + columns);
  }
  const combine = (first: number, end: number, from: number, to: number) => {
    const count = end - first;
    const [a, b, y] = [factors + first, spare + first * columns + from, x + from];
    if (count > 0) steps.product(false, k, to - from, count, a, k, 1, b, columns, 1, y, row);
    else for (let j = 0; j < k; j++) v.fill(0, y + j * row, y + j * row + to - from);
  };
  combine(0, kept.filter((i) => sides[i] < 2).length, 0, split);
  combine(kept.filter((i) => sides[i] === 0).length, k, split, columns);
  v = view("float64");
  for (let i = k; i < n; i++) {
    v.copyWithin(x + i * row, spare + i * columns, spare + i * columns + columns);
  }
}

/** Writes a row of factors for each root, in an order of the nodes. */
function writeFactors(
  to: Place,
  gaps: Float64Array,
  parts: Float64Array,
  unit: boolean,
  order: Int32Array,
): void {
  const v = view("float64");
  const k = order.length;
  for (let j = 0; j < k; j++) {
    const at = to + j * k;
    let sum = 0;
    for (let p = 0; p < k; p++) {
      const i = order[p];
      const factor = unit && i === 0 ? -1 : parts[i] / gaps[j * k + i];
      v[at + p] = factor;
      sum += factor * factor;
    }
    const scale = 1 / Math.sqrt(sum);
    for (let p = 0; p < k; p++) v[at + p] *= scale;
  }
}
