/** One op on a million float32 numbers. */

import type { Row } from "../harness/row.ts";

const size = 1_000_000;

function elementwise(op: string, work: string): Row {
  return {
    name: `${op}-1M`,
    family: "elementwise",
    unit: "ms",
    work: `${work} of ${size} float32 numbers`,
    settings: { op },
    arrays: {
      x: { shape: [size], low: -2, high: 4 },
      y: { shape: [size], low: -2, high: 4 },
    },
    tolerance: 1e-5,
    figure: (milliseconds) => milliseconds,
  };
}

export const rows: readonly Row[] = [
  elementwise("add", "the elementwise sum of two arrays"),
  elementwise("exp", "the exponential"),
  elementwise("tanh", "the hyperbolic tangent"),
  elementwise("sum", "the sum"),
];
