/** Eigenvalues of symmetric matrices by Jacobi's rotations in float64. */

const maximumSweeps = 60;

/** Ascending values, and vectors in columns, each with its element of greatest size positive. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/**
 * The decomposition of the symmetric matrix in the lower triangle of `a`: sweeps of rotations, each of which clears one
 * element, until none beside the diagonal counts (Golub and Van Loan, Matrix Computations, 8.5). Undefined
 * where that does not come about, as with elements that are not finite.
 */
export function eighDecompose(a: Float64Array, n: number): Eigen | undefined {
  const s = symmetric(a, n);
  const rows = new Float64Array(n * n); // eigenvectors in rows
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  let largest = 0;
  for (const x of s) largest = Math.max(largest, Math.abs(x));
  if (!(largest < Infinity)) return undefined;
  if (largest > 0) for (let i = 0; i < s.length; i++) s[i] /= largest;
  const negligible = n * n * 1e-40;
  for (let sweep = 0; sweep < maximumSweeps; sweep++) {
    let rotated = false;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        const x = s[p * n + q];
        const small = 1e-34 * Math.abs(s[p * n + p]) * Math.abs(s[q * n + q]);
        if (x * x <= Math.max(small, negligible)) continue;
        rotated = true;
        rotate(s, rows, n, p, q);
      }
    }
    if (!rotated) return sorted(s, rows, n, largest);
  }
  return undefined;
}

function symmetric(a: Float64Array, n: number): Float64Array {
  const s = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      s[i * n + j] = a[i * n + j];
      s[j * n + i] = a[i * n + j];
    }
  }
  return s;
}

/** The tangent of the smaller of the two angles that clear the element `x` between the diagonal elements. */
export function jacobiTangent(pp: number, qq: number, x: number): number {
  const theta = (qq - pp) / (2 * x);
  const size = Math.abs(theta);
  const t = size > 1e150 ? 0.5 / size : 1 / (size + Math.sqrt(theta * theta + 1));
  return theta < 0 ? -t : t;
}

/** Turns the axes p and q so that their element vanishes. */
function rotate(s: Float64Array, rows: Float64Array, n: number, p: number, q: number): void {
  const x = s[p * n + q];
  const t = jacobiTangent(s[p * n + p], s[q * n + q], x);
  const cos = 1 / Math.sqrt(t * t + 1);
  const sin = t * cos;
  s[p * n + p] -= t * x;
  s[q * n + q] += t * x;
  s[p * n + q] = 0;
  s[q * n + p] = 0;
  for (let k = 0; k < n; k++) {
    if (k === p || k === q) continue;
    const a = s[p * n + k];
    const b = s[q * n + k];
    s[p * n + k] = cos * a - sin * b;
    s[q * n + k] = sin * a + cos * b;
    s[k * n + p] = s[p * n + k];
    s[k * n + q] = s[q * n + k];
  }
  rotateRows(rows, n, p, q, cos, sin);
}

/** Rows p and q of `a`, of `n` columns, turned. */
export function rotateRows(
  a: Float64Array,
  n: number,
  p: number,
  q: number,
  cos: number,
  sin: number,
): void {
  for (let k = 0; k < n; k++) {
    const x = a[p * n + k];
    const z = a[q * n + k];
    a[p * n + k] = cos * x - sin * z;
    a[q * n + k] = sin * x + cos * z;
  }
}

function sorted(s: Float64Array, rows: Float64Array, n: number, scale: number): Eigen {
  const order = Array.from({ length: n }, (_, i) => i);
  order.sort((i, j) => s[i * n + i] - s[j * n + j]);
  const values = Float64Array.from(order, (i) => s[i * n + i] * scale);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    const row = rows.subarray(from * n, from * n + n);
    const sign = signOf(row);
    for (let k = 0; k < n; k++) vectors[k * n + to] = sign * row[k];
  });
  return { values, vectors };
}

/** The sign that makes the element of greatest size positive, the first of equal ones. */
export function signOf(v: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < v.length; i++) if (Math.abs(v[i]) > Math.abs(largest)) largest = v[i];
  return largest < 0 ? -1 : 1;
}
