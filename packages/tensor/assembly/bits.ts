/** The bit patterns of float64 numbers, as in the reference engine's `bits.ts`. */

/** `floor(log2(|x|))` of a finite number that is not 0, subnormal ones included. */
export function exponent(x: f64): f64 {
  const biased = (reinterpret<u64>(x) >> 52) & 0x7ff;
  return biased ? <f64>biased - 1023 : exponent(x * 18014398509481984) - 54;
}

/** `x * 2^k`, rounded once where `|x|` lies in [0.5, 2] or the product is exact; `|k| <= 1900`. */
export function scale(x: f64, k: f64): f64 {
  if (k > 1023) return x * powerOfTwo(1023) * powerOfTwo(k - 1023);
  if (k < -1022) return x * powerOfTwo(k + 969) * powerOfTwo(-969);
  return x * powerOfTwo(k);
}

/** `2^k` for an integer k from -1022 to 1023. */
@inline
function powerOfTwo(k: f64): f64 {
  return reinterpret<f64>((<i64>k + 1023) << 52);
}
