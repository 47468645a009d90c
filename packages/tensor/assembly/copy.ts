/** Copies between strided views. Elements move as bits of their size. */

import { bytes } from "./lanes";
import { transpose4 } from "./transpose";

/** `n` elements from one place to another that it does not overlap. */
@inline
export function move<T>(n: i32, x: usize, y: usize): void {
  const size = bytes<T>(n);
  if (size >= 512) {
    memory.copy(y, x, size);
    return;
  }
  const whole = x + (size & -16);
  const stop = x + size;
  while (x != whole) {
    v128.store(y, v128.load(x));
    x += 16;
    y += 16;
  }
  while (x != stop) {
    store<T>(y, load<T>(x));
    x += sizeof<T>();
    y += sizeof<T>();
  }
}

/** Sets `n` elements to the one at `x`. */
@inline
function spread<T>(n: i32, x: usize, y: usize): void {
  const value = v128.load_splat<T>(x);
  const whole = y + (bytes<T>(n) & -16);
  const stop = y + bytes<T>(n);
  while (y != whole) {
    v128.store(y, value);
    y += 16;
  }
  while (y != stop) {
    v128.store_lane<T>(y, value, 0);
    y += sizeof<T>();
  }
}

/** A row of any strides, in bytes. */
@inline
function moveStrided<T>(n: i32, x: usize, xStep: usize, y: usize, yStep: usize): void {
  for (; n > 0; n--) {
    store<T>(y, load<T>(x));
    x += xStep;
    y += yStep;
  }
}

/** Columns of y that a transpose takes at a time: the lines of x that they lie in stay in the cache. */
const columnBlock: i32 = 64;

/** `y[i, j] = x[j, i]` where x is contiguous in i and y in j; tiles of four by four. */
@inline
function transpose<T>(rows: i32, columns: i32, x: usize, xRow: usize, y: usize, yRow: usize): void {
  for (let start = 0; start < columns; start += columnBlock) {
    const width = min(columnBlock, columns - start);
    const from = x + <usize>start * xRow;
    const to = y + bytes<T>(start);
    const quads = sizeof<T>() == 4 ? rows & -4 : 0;
    for (let i = 0; i < quads; i += 4) {
      transposeFour(width, from + bytes<T>(i), xRow, to + <usize>i * yRow, yRow);
    }
    for (let i = quads; i < rows; i++) {
      moveStrided<T>(width, from + bytes<T>(i), xRow, to + <usize>i * yRow, sizeof<T>());
    }
  }
}

/** Four rows of y, of elements of four bytes. */
@inline
function transposeFour(columns: i32, x: usize, xRow: usize, y: usize, yRow: usize): void {
  let j = 0;
  for (; j < (columns & -4); j += 4) {
    transpose4(x, xRow, y, yRow);
    x += 4 * xRow;
    y += 16;
  }
  for (; j < columns; j++) {
    store<u32>(y, load<u32>(x));
    store<u32>(y + yRow, load<u32>(x, 4));
    store<u32>(y + 2 * yRow, load<u32>(x, 8));
    store<u32>(y + 3 * yRow, load<u32>(x, 12));
    x += xRow;
    y += 4;
  }
}

/** The two inner levels: y's rows, or all of y at once where x lies across. */
@inline
function copyPlane<T>(
  n0: i32,
  n1: i32,
  x: usize,
  x0: usize,
  x1: usize,
  y: usize,
  y0: usize,
  y1: usize,
): void {
  if (y1 == sizeof<T>() && x0 == sizeof<T>() && x1 != sizeof<T>()) {
    transpose<T>(n0, n1, x, x1, y, y0);
    return;
  }
  for (; n0 > 0; n0--) {
    if (y1 != sizeof<T>() || (x1 && x1 != sizeof<T>())) moveStrided<T>(n1, x, x1, y, y1);
    else if (x1) move<T>(n1, x, y);
    else spread<T>(n1, x, y);
    x += x0;
    y += y0;
  }
}

/** Four levels of loops from the outermost to the innermost; strides are in elements. */
@inline
@kernel(u8, u32, u64)
function copy<T>(
  n0: i32,
  n1: i32,
  n2: i32,
  n3: i32,
  x: usize,
  x0: i32,
  x1: i32,
  x2: i32,
  x3: i32,
  y: usize,
  y0: i32,
  y1: i32,
  y2: i32,
  y3: i32,
): void {
  for (let i = 0; i < n0; i++) {
    let from = x;
    let to = y;
    for (let j = 0; j < n1; j++) {
      copyPlane<T>(
        n2, n3, from, bytes<T>(x2), bytes<T>(x3), to, bytes<T>(y2), bytes<T>(y3),
      );
      from += bytes<T>(x1);
      to += bytes<T>(y1);
    }
    x += bytes<T>(x0);
    y += bytes<T>(y0);
  }
}
