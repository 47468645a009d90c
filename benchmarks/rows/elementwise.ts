/** One op on a million float32 numbers: over each, over all or over rows, and from place to place. */

import type { DrawnArray, Row } from "../harness/row.ts";

const numbers: DrawnArray = { shape: [1_000_000], low: -2, high: 4 };
const matrix: DrawnArray = { ...numbers, shape: [1000, 1000] };
const columns: DrawnArray = { shape: [1000, 1000], dtype: "int32", low: 0, high: 1000 };

type Arrays = Readonly<Record<string, DrawnArray>>;

function rowsOf(family: string) {
  return (op: string, work: string, arrays: Arrays, tolerance = 1e-5): Row => ({
    name: `${op}-1M`,
    family,
    unit: "ms",
    work: `${work}, float32`,
    settings: { op },
    arrays,
    tolerance,
    figure: (milliseconds) => milliseconds,
  });
}

const elementwise = rowsOf("elementwise");
const reduction = rowsOf("reduction");
const placement = rowsOf("placement");

export const rows: readonly Row[] = [
  elementwise("add", "the sum of two arrays of 1M", { x: numbers, y: numbers }),
  elementwise("mul", "the product of two arrays of 1M", { x: numbers, y: numbers }),
  elementwise("exp", "the exponential of 1M", { x: numbers }),
  elementwise("log", "the logarithm of 1M", { x: { ...numbers, low: 0.01 } }),
  elementwise("tanh", "the hyperbolic tangent of 1M", { x: numbers }),
  elementwise("sigmoid", "the logistic function of 1M", { x: numbers }),
  reduction("sum", "the sum of 1M", { x: numbers }),
  reduction("mean", "the mean of 1M", { x: numbers }),
  reduction("max", "the greatest of 1M", { x: numbers }),
  // Peers that add one after another lose three digits.
  reduction("variance", "the variance of 1M", { x: numbers }, 1e-3),
  reduction("softmax", "the softmax of 1000 rows of 1000", { x: matrix }),
  reduction("layerNorm", "the layer normalisation of 1000 rows of 1000, weight and bias", {
    x: matrix,
    weight: { shape: [1000], low: 0.5, high: 1.5 },
    bias: { shape: [1000], low: -1, high: 1 },
  }),
  placement("transpose", "the transpose of [1000,1000] in memory of its own", { x: matrix }),
  placement("gather", "1000 elements from each of 1000 rows of 1000", { x: matrix, columns }),
  placement("scatterAdd", "1000 elements added to each of 1000 rows of 1000", {
    x: matrix,
    columns,
    y: matrix,
  }),
  placement("sort", "1M in order, and where they came from", { x: numbers }),
];
