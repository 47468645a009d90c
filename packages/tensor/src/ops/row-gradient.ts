/** Gradients of a table's rows, and the updates of those rows alone. */

import { backend } from "../backend/current.ts";
import type { AdaGradOptions, AdamOptions, SgdOptions, UpdatedRows } from "../backend/update.ts";
import { ArgumentError, describe, ShapeError } from "../errors.ts";
import type { RowGradient } from "../graph.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { indexSelect } from "./indexing.ts";
import { concat } from "./join.ts";
import { positionList } from "./positions.ts";
import { changed, checkOwn } from "./update.ts";

/**
 * The sums of `values` `[n, d]` by their row numbers, int32 `[n]`, in the order in which the rows first stand there;
 * row `without` is left out.
 */
export function rowGradient(numbers: Tensor, values: Tensor, without?: number): RowGradient {
  let list = numbers.dataSync() as Int32Array;
  let given = run.contiguous(values);
  if (without !== undefined && list.includes(without)) {
    const kept = new Int32Array(list.length).map((_, i) => i).filter((i) => list[i] !== without);
    given = indexSelect(given, 0, positionList(values, kept));
    list = list.filter((row) => row !== without);
  }
  const { rows, places } = distinct(list);
  const d = values.shape[1];
  const sums = run.full(values, values.dtype, [rows.length, d], 0);
  const [x, at, y] = [given, positionList(values, places), sums].map(run.start);
  backend().indexAdd(values.dtype, 1, rows.length, list.length, d, x, at, y);
  return { rows: positionList(values, rows), values: sums };
}

/** The rows of a list, each once, in the order in which they first stand there; and the place of each entry's row. */
export function distinct(list: Int32Array): {
  readonly rows: Int32Array;
  readonly places: Int32Array;
} {
  // A hash table with at least twice as many slots as entries; a slot holds a place plus 1, or 0.
  const bits = 33 - Math.clz32(list.length);
  const slots = new Int32Array(1 << bits);
  const rows = new Int32Array(list.length);
  const places = new Int32Array(list.length);
  let count = 0;
  for (let i = 0; i < list.length; i++) {
    const row = list[i];
    let slot = Math.imul(row, 0x9e3779b1) >>> (32 - bits);
    while (slots[slot] !== 0 && rows[slots[slot] - 1] !== row) {
      slot = (slot + 1) & (slots.length - 1);
    }
    if (slots[slot] === 0) {
      rows[count++] = row;
      slots[slot] = count;
    }
    places[i] = slots[slot] - 1;
  }
  return { rows: rows.subarray(0, count), places };
}

/**
 * The sum of two gradients of one table.
 *
 * @example
 * const one = { rows: tensor([3], { dtype: "int32" }), values: ones([1, 2]) };
 * addRowGradients(one, one).values; // [[2, 2]]
 */
export function addRowGradients(a: RowGradient, b: RowGradient): RowGradient {
  return rowGradient(concat([a.rows, b.rows]), concat([a.values, b.values]));
}

/**
 * As {@link sgdUpdate}, of the rows of one parameter that have a gradient; without momentum and weight decay, which
 * would change the others too.
 */
export function sgdRowUpdate(parameter: Tensor, gradient: RowGradient, options: SgdOptions): void {
  const rows = checkRows("sgdRowUpdate", parameter, gradient, []);
  const [{ dtype, shape }, g] = [parameter, run.start(run.contiguous(gradient.values))];
  backend().sgd(dtype, shape[1], options, g, 0, changed(parameter), rows);
}

/** As {@link adamUpdate}, of the rows of one parameter that have a gradient and of their moments: lazy Adam. */
export function adamRowUpdate(
  parameter: Tensor,
  gradient: RowGradient,
  firstMoment: Tensor,
  secondMoment: Tensor,
  options: AdamOptions,
): void {
  const rows = checkRows("adamRowUpdate", parameter, gradient, [firstMoment, secondMoment]);
  const [{ dtype, shape }, g] = [parameter, run.start(run.contiguous(gradient.values))];
  const [m, v] = [run.start(firstMoment), run.start(secondMoment)];
  backend().adam(dtype, shape[1], options, g, m, v, changed(parameter), rows);
}

/** As {@link adagradUpdate}, of the rows of one parameter that have a gradient and of their sums. */
export function adagradRowUpdate(
  parameter: Tensor,
  gradient: RowGradient,
  sum: Tensor,
  options: AdaGradOptions,
): void {
  const rows = checkRows("adagradRowUpdate", parameter, gradient, [sum]);
  const [{ dtype, shape }, g] = [parameter, run.start(run.contiguous(gradient.values))];
  backend().adagrad(dtype, shape[1], options, g, run.start(sum), changed(parameter), rows);
}

/** The rows for the engine; refuses what does not fit, and numbers that name no row or one twice. */
function checkRows(
  op: string,
  parameter: Tensor,
  { rows, values }: RowGradient,
  tables: readonly Tensor[],
): UpdatedRows {
  for (const table of [parameter, ...tables]) checkOwn(op, table);
  const fits =
    parameter.rank === 2 &&
    values.dtype === parameter.dtype &&
    describe(rows) === `int32[${rows.size}]` &&
    values.shape.join() === `${rows.size},${parameter.shape[1]}` &&
    tables.every((table) => describe(table) === describe(parameter));
  if (!fits) {
    throw new ShapeError(
      op,
      `rows ${describe(rows)} with values ${describe(values)} for the parameter ${describe(parameter)}; ` +
        "they must be int32[k] and [k, d] for [n, d], and states like the parameter. Pass what backward left on it.",
      [rows.shape, values.shape, parameter.shape],
    );
  }
  const [count, n, numbers] = [rows.size, parameter.shape[0], run.start(run.contiguous(rows))];
  const outside = backend().findOutOfRange(count, n, numbers) >= 0;
  if (outside || distinct(rows.dataSync() as Int32Array).rows.length < count) {
    throw new ArgumentError(
      op,
      `the rows ${describe(rows)} of a gradient name ${outside ? "one outside of" : "one twice of"} ${describe(parameter)}; ` +
        `each of the rows 0 to ${n - 1} may stand once. Pass what backward left on it.`,
    );
  }
  return { count, numbers };
}
