/** The exact errors of rounded sums and products, by which a pair of numbers carries twice the digits. */

/** What `sum = a + b` lost in rounding, where `|a| >= |b|` or `a` is 0 (Dekker 1971). */
export function sumError(a: number, b: number, sum: number): number {
  return a - sum + b;
}

/** What `product = a * b` lost in rounding, by splitting each factor in halves (Dekker 1971). */
export function productError(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** The upper 26 bits of `x`. */
function upperHalf(x: number): number {
  const c = 134217729 * x;
  return c - (c - x);
}
