/** What an op costs beside its arithmetic. */

import type { Row } from "../harness/row.ts";

/** Ops in one iteration, so that what surrounds them weighs little. */
const ops = 100;

function overhead(name: string, work: string): Row {
  return {
    name,
    family: "overhead",
    unit: "us",
    work: `${work}, ${ops} ops an iteration, figure of one`,
    settings: { ops, gradient: name === "add-4-grad" },
    arrays: {
      x: { shape: [4], low: -1, high: 1 },
      y: { shape: [4], low: -1, high: 1 },
    },
    tolerance: 1e-6,
    figure: (milliseconds) => (milliseconds * 1000) / ops,
  };
}

export const rows: readonly Row[] = [
  overhead("add-4", "an addition of 4 numbers without gradient"),
  overhead("add-4-grad", "an addition of 4 numbers that is recorded, and its backward"),
];
