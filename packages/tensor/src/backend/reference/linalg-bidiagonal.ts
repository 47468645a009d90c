/** Square matrices made upper bidiagonal by Householder's reflections from both sides. */

import type { LinalgSteps, Place } from "../linalg-steps.ts";
import { view } from "../memory.ts";
import { blockRows, panelRow, reflector } from "./linalg-reflections.ts";

/** An upper bidiagonal matrix. */
export interface Bidiagonal {
  readonly diagonal: Float64Array;
  /** The n - 1 elements above the diagonal, and a 0. */
  readonly beside: Float64Array;
}

/**
 * Makes `a`, `[n, n]` with rows `row` apart, upper bidiagonal: the reflections of columns are left in rows of `left`, those of rows in rows of `right`. What
 * reflections take off the rest, `uᵀ y` with `y = u a` and `xᵀ v` with `x = (a - uᵀ y) vᵀ`, waits until there is a block of
 * them; until then it counts in each row and column that is read. `spare` has {@link panelSize} elements.
 */
export function bidiagonalize(
  steps: LinalgSteps,
  a: Place,
  row: number,
  n: number,
  left: Place,
  right: Place,
  spare: Place,
): Bidiagonal {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  view("float64").fill(0, left, left + n * n);
  view("float64").fill(0, right, right + n * n);
  // Rows u, x, u, x, ... by rows of a, and y, v, y, v, ... by its columns.
  const step = panelRow(n);
  const down = spare;
  const across = spare + 2 * blockRows * step;
  const shares = spare + 4 * blockRows * step;
  let waiting = 0;
  /** Takes what waits off the elements at `to`: those of a column from row i on, or of a row from column j on. */
  const settleColumn = (i: number, j: number, to: Place) =>
    steps.product(true, 1, n - i, waiting, across + j, 1, step, down + i, step, 1, to, n);
  const settleRow = (i: number, j: number, to: Place) =>
    steps.product(true, 1, n - j, waiting, down + i, 1, step, across + j, step, 1, to, n);
  for (let i = 0; i < n; i++) {
    const u = left + i * n + i;
    const size = n - i;
    let m = view("float64");
    for (let k = 0; k < size; k++) m[u + k] = m[a + (i + k) * row + i];
    if (waiting > 0) settleColumn(i, i, u);
    diagonal[i] = reflector(u, size);
    if (i === n - 1) break;
    const next = i + 1;
    const rest = size - 1;
    // y = u a, of the columns behind this one.
    const y = across + waiting * step + next;
    steps.product(false, 1, rest, size, u, size, 1, a + i * row + next, row, 1, y, n);
    if (waiting > 0) {
      steps.product(false, waiting, 1, size, down + i, step, 1, u, 1, 1, shares, 1);
      steps.product(true, 1, rest, waiting, shares, waiting, 1, across + next, step, 1, y, n);
    }
    m = view("float64");
    m.copyWithin(down + waiting * step + i, u, u + size);
    waiting += 1;
    const v = right + i * n + next;
    m.copyWithin(v, a + i * row + next, a + i * row + n);
    settleRow(i, next, v);
    beside[i] = reflector(v, rest);
    // x = a vᵀ, of the rows below this one.
    const x = down + waiting * step + next;
    steps.product(false, rest, 1, rest, a + next * row + next, row, 1, v, 1, 1, x, 1);
    steps.product(false, waiting, 1, rest, across + next, step, 1, v, 1, 1, shares, 1);
    steps.product(true, 1, rest, waiting, shares, waiting, 1, down + next, step, 1, x, n);
    view("float64").copyWithin(across + waiting * step + next, v, v + rest);
    waiting += 1;
    if (waiting === 2 * blockRows) {
      const to = a + next * row + next;
      steps.product(
        true,
        rest,
        rest,
        waiting,
        down + next,
        1,
        step,
        across + next,
        step,
        1,
        to,
        row,
      );
      waiting = 0;
    }
  }
  return { diagonal, beside };
}
