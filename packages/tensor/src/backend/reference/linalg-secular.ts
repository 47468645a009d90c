/** Roots of secular equations. */

/** Most evaluations for a root; 3 to 6 are usual. */
const maximumSteps = 100;

/** The roots of {@link secularRoots}. */
export interface Secular {
  readonly roots: Float64Array;
  /** `nodeᵢ - rootⱼ`, or the difference of their squares, at `j k + i`, each within rounding. */
  readonly gaps: Float64Array;
  /** The `z` of which these are the exact roots (Gu and Eisenstat 1994), so that vectors made of it are orthogonal. */
  readonly z: Float64Array;
}

/**
 * The roots of `1 + Σ zᵢ² / (nodeᵢ - x)`, or of the squares of nodes and x: one behind each of the ascending nodes. Sums over the nodes
 * up to a root and behind it are replaced by a pole each, at the nodes beside the root, with the right slopes (Li 1994, Solving secular
 * equations stably and efficiently, "the middle way"); a root is found as its distance from the nearer of these two.
 */
export function secularRoots(nodes: Float64Array, z: Float64Array, squared: boolean): Secular {
  const k = nodes.length;
  const roots = new Float64Array(k);
  const gaps = new Float64Array(k * k);
  const weights = z.map((x) => x * x);
  let total = 0;
  for (const x of weights) total += x;
  for (let j = 0; j < k; j++) roots[j] = rootBehind(nodes, weights, total, squared, j, gaps);
  return { roots, gaps, z: exactWeights(nodes, z, gaps, squared) };
}

/** `√(x² + change) - x`. */
function squareStep(x: number, change: number): number {
  return change / (x + Math.sqrt(x * x + change));
}

/** The root behind node `j`, whose row of gaps it writes. */
function rootBehind(
  nodes: Float64Array,
  weights: Float64Array,
  total: number,
  squared: boolean,
  j: number,
  gaps: Float64Array,
): number {
  const k = nodes.length;
  const isLast = j === k - 1;
  const row = j * k;
  let origin = nodes[j];
  const width = isLast ? (squared ? squareStep(origin, total) : total) : nodes[j + 1] - origin;
  const apart = isLast ? 0 : squared ? width * (nodes[j + 1] + origin) : width;
  let low = 0;
  let high = isLast ? 2 * width : width;
  let t = width / 2; // the root's distance from the origin
  for (let step = 0; ; step++) {
    let below = 0;
    let slopeBelow = 0;
    for (let i = 0; i <= j; i++) {
      const gap = nodes[i] - origin - t;
      gaps[row + i] = squared ? gap * (nodes[i] + origin + t) : gap;
      const inverse = 1 / gaps[row + i];
      const share = weights[i] * inverse;
      below += share;
      slopeBelow += share * inverse;
    }
    let above = 0;
    let slopeAbove = 0;
    for (let i = k - 1; i > j; i--) {
      const gap = nodes[i] - origin - t;
      gaps[row + i] = squared ? gap * (nodes[i] + origin + t) : gap;
      const inverse = 1 / gaps[row + i];
      const share = weights[i] * inverse;
      above += share;
      slopeAbove += share * inverse;
    }
    const f = 1 + below + above;
    if (f < 0) low = t;
    else high = t;
    if (step === 0 && f < 0 && !isLast) {
      origin = nodes[j + 1];
      low = t - width;
      high = 0;
      t = low;
    }
    if (Math.abs(f) <= 4e-16 * (1 + above - below) || step === maximumSteps) break;
    const before = gaps[row + j];
    const behind = isLast ? 0 : gaps[row + j + 1];
    const constant = f - before * slopeBelow - behind * slopeAbove;
    const near = before * before * slopeBelow;
    const far = behind * behind * slopeAbove;
    let change: number;
    if (isLast) change = near / constant;
    else if (origin === nodes[j]) change = distance(constant, near, far, apart);
    else change = -distance(-constant, far, near, apart);
    let next = squared ? squareStep(origin, change) : change;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - t) <= 1e-16 * Math.abs(next)) break;
    t = next;
  }
  return origin + t;
}

/** The root of `constant - near / x + far / (apart - x)` between its poles. */
function distance(constant: number, near: number, far: number, apart: number): number {
  const b = constant * apart + near + far;
  const root = Math.sqrt(Math.max(0, b * b - 4 * constant * near * apart));
  return b > 0 ? (2 * near * apart) / (b + root) : (b - root) / (2 * constant);
}

/** `zᵢ² = Πⱼ (rootⱼ - nodeᵢ) / Πⱼ (nodeⱼ - nodeᵢ)`, with the signs of `z`. */
function exactWeights(
  nodes: Float64Array,
  z: Float64Array,
  gaps: Float64Array,
  squared: boolean,
): Float64Array {
  const k = nodes.length;
  const products = new Float64Array(k);
  for (let i = 0; i < k; i++) products[i] = -gaps[(k - 1) * k + i];
  for (let j = 0; j < k - 1; j++) {
    for (let i = 0; i < k; i++) {
      const other = nodes[j < i ? j : j + 1];
      const apart = squared ? (nodes[i] - other) * (nodes[i] + other) : nodes[i] - other;
      products[i] *= gaps[j * k + i] / apart;
    }
  }
  return products.map((x, i) => (z[i] < 0 ? -Math.sqrt(x) : Math.sqrt(x)));
}
