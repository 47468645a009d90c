/**
 * Stable sorting of positions by radix. An element becomes a key whose unsigned order is its own, with -0 as 0 and NaN
 * last in either direction; a record is a key and a position, each as wide as the key.
 */

import { bytes } from "./lanes";

/** Lines so short are sorted by insertion: counting their bytes would take longer. */
const shortLine: i32 = 32;
/** The counts of one byte of the keys. */
const countBytes: usize = 256 * 4;

/** The key of an element; `flip` has all bits set for a descending order, else none. */
@inline
function keyOf<T, K>(x: T, flip: K): K {
  if (isFloat<T>()) {
    if (x != x) return <K>-1;
    const sum = x + <T>0; // -0 becomes 0
    const bits = sizeof<T>() == 8 ? <K>reinterpret<u64>(<f64>sum) : <K>reinterpret<u32>(<f32>sum);
    const top = <K>1 << (8 * sizeof<K>() - 1);
    return bits ^ (bits & top ? <K>-1 : top) ^ flip;
  }
  if (isSigned<T>()) return (<K>x ^ 0x80000000) ^ flip;
  return <K>x ^ flip;
}

/** Writes the records of `n` elements that lie `step` bytes apart. */
@inline
function writeRecords<T, K>(n: i32, flip: K, x: usize, step: usize, to: usize): void {
  for (let i = 0; i < n; i++) {
    store<K>(to, keyOf<T, K>(load<T>(x), flip));
    store<i32>(to, i, sizeof<K>());
    x += step;
    to += 2 * sizeof<K>();
  }
}

@inline
function insertionSort<K>(n: i32, records: usize): void {
  const stop = records + <usize>n * 2 * sizeof<K>();
  for (let next = records + 2 * sizeof<K>(); next < stop; next += 2 * sizeof<K>()) {
    const key = load<K>(next);
    const position = load<i32>(next, sizeof<K>());
    let to = next;
    while (to != records && load<K>(to - 2 * sizeof<K>()) > key) {
      store<K>(to, load<K>(to - 2 * sizeof<K>()));
      store<i32>(to, load<i32>(to - sizeof<K>()), sizeof<K>());
      to -= 2 * sizeof<K>();
    }
    store<K>(to, key);
    store<i32>(to, position, sizeof<K>());
  }
}

/** Counts each byte of the keys; the counts of a byte are 256 numbers, those of the lowest byte first. */
@inline
function countDigits<K>(n: i32, records: usize, counts: usize): void {
  memory.fill(counts, 0, sizeof<K>() * countBytes);
  const stop = records + <usize>n * 2 * sizeof<K>();
  for (; records != stop; records += 2 * sizeof<K>()) {
    let key = load<K>(records);
    let digit = counts;
    for (let i = 0; i < <i32>sizeof<K>(); i++) {
      const at = digit + <usize>(<u32>key & 255) * 4;
      store<u32>(at, load<u32>(at) + 1);
      key >>= 8;
      digit += countBytes;
    }
  }
}

/** Puts records in the order of one byte of their keys. */
@inline
function distribute<K>(n: i32, shift: K, from: usize, to: usize, counts: usize): void {
  // Each count becomes the address behind the records of lower digits.
  let start = to;
  for (let i: usize = 0; i < countBytes; i += 4) {
    const size = <usize>load<u32>(counts + i) * 2 * sizeof<K>();
    store<u32>(counts + i, <u32>start);
    start += size;
  }
  const stop = from + <usize>n * 2 * sizeof<K>();
  for (; from != stop; from += 2 * sizeof<K>()) {
    const key = load<K>(from);
    const count = counts + <usize>(<u32>(key >> shift) & 255) * 4;
    const place = <usize>load<u32>(count);
    store<K>(place, key);
    store<i32>(place, load<i32>(from, sizeof<K>()), sizeof<K>());
    store<u32>(count, <u32>(place + 2 * sizeof<K>()));
  }
}

/** Sorts `n` records at `from`, by turns with `to`; gives where they come to lie. */
@inline
function sortRecords<K>(n: i32, from: usize, to: usize, counts: usize): usize {
  if (n <= shortLine) {
    insertionSort<K>(n, from);
    return from;
  }
  countDigits<K>(n, from, counts);
  const first = load<K>(from);
  for (let digit = 0; digit < <i32>sizeof<K>(); digit++) {
    const shift = <K>(8 * digit);
    const own = counts + <usize>digit * countBytes;
    if (load<u32>(own + <usize>(<u32>(first >> shift) & 255) * 4) == n) continue;
    distribute<K>(n, shift, from, to, own);
    const sorted = to;
    to = from;
    from = sorted;
  }
  return from;
}

/** Writes the positions of `n` records, `stride` places apart. */
@inline
function writePositions<K>(n: i32, stride: i32, from: usize, y: usize): void {
  const stop = from + <usize>n * 2 * sizeof<K>();
  for (; from != stop; from += 2 * sizeof<K>()) {
    store<i32>(y, load<i32>(from, sizeof<K>()));
    y += bytes<i32>(stride);
  }
}

/** The positions of `n` elements in their order; elements and positions lie `stride` elements apart. */
@inline
function argSortBy<T, K>(
  n: i32,
  stride: i32,
  descending: i32,
  x: usize,
  y: usize,
  scratch: usize,
): void {
  if (n == 0) return;
  const from = scratch + sizeof<K>() * countBytes;
  writeRecords<T, K>(n, descending ? <K>-1 : 0, x, bytes<T>(stride), from);
  const to = from + <usize>n * 2 * sizeof<K>();
  writePositions<K>(n, stride, sortRecords<K>(n, from, to, scratch), y);
}

/**
 * The first `k > 0` of the positions in their order. Records gather until there are `room`, then all but the first k of them are
 * dropped, and from then on only those are taken that come before the last of these.
 */
@inline
function topKBy<T, K>(
  n: i32,
  stride: i32,
  k: i32,
  room: i32,
  descending: i32,
  x: usize,
  y: usize,
  scratch: usize,
): void {
  const record = 2 * sizeof<K>();
  let from = scratch + sizeof<K>() * countBytes;
  let to = from + <usize>room * record;
  const flip = descending ? <K>-1 : 0;
  const step = bytes<T>(stride);
  let count = 0;
  let isOpen = true;
  let last: K = 0;
  for (let i = 0; i < n; i++) {
    const key = keyOf<T, K>(load<T>(x), flip);
    x += step;
    if (!isOpen && key >= last) continue;
    const at = from + <usize>count * record;
    store<K>(at, key);
    store<i32>(at, i, sizeof<K>());
    count += 1;
    if (count < room) continue;
    const sorted = sortRecords<K>(room, from, to, scratch);
    if (sorted != from) {
      to = from;
      from = sorted;
    }
    last = load<K>(from + <usize>(k - 1) * record);
    isOpen = false;
    count = k;
  }
  writePositions<K>(k, stride, sortRecords<K>(count, from, to, scratch), y);
}

/** See `OrderKernels.topK`. */
@inline
@kernel(f32, f64, i32, u8)
function topK<T>(
  n: i32,
  stride: i32,
  k: i32,
  room: i32,
  descending: i32,
  x: usize,
  y: usize,
  scratch: usize,
): void {
  if (sizeof<T>() == 8) topKBy<T, u64>(n, stride, k, room, descending, x, y, scratch);
  else topKBy<T, u32>(n, stride, k, room, descending, x, y, scratch);
}

/** See `OrderKernels.argSort`. */
@inline
@kernel(f32, f64, i32, u8)
function argSort<T>(
  n: i32,
  stride: i32,
  descending: i32,
  x: usize,
  y: usize,
  scratch: usize,
): void {
  if (sizeof<T>() == 8) argSortBy<T, u64>(n, stride, descending, x, y, scratch);
  else argSortBy<T, u32>(n, stride, descending, x, y, scratch);
}
