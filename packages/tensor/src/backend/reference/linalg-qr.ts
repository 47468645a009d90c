/** QR decomposition by Householder's reflections in float64. */

/**
 * `a = q r` for `a` of `[m, n]`, q of `[m, k]` and r of `[k, n]`. The diagonal of r is not negative, which makes
 * the decomposition of a matrix of full rank unique.
 */
export function qrDecompose(
  a: Float64Array,
  m: number,
  n: number,
  k: number,
): { readonly q: Float64Array; readonly r: Float64Array } {
  const work = a.slice();
  const reflections = Math.min(m, n);
  const vectors: Float64Array[] = [];
  for (let j = 0; j < reflections; j++) {
    const v = reflector(work, m, n, j);
    vectors.push(v);
    reflect(work, n, v, j, j);
  }
  const q = new Float64Array(m * k);
  for (let i = 0; i < k; i++) q[i * k + i] = 1;
  for (let j = reflections - 1; j >= 0; j--) reflect(q, k, vectors[j], j, 0);
  const r = new Float64Array(k * n);
  for (let i = 0; i < k; i++) {
    const sign = i < reflections && work[i * n + i] < 0 ? -1 : 1;
    for (let j = i; j < n; j++) r[i * n + j] = sign * work[i * n + j];
    if (sign < 0) for (let row = 0; row < m; row++) q[row * k + i] = -q[row * k + i];
  }
  return { q, r };
}

/** The unit vector `v` from row `j` on whose reflection `1 - 2 v vᵀ` clears column `j` below its diagonal. */
function reflector(a: Float64Array, m: number, n: number, j: number): Float64Array {
  const v = new Float64Array(m - j);
  let largest = 0;
  for (let i = j; i < m; i++) largest = Math.max(largest, Math.abs(a[i * n + j]));
  if (largest === 0) return v;
  for (let i = j; i < m; i++) v[i - j] = a[i * n + j] / largest;
  v[0] += v[0] < 0 ? -length(v) : length(v);
  const size = length(v);
  for (let i = 0; i < v.length; i++) v[i] /= size;
  return v;
}

/** The Euclidean length of a vector whose elements are neither huge nor all tiny. */
function length(v: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i] * v[i];
  return Math.sqrt(sum);
}

/** Reflects the columns from `start` on, rows from `top` on. */
function reflect(a: Float64Array, n: number, v: Float64Array, top: number, start: number): void {
  const products = new Float64Array(n);
  for (let i = 0; i < v.length; i++) {
    for (let c = start; c < n; c++) products[c] += v[i] * a[(top + i) * n + c];
  }
  for (let i = 0; i < v.length; i++) {
    for (let c = start; c < n; c++) a[(top + i) * n + c] -= 2 * v[i] * products[c];
  }
}
