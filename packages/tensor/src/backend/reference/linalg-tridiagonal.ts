/** Symmetric matrices made tridiagonal by Householder's reflections from both sides. */

import type { LinalgSteps, Place } from "../linalg-steps.ts";
import { view } from "../memory.ts";
import { blockRows, innerProduct, panelRow, reflector } from "./linalg-reflections.ts";

/** A symmetric tridiagonal matrix. */
export interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** The n - 1 elements beside the diagonal. */
  readonly beside: Float64Array;
}

/**
 * Makes the symmetric `a`, `[n, n]`, tridiagonal: `n - 1` reflections are left in rows of `v`. What reflection `vᵀ v` takes off the rest,
 * `vᵀ w + wᵀ v` with `w = v a - ½ (v a vᵀ) v`, waits until there is a block of them; until then it counts in each row that is read.
 * `spare` has {@link panelSize} elements.
 */
export function tridiagonalize(
  steps: LinalgSteps,
  a: Place,
  n: number,
  v: Place,
  spare: Place,
): Tridiagonal {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(Math.max(0, n - 1));
  // Rows v, w, v, w, ... and w, v, w, v, ...
  const step = panelRow(n);
  const pairs = spare;
  const swapped = spare + 2 * blockRows * step;
  const shares = spare + 4 * blockRows * step;
  let waiting = 0;
  for (let j = 0; j < n; j++) {
    const row = a + j * n + j;
    const width = n - j;
    if (waiting > 0) {
      const [x, y] = [pairs + j, swapped + j];
      steps.product(true, 1, width, waiting, x, 1, step, y, step, 1, row, n);
    }
    const m = view("float64");
    diagonal[j] = m[row];
    if (j === n - 1) break;
    const at = j + 1;
    const size = width - 1;
    const reflection = v + j * n;
    m.fill(0, reflection, reflection + at);
    m.copyWithin(reflection + at, row + 1, row + width);
    beside[j] = reflector(reflection + at, size);
    const x = reflection + at;
    const w = swapped + waiting * step + at;
    steps.product(false, 1, size, size, x, size, 1, a + at * n + at, n, 1, w, n);
    if (waiting > 0) {
      steps.product(false, waiting, 1, size, swapped + at, step, 1, x, 1, 1, shares, 1);
      steps.product(true, 1, size, waiting, shares, waiting, 1, pairs + at, step, 1, w, n);
    }
    const u = view("float64");
    const share = innerProduct(w, x, size) / 2;
    for (let i = 0; i < size; i++) u[w + i] -= share * u[x + i];
    u.copyWithin(pairs + waiting * step + at, x, x + size);
    u.copyWithin(pairs + (waiting + 1) * step + at, w, w + size);
    u.copyWithin(swapped + (waiting + 1) * step + at, x, x + size);
    waiting += 2;
    if (waiting === 2 * blockRows) {
      const rest = a + at * n + at;
      steps.product(true, size, size, waiting, pairs + at, 1, step, swapped + at, step, 1, rest, n);
      waiting = 0;
    }
  }
  return { diagonal, beside };
}
