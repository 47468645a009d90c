/**
 * `y = a b + bias` by tiles of 6 rows and 2 vectors of columns. k is cut into blocks of 256: within a
 * block an element of y has one accumulator over k in order, block sums are added in order. So its
 * bits depend neither on m and n nor on its place. b is packed in panels of 2 vectors, a transposed a
 * in tiles of 6 rows; an a with contiguous rows is read where it lies, as is a b that is used little.
 *
 * The workspace, one for each thread: packed b, packed a, one tile of y.
 */

import { bytes, lanes } from "./lanes";
import {
  accumulate,
  addBias,
  kBlock,
  panelBytes,
  edgeTile,
  isWholeTile,
  panels,
  putEdge,
  replace,
  subtract,
  tile,
  tileHeight,
  tileRows,
} from "./tile";
import { transpose4 } from "./transpose";

const packedA: usize = <usize>panels * panelBytes;
const packedTile: usize = packedA + <usize>kBlock * 48;
/** A row-major b that spans at most this much, or is read by few tiles, is not packed. */
const directBytes: usize = 16384;
const directRows: i32 = 24;

/** Packs `k` steps of up to 2 vectors of columns of b; columns that are missing become 0. */
export function packB<T>(k: i32, columns: i32, b: usize, bRow: usize, bColumn: usize, to: usize): void {
  const width = 2 * lanes<T>();
  if (columns == width && bColumn == sizeof<T>()) {
    for (let p = 0; p < k; p++) {
      v128.store(to, v128.load(b));
      v128.store(to, v128.load(b, 16), 16);
      b += bRow;
      to += 32;
    }
    return;
  }
  let p = 0;
  if (sizeof<T>() == 4 && columns == width && bRow == 4) {
    for (; p < (k & -4); p += 4) {
      transpose4(b, bColumn, to, 32);
      transpose4(b + 4 * bColumn, bColumn, to + 16, 32);
      b += 16;
      to += 128;
    }
  }
  for (; p < k; p++) {
    let from = b;
    for (let j = 0; j < width; j++) {
      store<T>(to, j < columns ? load<T>(from) : <T>0);
      from += bColumn;
      to += sizeof<T>();
    }
    b += bRow;
  }
}

/** Two rows of 4 steps, from columns that are contiguous. */
@inline
function packPair(a: usize, aColumn: usize, to: usize, row: usize): void {
  const c0 = v128.load64_zero(a);
  const c1 = v128.load64_zero(a + aColumn);
  const c2 = v128.load64_zero(a + 2 * aColumn);
  const c3 = v128.load64_zero(a + 3 * aColumn);
  const low = v128.shuffle<f32>(c0, c1, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(c2, c3, 0, 4, 1, 5);
  v128.store(to, v128.shuffle<f64>(low, high, 0, 2));
  v128.store(to + row, v128.shuffle<f64>(low, high, 1, 3));
}

/** Packs a tile of a transposed a, whose columns are contiguous, as rows of `kBlock` elements. */
function packA<T>(k: i32, rows: i32, a: usize, aColumn: usize, to: usize): void {
  const row = <usize>kBlock * sizeof<T>();
  let p = 0;
  if (sizeof<T>() == 4 && isWholeTile(rows)) {
    for (; p < (k & -4); p += 4) {
      transpose4(a, aColumn, to, row);
      if (rows == tileRows) packPair(a + 16, aColumn, to + 4 * row, row);
      a += 4 * aColumn;
      to += 16;
    }
  }
  for (; p < k; p++) {
    for (let i = 0; i < rows; i++) store<T>(to + <usize>i * row, load<T>(a + bytes<T>(i)));
    a += aColumn;
    to += sizeof<T>();
  }
}

/** The product, whose blocks of k y takes up as the modes for the first and for the later ones say. */
function product<T>(
  first: i32,
  later: i32,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  bColumn: usize,
  bias: usize,
  y: usize,
  yRow: usize,
  workspace: usize,
): void {
  const width = 2 * lanes<T>();
  aRow *= sizeof<T>();
  aColumn *= sizeof<T>();
  bRow *= sizeof<T>();
  bColumn *= sizeof<T>();
  yRow *= sizeof<T>();
  const packsA = aColumn != sizeof<T>();
  const edge = workspace + packedTile;

  for (let jc = 0; jc < n; jc += panels * width) {
    const jEnd = min(n, jc + panels * width);
    for (let pc = 0; pc < k; pc += kBlock) {
      const kSize = min(kBlock, k - pc);
      const mode = pc ? later : first;
      const direct =
        bColumn == sizeof<T>() && (m <= directRows || <usize>kSize * bRow <= directBytes);
      const bBlock = b + <usize>pc * bRow;

      for (let j = direct ? jEnd - (jEnd - jc) % width : jc; j < jEnd; j += width) {
        const to = workspace + <usize>((j - jc) / width) * panelBytes;
        packB<T>(kSize, min(width, jEnd - j), bBlock + <usize>j * bColumn, bRow, bColumn, to);
      }

      for (let i = 0, rows = 0; i < m; i += rows) {
        rows = tileHeight(m - i);
        let aTile = a + <usize>i * aRow + <usize>pc * aColumn;
        let row = aRow;
        if (packsA) {
          packA<T>(kSize, rows, aTile, aColumn, workspace + packedA);
          aTile = workspace + packedA;
          row = <usize>kBlock * sizeof<T>();
        }
        let yTile = y + <usize>i * yRow + bytes<T>(jc);
        for (let j = jc; j < jEnd; j += width) {
          const columns = min(width, jEnd - j);
          const whole = columns == width;
          const inPlace = direct && whole;
          const panel = inPlace
            ? bBlock + <usize>j * bColumn
            : workspace + <usize>((j - jc) / width) * panelBytes;
          const bStep = inPlace ? bRow : 32;
          const biasTile = bias + bytes<T>(j);
          if (whole && isWholeTile(rows)) {
            tile<T>(kSize, rows, aTile, row, panel, bStep, mode, biasTile, yTile, yRow);
          } else {
            edgeTile<T>(kSize, rows, columns, aTile, row, panel, bStep, edge);
            putEdge<T>(mode, rows, columns, edge, biasTile, yTile, yRow);
          }
          yTile += 32;
        }
      }
    }
  }
}

/** See `Backend.matmul`; `k > 0`. `yRow` is the stride of y's rows, so that a part of its columns can be made. */
@inline
@kernel(f32, f64)
function matmul<T>(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  bColumn: usize,
  bias: usize,
  y: usize,
  yRow: usize,
  workspace: usize,
): void {
  const first = bias ? addBias : replace;
  product<T>(first, accumulate, m, n, k, a, aRow, aColumn, b, bRow, bColumn, bias, y, yRow, workspace);
}

/** `y -= a b`, as {@link matmul} has them. */
@inline
@kernel(f64)
function matmulSubtract<T>(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  bColumn: usize,
  y: usize,
  yRow: usize,
  workspace: usize,
): void {
  product<T>(subtract, subtract, m, n, k, a, aRow, aColumn, b, bRow, bColumn, 0, y, yRow, workspace);
}

/** `batch` products one after another: matrices of a and b lie a stride apart, those of y side by side. */
@inline
@kernel(f32, f64)
function matmulBatch<T>(
  batch: i32,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aBatch: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bBatch: usize,
  bRow: usize,
  bColumn: usize,
  y: usize,
  workspace: usize,
): void {
  for (; batch > 0; batch--) {
    matmul<T>(m, n, k, a, aRow, aColumn, b, bRow, bColumn, 0, y, n, workspace);
    a += aBatch * sizeof<T>();
    b += bBatch * sizeof<T>();
    y += bytes<T>(m) * <usize>n;
  }
}

/** Bytes of the workspace that each thread needs; convolutions take the most, see `./conv` and `./winograd`. */
export const workspaceBytes: i32 = 1 << 20;
