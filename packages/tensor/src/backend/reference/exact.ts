/** The exact errors of rounded sums, differences and products, by which a pair of numbers carries twice the digits. */

/** What `sum = a + b` lost in rounding, where `|a| >= |b|` or `a` is 0 (Dekker 1971). */
export function sumError(a: number, b: number, sum: number): number {
  return a - sum + b;
}

/** What `difference = a - b` lost in rounding, whichever is larger (Knuth). */
export function differenceError(a: number, b: number, difference: number): number {
  const bRounded = a - difference;
  return a - (difference + bRounded) + (bRounded - b);
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

/** `(a + aLow) / (b + bLow)`. */
export function quotient(a: number, aLow: number, b: number, bLow: number): number {
  const q = a / b;
  return q + quotientRest(q, a, aLow, b, bLow);
}

/** What `q = a / b` lacks to `(a + aLow) / (b + bLow)`. */
export function quotientRest(q: number, a: number, aLow: number, b: number, bLow: number): number {
  const product = q * b;
  const remainder = a - product - productError(q, b, product);
  return (remainder + aLow - q * bLow) / b;
}

/** What `root = sqrt(a)`, not 0, lacks to `sqrt(a + aLow)`. */
export function rootRest(root: number, a: number, aLow: number): number {
  const product = root * root;
  return (a - product - productError(root, root, product) + aLow) / (2 * root);
}
