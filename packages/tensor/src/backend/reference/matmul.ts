/** Matrix multiplication. */

import { bytesPerElement, typedArray } from "../../dtype.ts";
import type { Backend } from "../backend.ts";
import { view } from "../memory.ts";
import { indexOf, round } from "./loops.ts";

/** Products that are summed before the result takes them up. */
const depthBlock = 256;

/**
 * `y = a b + bias`. Each element is the sum over k in blocks of 256, in sequence inside a block from 0, each
 * product and each sum rounded; the bias joins the first block's sum, the others are added in order.
 */
export const matmul: Backend["matmul"] = (
  dtype,
  m,
  n,
  k,
  a,
  aRow,
  aColumn,
  b,
  bRow,
  bColumn,
  bias,
  y,
) => {
  const values = view(dtype);
  const isFloat32 = dtype === "float32";
  const sums = typedArray(dtype, n); // one row, rounds what it stores
  const aStart = indexOf(dtype, a);
  const bStart = indexOf(dtype, b);
  const biasStart = indexOf(dtype, bias);
  const yStart = indexOf(dtype, y);
  for (let i = 0; i < m; i++) {
    const row = yStart + i * n;
    for (let block = 0; block === 0 || block < k; block += depthBlock) {
      sums.fill(0);
      const end = Math.min(block + depthBlock, k);
      for (let p = block; p < end; p++) {
        const factor = values[aStart + i * aRow + p * aColumn];
        const from = bStart + p * bRow;
        for (let j = 0; j < n; j++) {
          sums[j] += round(isFloat32, factor * values[from + j * bColumn]);
        }
      }
      for (let j = 0; j < n; j++) {
        if (block > 0) values[row + j] += sums[j];
        else values[row + j] = bias === 0 ? sums[j] : sums[j] + values[biasStart + j];
      }
    }
  }
};

/** See `Backend.matmulBatch`. */
export const matmulBatch: Backend["matmulBatch"] = (
  dtype,
  batch,
  m,
  n,
  k,
  a,
  aBatch,
  aRow,
  aColumn,
  b,
  bBatch,
  bRow,
  bColumn,
  y,
) => {
  const size = bytesPerElement(dtype);
  for (let i = 0; i < batch; i++) {
    const from = a + i * aBatch * size;
    const to = y + i * m * n * size;
    matmul(dtype, m, n, k, from, aRow, aColumn, b + i * bBatch * size, bRow, bColumn, 0, to);
  }
};
