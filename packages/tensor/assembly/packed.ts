/**
 * Products with a b that is packed once for many: small steps such as those of a recurrent net would spend as much
 * time on packing as on the product. The bits are those of `matmul.ts`.
 *
 * Packed b: blocks of 256 steps of k, each in panels of 2 vectors of columns; columns that are missing are 0.
 */

import { bytes, lanes } from "./lanes";
import { packB } from "./matmul";
import { accumulate, addBias, edgeTile, isWholeTile, kBlock, putEdge, replace, tile, tileHeight } from "./tile";

/** Packs b, `[k, n]` with strides in elements. */
@inline
@kernel(f32, f64)
export function pack<T>(n: i32, k: i32, b: usize, bRow: usize, bColumn: usize, y: usize): void {
  const width = 2 * lanes<T>();
  bRow *= sizeof<T>();
  bColumn *= sizeof<T>();
  for (let pc = 0; pc < k; pc += kBlock) {
    const kSize = min(kBlock, k - pc);
    const block = b + <usize>pc * bRow;
    for (let j = 0; j < n; j += width) {
      packB<T>(kSize, min(width, n - j), block + <usize>j * bColumn, bRow, bColumn, y);
      y += <usize>kSize * 32;
    }
  }
}

/**
 * `y = a b + bias` with a packed b, or `y += a b` where `adds`: rows of a and y lie `aRow` and `yRow` bytes apart.
 * All tiles use a panel before the next one is read, so a should fit the second-level cache.
 */
export function packedProduct<T>(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  b: usize,
  bias: usize,
  adds: bool,
  y: usize,
  yRow: usize,
  edge: usize,
): void {
  const width = 2 * lanes<T>();
  for (let pc = 0; pc < k; pc += kBlock) {
    const kSize = min(kBlock, k - pc);
    const mode = pc || adds ? accumulate : bias ? addBias : replace;
    const aBlock = a + bytes<T>(pc);
    for (let j = 0; j < n; j += width) {
      const columns = min(width, n - j);
      const biasTile = bias + bytes<T>(j);
      for (let i = 0, rows = 0; i < m; i += rows) {
        rows = tileHeight(m - i);
        const aTile = aBlock + <usize>i * aRow;
        const yTile = y + <usize>i * yRow + bytes<T>(j);
        if (columns == width && isWholeTile(rows)) {
          tile<T>(kSize, rows, aTile, aRow, b, 32, mode, biasTile, yTile, yRow);
        } else {
          edgeTile<T>(kSize, rows, columns, aTile, aRow, b, 32, edge);
          putEdge<T>(mode, rows, columns, edge, biasTile, yTile, yRow);
        }
      }
      b += <usize>kSize * 32;
    }
  }
}
