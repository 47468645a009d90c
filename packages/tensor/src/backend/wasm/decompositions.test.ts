import { describe, expect, test } from "vitest";
import type { Backend } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { expectSameBits, fast, numbers, put, read, result } from "./testing.ts";

/** How elements come about, from the row, the column, the size and a number in [-2, 2). */
type Element = (i: number, j: number, n: number, x: number) => number;

/** Matrices that are hard in one way each; of symmetric ones the lower triangle counts. */
const kinds: readonly [string, Element][] = [
  ["of one size", (_, __, ___, x) => x],
  ["graded over 18 orders", (i, j, n, x) => x * 2 ** -Math.round((30 * (i + j)) / n)],
  ["falling to 1e-300", (i, j, n, x) => x * 2 ** -Math.round((1000 * Math.max(i, j)) / n)],
  ["of huge numbers", (_, __, ___, x) => x * 2 ** 1000],
  ["of tiny numbers", (_, __, ___, x) => x * 2 ** -1000],
  ["of denormal numbers", (_, __, ___, x) => x * 2 ** -1060],
  ["of zeros", () => 0],
  ["of ones", () => 1],
  ["of rank 2", (i, j) => 1 + Math.sin(i) * Math.sin(j)],
  ["with two clusters", (i, j, _, x) => (i === j ? 1 + (i % 2) : 0) + x * 1e-15],
  ["the identity", (i, j) => (i === j ? 1 : 0)],
  ["diagonal", (i, j) => (i === j ? Math.sin(i) : 0)],
  ["tridiagonal", (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)],
  [
    "with pairs of close values",
    (i, j, n) => (i === j ? Math.abs(i - n / 2) : Math.abs(i - j) === 1 ? 1 : 0),
  ],
  [
    "of a large and a tiny block",
    (i, j, n, x) => (i < n / 2 !== j < n / 2 ? 0 : i < n / 2 ? x : x * 1e-200),
  ],
  ["with a row and a column of zeros", (i, j, n, x) => (i === n - 1 || j === 0 ? 0 : x)],
];

function matrix(element: Element, m: number, n: number, symmetric = false): number[] {
  const random = numbers(m * n, m + n);
  return random.map((_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    const [row, column] = symmetric && j > i ? [j, i] : [i, j];
    return element(row, column, n, random[row * n + column]!);
  });
}

/** The greatest difference of `aᵀ b` from the identity or from `wanted`, of columns `[m, k]` and `[m, n]`. */
function distance(
  m: number,
  k: number,
  a: Float64Array,
  n: number,
  b: Float64Array,
  wanted?: (i: number, j: number) => number,
): number {
  let most = 0;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < m; p++) sum += a[p * k + i]! * b[p * n + j]!;
      const off = Math.abs(sum - (wanted ? wanted(i, j) : i === j ? 1 : 0));
      if (!(off <= most)) most = off;
    }
  }
  return most;
}

function transposed(m: number, n: number, x: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: m * n }, (_, at) => x[(at % m) * n + Math.floor(at / m)]!);
}

/** The matrix over a power of two near its greatest element, that power, and its Frobenius norm. */
function scaled(a: readonly number[]) {
  const most = Math.max(...a.map(Math.abs));
  let scale = 1;
  while (most / scale >= 2) scale *= 2;
  while (most > 0 && most / scale < 1) scale /= 2;
  const x = Float64Array.from(a, (value) => value / scale);
  return { x, scale, norm: Math.sqrt(x.reduce((sum, value) => sum + value * value, 0)) };
}

const rounding = 2.3e-16;
/** What rounding may come to of matrices of a norm, whose elements are denormal where `scale` is. */
const bounded = (n: number, norm: number, scale: number) =>
  (0.5 * n + 5) * rounding * norm + (n * Number.MIN_VALUE) / scale;
const zeros = (n: number) => put("float64", new Float64Array(n));

describe.each(kinds)("matrices %s", (_, element) => {
  test.each([2, 5, 18, 19, 33, 64, 67, 131])(
    "of %i rows have eigenvectors within rounding",
    (n) => {
      const a = matrix(element, n, n, true);
      const { x, scale, norm } = scaled(a);
      const [values, vectors] = [zeros(n), zeros(n * n)];
      expect(fast.linalg.eigh("float64", 1, n, put("float64", a), values, vectors)).toBe(-1);
      const l = read("float64", n, values);
      const v = Float64Array.from(read("float64", n * n, vectors));
      expect(l).toEqual([...l].sort((p, q) => p - q));
      expect(distance(n, n, v, n, v)).toBeLessThan(n * rounding + 30 * rounding);
      const off = distance(n, n, x, n, v, (i, j) => (l[j]! / scale) * v[i * n + j]!);
      expect(off).toBeLessThanOrEqual(bounded(n, norm, scale));
    },
  );

  test.each([
    [2, 2],
    [5, 5],
    [18, 18],
    [19, 19],
    [33, 33],
    [64, 64],
    [131, 131],
    [67, 20],
    [20, 67],
    [300, 40],
  ])("of %i x %i are decomposed within rounding", (m, n) => {
    const k = Math.min(m, n);
    const size = Math.max(m, n);
    const a = matrix(element, m, n);
    const { x, scale, norm } = scaled(a);
    const at = put("float64", a);
    const [u, s, vh] = [zeros(m * k), zeros(k), zeros(k * n)];
    expect(fast.linalg.svd("float64", 1, m, n, at, u, s, vh)).toBe(-1);
    const values = read("float64", k, s);
    expect(values).toEqual([...values].sort((p, q) => q - p));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    const left = Float64Array.from(read("float64", m * k, u));
    const right = Float64Array.from(read("float64", k * n, vh));
    const rightColumns = transposed(k, n, right);
    const bound = (size + 30) * rounding;
    expect(distance(m, k, left, k, left)).toBeLessThan(bound);
    expect(distance(n, k, rightColumns, k, rightColumns)).toBeLessThan(bound);
    const scaledLeft = Float64Array.from(left, (value, i) => value * (values[i % k]! / scale));
    const off = distance(k, m, transposed(m, k, scaledLeft), n, right, (i, j) => x[i * n + j]!);
    expect(off).toBeLessThanOrEqual(bounded(size, norm, scale));

    if (m < n) return;
    const [q, r] = [zeros(m * n), zeros(n * n)];
    fast.linalg.qr("float64", 1, m, n, n, at, q, r);
    const columns = Float64Array.from(read("float64", m * n, q));
    const upper = read("float64", n * n, r).map((value) => value / scale);
    upper.forEach((value, place) => {
      if (place % n < Math.floor(place / n)) expect(value).toBe(0);
    });
    for (let i = 0; i < n; i++) expect(upper[i * n + i]).toBeGreaterThanOrEqual(0);
    expect(distance(m, n, columns, n, columns)).toBeLessThan(bound);
    const back = distance(
      n,
      m,
      transposed(m, n, columns),
      n,
      Float64Array.from(upper),
      (i, j) => x[i * n + j]!,
    );
    expect(back).toBeLessThanOrEqual(bounded(size, norm, scale));
  });
});

const shapes = [
  [1, 1],
  [3, 2],
  [8, 8],
  [9, 9],
  [18, 18],
  [19, 19],
  [40, 33],
  [64, 64],
  [97, 67],
] as const;

describe.each(["float32", "float64"] as const)("decompositions of %s", (dtype) => {
  test.each(shapes)("of %i x %i have the reference engine's bits", (m, n) => {
    const a = put(dtype, numbers(2 * m * n, m + n));
    const spare = put(dtype, new Float64Array(2 * m * m));
    const more = put(dtype, new Float64Array(2 * m * n));
    const same = (size: number, call: (e: Backend, y: number) => void) =>
      expectSameBits(dtype, size, call);
    for (const k of [n, m]) {
      same(2 * m * k, (e, y) => e.linalg.qr(dtype, 2, m, n, k, a, y, more));
      same(2 * k * n, (e, y) => e.linalg.qr(dtype, 2, m, n, k, a, spare, y));
    }
    same(2 * n, (e, y) => e.linalg.eigh(dtype, 2, n, a, y, more));
    same(2 * n * n, (e, y) => e.linalg.eigh(dtype, 2, n, a, spare, y));
    same(2 * m * n, (e, y) => e.linalg.svd(dtype, 2, m, n, a, y, spare, more));
    same(2 * n, (e, y) => e.linalg.svd(dtype, 2, m, n, a, spare, y, more));
    same(2 * n * n, (e, y) => e.linalg.svd(dtype, 2, m, n, a, more, spare, y));
    same(2 * m * n, (e, y) => e.linalg.svd(dtype, 2, n, m, a, more, spare, y));
  });
});

test("a batch in which a matrix is not finite fails at that one", () => {
  for (const n of [3, 40]) {
    for (const bad of [Number.NaN, Infinity]) {
      const a = numbers(3 * n * n, 5);
      a[2 * n * n - 1] = bad;
      const at = put("float64", a);
      const spare = [0, 1, 2].map(() => zeros(3 * n * n)) as [number, number, number];
      for (const engine of [fast, reference]) {
        expect(engine.linalg.eigh("float64", 3, n, at, spare[0], spare[1])).toBe(n);
        expect(engine.linalg.svd("float64", 3, n, n, at, ...spare)).toBe(n);
      }
    }
  }
});

test("the upper triangle is not read", () => {
  const n = 30;
  const a = numbers(n * n, 9);
  const other = a.map((x, at) => (at % n > Math.floor(at / n) ? Number.NaN : x));
  const values = (x: readonly number[]) =>
    result(fast, "float64", n, (e, y) =>
      e.linalg.eigh("float64", 1, n, put("float64", x), y, zeros(n * n)),
    );
  expect(values(other)).toEqual(values(a));
});
