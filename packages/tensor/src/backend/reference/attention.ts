/** Attention by blocks of queries and keys; the order of sums is that of the blocks, each step rounded to the dtype. */

import type { DType, TypedArray } from "../../dtype.ts";
import { typedArray } from "../../dtype.ts";
import type {
  AttentionGradHead,
  AttentionGradRows,
  AttentionHead,
  AttentionKernels,
  AttentionRows,
  AttentionSizes,
} from "../attention.ts";
import { keyBlock, queryBlock } from "../attention.ts";
import { uint8View, view } from "../memory.ts";
import { indexOf, round } from "./loops.ts";
import { exp } from "./math.ts";
import { accumulators, sumOfRow } from "./reduce.ts";

/** Numbers in rows, of which each element and each row lies some steps behind the one before. */
interface Matrix {
  readonly values: TypedArray;
  readonly at: number;
  readonly row: number;
  readonly column: number;
}

/** A block of scores: queries from `query` on, of which the last sees `keys` keys from `key` on. */
interface Block {
  readonly query: number;
  readonly queries: number;
  readonly key: number;
  readonly keys: number;
}

/** Kernels of attention. */
export const attention: AttentionKernels = {
  attention(dtype, sizes, rows, heads) {
    for (const head of heads) forward(dtype, sizes, rows, head);
  },
  attentionGrad(dtype, sizes, rows, heads) {
    for (const head of heads) backward(dtype, sizes, rows, head);
  },
};

function forward(
  dtype: DType,
  sizes: AttentionSizes,
  rows: AttentionRows,
  head: AttentionHead,
): void {
  const { queries, valueWidth } = sizes;
  const isFloat32 = dtype === "float32";
  const matrix = matricesOf(dtype);
  const y = matrix(head.y, rows.y);
  const kept = matrix(head.kept, 2);
  const { values } = y;
  const weights = blockOfScores(dtype);
  for (let i = 0; i < queries; i++) {
    values.fill(0, y.at + i * y.row, y.at + i * y.row + valueWidth);
    values[kept.at + 2 * i] = Number.NEGATIVE_INFINITY;
    values[kept.at + 2 * i + 1] = 0;
  }
  for (const block of blocksOf(sizes)) {
    scores(dtype, sizes, rows, head, block, weights);
    for (let r = 0; r < block.queries; r++) {
      const seen = seenOf(sizes, block.query + r, block);
      const line = weights.values.subarray(r * keyBlock, (r + 1) * keyBlock);
      const own = kept.at + 2 * (block.query + r);
      const before = values[own];
      let peak = before;
      for (let j = 0; j < seen; j++) peak = Math.max(peak, line[j]);
      const shift = peak === Number.NEGATIVE_INFINITY ? 0 : peak;
      if (peak !== before) {
        const factor = round(isFloat32, exp(round(isFloat32, before - shift)));
        const from = y.at + (block.query + r) * y.row;
        for (let j = 0; j < valueWidth; j++) values[from + j] *= factor;
        values[own + 1] *= factor;
      }
      exponentials(isFloat32, line, seen, shift);
      values[own] = peak;
      values[own + 1] += round(isFloat32, sumOfRow(line, 0, seen, accumulators(isFloat32)));
    }
    const by = below(matrix(head.v, rows.v), block.key);
    addProduct(block.queries, valueWidth, block.keys, weights, by, below(y, block.query));
  }
  for (let i = 0; i < queries; i++) {
    const own = kept.at + 2 * i;
    if (values[own] === Number.NEGATIVE_INFINITY) values[own] = 0;
    if (values[own + 1] === 0) values[own + 1] = 1;
    const from = y.at + i * y.row;
    for (let j = 0; j < valueWidth; j++) values[from + j] /= values[own + 1];
  }
}

function backward(
  dtype: DType,
  sizes: AttentionSizes,
  rows: AttentionGradRows,
  head: AttentionGradHead,
): void {
  const { queries, keys, width, valueWidth } = sizes;
  const isFloat32 = dtype === "float32";
  const matrix = matricesOf(dtype);
  const [q, k, v] = [matrix(head.q, rows.q), matrix(head.k, rows.k), matrix(head.v, rows.v)];
  const [y, g] = [matrix(head.y, rows.y), matrix(head.g, rows.g)];
  const gq = matrix(head.gq, rows.gq);
  const gk = matrix(head.gk, rows.gk);
  const gv = matrix(head.gv, rows.gv);
  const { values } = y;
  const kept = matrix(head.kept, 2);
  const scale = round(isFloat32, sizes.scale);
  const weights = blockOfScores(dtype);
  const grads = blockOfScores(dtype);
  const products = typedArray(dtype, valueWidth);
  clear(gq, queries, width);
  clear(gk, keys, width);
  clear(gv, keys, valueWidth);
  for (const block of blocksOf(sizes)) {
    const { query, key, keys: n } = block;
    scores(dtype, sizes, rows, head, block, weights);
    grads.values.fill(0);
    addProduct(block.queries, n, valueWidth, below(g, query), turned(below(v, key)), grads);
    for (let r = 0; r < block.queries; r++) {
      const seen = seenOf(sizes, query + r, block);
      const line = weights.values.subarray(r * keyBlock, (r + 1) * keyBlock);
      const own = kept.at + 2 * (query + r);
      exponentials(isFloat32, line, seen, values[own]);
      for (let j = 0; j < seen; j++) line[j] /= values[own + 1];
      const [yLine, gLine] = [y, g].map(({ at, row }) => at + (query + r) * row);
      for (let j = 0; j < valueWidth; j++) products[j] = values[gLine + j] * values[yLine + j];
      const sum = sumOfRow(products, 0, valueWidth, accumulators(isFloat32));
      const total = round(isFloat32, sum);
      for (let j = 0; j < n; j++) {
        const at = r * keyBlock + j;
        const less = round(isFloat32, grads.values[at] - total);
        grads.values[at] = round(isFloat32, line[j] * less) * scale;
      }
    }
    addProduct(block.queries, width, n, grads, below(k, key), below(gq, query));
    addProduct(n, valueWidth, block.queries, turned(weights), below(g, query), below(gv, key));
    addProduct(n, width, block.queries, turned(grads), below(q, query), below(gk, key));
  }
}

/** The blocks of scores that are not hidden, those of the first keys first. */
function* blocksOf({ queries, keys, causal }: AttentionSizes): Generator<Block> {
  for (let key = 0; key < keys; key += keyBlock) {
    for (let query = 0; query < queries; query += queryBlock) {
      const count = Math.min(queryBlock, queries - query);
      const block = Math.min(keyBlock, keys - key);
      const seen = causal ? Math.min(block, query + count - key) : block;
      if (seen > 0) yield { query, queries: count, key, keys: seen };
    }
  }
}

/** How many of a block's keys a query sees, where it sees none behind its own. */
function seenOf({ causal }: AttentionSizes, query: number, { key, keys }: Block): number {
  return causal ? Math.max(0, Math.min(keys, query + 1 - key)) : keys;
}

/** Writes `scale q kᵀ + mask` of a block. */
function scores(
  dtype: DType,
  sizes: AttentionSizes,
  rows: AttentionRows,
  head: AttentionHead,
  block: Block,
  to: Matrix,
): void {
  const isFloat32 = dtype === "float32";
  const matrix = matricesOf(dtype);
  const [q, k] = [matrix(head.q, rows.q), matrix(head.k, rows.k)];
  to.values.fill(0);
  addProduct(
    block.queries,
    block.keys,
    sizes.width,
    below(q, block.query),
    turned(below(k, block.key)),
    to,
  );
  const isSeen = uint8View();
  const scale = round(isFloat32, sizes.scale);
  const mask = sizes.mask === "added" ? indexOf(dtype, head.mask) : head.mask;
  for (let r = 0; r < block.queries; r++) {
    const seen = seenOf(sizes, block.query + r, block);
    for (let j = 0; j < seen; j++) {
      const at = mask + (block.query + r) * rows.mask + (block.key + j) * rows.maskColumn;
      const x = r * keyBlock + j;
      to.values[x] *= scale;
      if (sizes.mask === "added") to.values[x] += q.values[at];
      else if (sizes.mask === "bool" && isSeen[at] === 0) to.values[x] = Number.NEGATIVE_INFINITY;
    }
  }
}

/** `x = e^(x - shift)` of the first numbers of a line, and 0 behind them. */
function exponentials(isFloat32: boolean, line: TypedArray, n: number, shift: number): void {
  for (let j = 0; j < n; j++) line[j] = exp(round(isFloat32, line[j] - shift));
  line.fill(0, n);
}

/** `y += a b` of `[m, k]` by `[k, n]`, k at most 256: each element has its sum, which y takes up. */
function addProduct(m: number, n: number, k: number, a: Matrix, b: Matrix, y: Matrix): void {
  const isFloat32 = y.values instanceof Float32Array;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) {
        const factor = a.values[a.at + i * a.row + p * a.column];
        sum = round(
          isFloat32,
          sum + round(isFloat32, factor * b.values[b.at + p * b.row + j * b.column]),
        );
      }
      y.values[y.at + i * y.row + j * y.column] += sum;
    }
  }
}

function matricesOf(dtype: DType): (address: number, row: number) => Matrix {
  const values = view(dtype);
  return (address, row) => ({ values, at: indexOf(dtype, address), row, column: 1 });
}

function blockOfScores(dtype: DType): Matrix {
  return { values: typedArray(dtype, queryBlock * keyBlock), at: 0, row: keyBlock, column: 1 };
}

/** The rows of a matrix from one on. */
function below(matrix: Matrix, row: number): Matrix {
  return { ...matrix, at: matrix.at + row * matrix.row };
}

function turned(matrix: Matrix): Matrix {
  return { ...matrix, row: matrix.column, column: matrix.row };
}

function clear({ values, at, row }: Matrix, rows: number, n: number): void {
  for (let i = 0; i < rows; i++) values.fill(0, at + i * row, at + i * row + n);
}
