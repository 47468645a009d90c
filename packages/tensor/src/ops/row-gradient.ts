/** Gradients of a table's rows, and the updates of those rows alone. */

import type { AdamOptions, Address, SgdOptions } from "../backend/backend.ts";
import { backend } from "../backend/current.ts";
import { describe, ShapeError } from "../errors.ts";
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
  const list = numbers.dataSync();
  const places = new Map<number, number>();
  const from = new Int32Array(list.length);
  const to = new Int32Array(list.length);
  let n = 0;
  for (let i = 0; i < list.length; i++) {
    const row = list[i];
    if (row === without) continue;
    let place = places.get(row);
    if (place === undefined) {
      place = places.size;
      places.set(row, place);
    }
    from[n] = i;
    to[n] = place;
    n++;
  }
  const given =
    n === list.length
      ? run.contiguous(values)
      : indexSelect(values, 0, positionList(values, from.subarray(0, n)));
  const d = values.shape[1];
  const sums = run.full(values, values.dtype, [places.size, d], 0);
  const targets = positionList(values, to.subarray(0, n));
  const [x, at, y] = [run.start(given), run.start(targets), run.start(sums)];
  backend().indexAdd(values.dtype, 1, places.size, n, d, x, at, y);
  return { rows: positionList(values, Int32Array.from(places.keys())), values: sums };
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
  checkRows("sgdRowUpdate", parameter, gradient, []);
  const { dtype } = parameter;
  eachRow(parameter, gradient, [parameter], (n, g, p) => {
    backend().sgd(dtype, n, options, g, 0, p as Address);
  });
}

/** As {@link adamUpdate}, of the rows of one parameter that have a gradient and of their moments: lazy Adam. */
export function adamRowUpdate(
  parameter: Tensor,
  gradient: RowGradient,
  firstMoment: Tensor,
  secondMoment: Tensor,
  options: AdamOptions,
): void {
  const moments = [firstMoment, secondMoment];
  checkRows("adamRowUpdate", parameter, gradient, moments);
  const { dtype } = parameter;
  eachRow(parameter, gradient, [...moments, parameter], (n, g, m, v, p) => {
    backend().adam(dtype, n, options, g, m as Address, v as Address, p as Address);
  });
}

/** Calls `update` for each row of a gradient with the addresses of that row in it and in the tables. */
function eachRow(
  parameter: Tensor,
  { rows, values }: RowGradient,
  tables: readonly Tensor[],
  update: (n: number, g: Address, ...rows: Address[]) => void,
): void {
  const d = parameter.shape[1];
  const bytes = d * run.elementBytes(parameter);
  let g = run.start(values);
  const starts = tables.map(run.start);
  changed(parameter);
  for (const row of rows.dataSync()) {
    update(d, g, ...starts.map((start) => start + row * bytes));
    g += bytes;
  }
}

function checkRows(
  op: string,
  parameter: Tensor,
  { rows, values }: RowGradient,
  tables: readonly Tensor[],
): void {
  for (const table of [parameter, ...tables]) checkOwn(op, table);
  const fits =
    parameter.rank === 2 &&
    values.dtype === parameter.dtype &&
    values.shape.join() === `${rows.size},${parameter.shape[1]}` &&
    tables.every((table) => describe(table) === describe(parameter));
  if (fits) return;
  throw new ShapeError(
    op,
    `rows ${describe(rows)} with values ${describe(values)} for the parameter ${describe(parameter)}; ` +
      "they must be int32[k] and [k, d] for [n, d], and states like the parameter. Pass what backward left on it.",
    [rows.shape, values.shape, parameter.shape],
  );
}
