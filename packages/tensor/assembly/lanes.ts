/** Vectors of `T`: what the families share. `lanes` is 4 for float32 and 2 for float64. */

/** `a * b + c`: fused in the fast build, rounded twice in the strict one. */
@inline
export function madd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** `c - a * b`, fused or rounded twice as in {@link madd}. */
@inline
export function nmadd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_nmadd<T>(a, b, c);
  return v128.sub<T>(c, v128.mul<T>(a, b));
}

/** Elements of `T` in a vector. */
@inline
export function lanes<T>(): i32 {
  return <i32>(16 / sizeof<T>());
}

/** The bytes that `n` elements of `T` take. */
@inline
export function bytes<T>(n: i32): usize {
  return <usize>n << alignof<T>();
}

/** The first `count` elements, fewer than a vector has and at least one; zeros behind them. */
@inline
export function loadPart<T>(x: usize, count: i32): v128 {
  if (sizeof<T>() == 8) return v128.load64_zero(x);
  if (count == 1) return v128.load32_zero(x);
  const pair = v128.load64_zero(x);
  return count == 2 ? pair : v128.load_lane<f32>(x + 8, pair, 2);
}

/** Stores the first `count` elements, fewer than a vector has and at least one. */
@inline
export function storePart<T>(y: usize, value: v128, count: i32): void {
  if (sizeof<T>() == 8) {
    v128.store_lane<f64>(y, value, 0);
  } else if (count == 1) {
    v128.store_lane<f32>(y, value, 0);
  } else {
    v128.store_lane<f64>(y, value, 0);
    if (count == 3) v128.store_lane<f32>(y + 8, value, 2);
  }
}

/** A vector, or the first `part` elements of one where that is not 0. */
@inline
export function get<T>(part: i32, x: usize): v128 {
  return part ? loadPart<T>(x, part) : v128.load(x);
}

/** Stores a vector, or the first `part` elements of one where that is not 0. */
@inline
export function put<T>(part: i32, y: usize, value: v128): void {
  if (part) storePart<T>(y, value, part);
  else v128.store(y, value);
}

/** All bits of the first `count` lanes, and none of the others. */
@inline
export function firstLanes<T>(count: i32): v128 {
  if (sizeof<T>() == 8) return i64x2.gt_s(i64x2.splat(count), i64x2(0, 1));
  return i32x4.gt_s(i32x4.splat(count), i32x4(0, 1, 2, 3));
}
