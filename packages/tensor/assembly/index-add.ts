/** Adding at positions that another tensor holds. */

import { bytes } from "./lanes";

/** `y[index[j]] += x[j]` in the order of j. */
@inline
function scatterAddRow<T>(n: i32, x: usize, index: usize, y: usize): void {
  const stop = x + bytes<T>(n);
  while (x != stop) {
    const to = y + bytes<T>(load<i32>(index));
    store<T>(to, load<T>(to) + load<T>(x));
    x += sizeof<T>();
    index += 4;
  }
}

/**
 * Whether a position belongs to a part of the destinations: they are dealt out in groups of `1 << shift`, so that each
 * thread adds to its own in the order of all. A mask of 0 leaves one part, 0.
 */
@inline
function isOf(part: i32, shift: i32, mask: i32, position: i32): bool {
  return ((position >> shift) & mask) == part;
}

/** See `Backend.scatterAdd`; of {@link isOf} a part alone. */
@inline
@kernel(f32, f64, i32)
function scatterAdd<T>(
  outer: i32,
  size: i32,
  n: i32,
  inner: i32,
  shift: i32,
  mask: i32,
  part: i32,
  x: usize,
  index: usize,
  y: usize,
): void {
  if (inner == 1 && !mask) {
    for (; outer > 0; outer--) {
      scatterAddRow<T>(n, x, index, y);
      x += bytes<T>(n);
      index += bytes<i32>(n);
      y += bytes<T>(size);
    }
    return;
  }
  const row = bytes<T>(inner);
  for (; outer > 0; outer--) {
    for (let j = 0; j < n; j++) {
      let column = y;
      for (let i = 0; i < inner; i++) {
        const position = load<i32>(index);
        if (isOf(part, shift, mask, position)) {
          const to = column + <usize>position * row;
          store<T>(to, load<T>(to) + load<T>(x));
        }
        column += sizeof<T>();
        index += 4;
        x += sizeof<T>();
      }
    }
    y += <usize>size * row;
  }
}

/** See `Backend.indexAdd`; of {@link isOf} a part alone. */
@inline
@kernel(f32, f64, i32)
function indexAdd<T>(
  outer: i32,
  size: i32,
  n: i32,
  inner: i32,
  shift: i32,
  mask: i32,
  part: i32,
  x: usize,
  index: usize,
  y: usize,
): void {
  const row = bytes<T>(inner);
  const whole = row & -16;
  for (; outer > 0; outer--) {
    for (let j = 0; j < n; j++) {
      const position = load<i32>(index + 4 * <usize>j);
      if (isOf(part, shift, mask, position)) {
        const to = y + <usize>position * row;
        let i: usize = 0;
        for (; i != whole; i += 16) {
          v128.store(to + i, v128.add<T>(v128.load(to + i), v128.load(x + i)));
        }
        for (; i != row; i += sizeof<T>()) {
          store<T>(to + i, load<T>(to + i) + load<T>(x + i));
        }
      }
      x += row;
    }
    y += <usize>size * row;
  }
}
