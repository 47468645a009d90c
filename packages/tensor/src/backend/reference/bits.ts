/**
 * The bit patterns of float64 numbers. `assembly/bits.ts` holds the same functions for the wasm build;
 * everything in `math.ts` and below it is shared between both and takes the bits from here alone.
 */

const float64 = /* @__PURE__ */ new Float64Array(1);
const words = /* @__PURE__ */ new Uint32Array(float64.buffer);

/** `floor(log2(|x|))` of a finite number that is not 0, subnormal ones included. */
export function exponent(x: number): number {
  float64[0] = x;
  const biased = (words[1] >>> 20) & 0x7ff;
  return biased === 0 ? exponent(x * 18014398509481984) - 54 : biased - 1023;
}

/** `x * 2^k`, rounded once where `|x|` lies in [0.5, 2] or the product is exact; `|k| <= 1900`. */
export function scale(x: number, k: number): number {
  if (k > 1023) return x * powerOfTwo(1023) * powerOfTwo(k - 1023);
  if (k < -1022) return x * powerOfTwo(k + 969) * powerOfTwo(-969);
  return x * powerOfTwo(k);
}

/** `2^k` for an integer k from -1022 to 1023. */
function powerOfTwo(k: number): number {
  words[0] = 0;
  words[1] = (k + 1023) << 20;
  return float64[0];
}
