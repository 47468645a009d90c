/** Reading at positions that another tensor holds, or by its truth. Elements move as bits of their size. */

import { move } from "./copy";
import { bytes } from "./lanes";

/** The first position whose index is below 0 or at least `size`, or -1. */
@kernel
export function findOutOfRange(n: i32, size: i32, index: usize): i32 {
  const start = index;
  const bound = i32x4.splat(size - 1);
  const stop = index + bytes<i32>(n);
  // Of a size of 0 there is no last position.
  const whole = index + bytes<i32>(size > 0 ? n & -16 : 0);
  while (index != whole) {
    const pair0 = i32x4.max_u(v128.load(index), v128.load(index, 16));
    const pair1 = i32x4.max_u(v128.load(index, 32), v128.load(index, 48));
    if (v128.any_true(i32x4.gt_u(i32x4.max_u(pair0, pair1), bound))) break;
    index += 64;
  }
  for (; index != stop; index += 4) {
    if (<u32>load<i32>(index) >= <u32>size) return <i32>((index - start) >> 2);
  }
  return -1;
}

@inline
@kernel(u8, u32, u64)
function where<T>(n: i32, c: usize, a: usize, b: usize, y: usize): void {
  const stop = c + n;
  while (c != stop) {
    store<T>(y, load<u8>(c) ? load<T>(a) : load<T>(b));
    c++;
    a += sizeof<T>();
    b += sizeof<T>();
    y += sizeof<T>();
  }
}

/** `y[j] = x[index[j]]`. */
@inline
function gatherRow<T>(n: i32, x: usize, index: usize, y: usize): void {
  const whole = y + bytes<T>(n & -4);
  const stop = y + bytes<T>(n);
  while (y != whole) {
    store<T>(y, load<T>(x + bytes<T>(load<i32>(index))));
    store<T>(y, load<T>(x + bytes<T>(load<i32>(index, 4))), sizeof<T>());
    store<T>(y, load<T>(x + bytes<T>(load<i32>(index, 8))), 2 * sizeof<T>());
    store<T>(y, load<T>(x + bytes<T>(load<i32>(index, 12))), 3 * sizeof<T>());
    y += 4 * sizeof<T>();
    index += 16;
  }
  while (y != stop) {
    store<T>(y, load<T>(x + bytes<T>(load<i32>(index))));
    y += sizeof<T>();
    index += 4;
  }
}

/** See `Backend.gather`. */
@inline
@kernel(u8, u32, u64)
function gather<T>(
  outer: i32,
  size: i32,
  n: i32,
  inner: i32,
  x: usize,
  index: usize,
  y: usize,
): void {
  if (inner == 1) {
    for (; outer > 0; outer--) {
      gatherRow<T>(n, x, index, y);
      x += bytes<T>(size);
      index += bytes<i32>(n);
      y += bytes<T>(n);
    }
    return;
  }
  const row = bytes<T>(inner);
  for (; outer > 0; outer--) {
    for (let j = 0; j < n; j++) {
      let column = x;
      for (let i = 0; i < inner; i++) {
        store<T>(y, load<T>(column + <usize>load<i32>(index) * row));
        column += sizeof<T>();
        index += 4;
        y += sizeof<T>();
      }
    }
    x += <usize>size * row;
  }
}

/** See `Backend.indexSelect`. */
@inline
@kernel(u8, u32, u64)
function indexSelect<T>(
  outer: i32,
  size: i32,
  n: i32,
  inner: i32,
  x: usize,
  index: usize,
  y: usize,
): void {
  const row = bytes<T>(inner);
  for (; outer > 0; outer--) {
    for (let j = 0; j < n; j++) {
      move<T>(inner, x + <usize>load<i32>(index + 4 * <usize>j) * row, y);
      y += row;
    }
    x += <usize>size * row;
  }
}
