/** Products of square float32 matrices. */

import type { ContestRow, Row } from "../harness/row.ts";

function gemm(size: number): ContestRow {
  const operations = 2 * size * size * size;
  const matrix = { shape: [size, size], low: -1, high: 1 };
  return {
    name: `gemm-${size}`,
    family: "gemm",
    unit: "GFLOP/s",
    work: `float32 [${size},${size}] times [${size},${size}]`,
    settings: { operations },
    arrays: { a: matrix, b: matrix },
    tolerance: 1e-5,
    figure: (milliseconds) => operations / milliseconds / 1e6,
  };
}

/** Two threads against one. */
const scaling: Row = { ...gemm(1024), name: "gemm-1024-scaling", threads: 2, scaling: true };

export const rows: readonly Row[] = [gemm(256), gemm(512), gemm(1024), scaling];
