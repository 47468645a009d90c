import { describe, expect, test } from "vitest";
import type { Backend } from "../backend.ts";
import { expectSameBits, fast, numbers, put, result } from "./testing.ts";

const lengths = [...Array.from({ length: 70 }, (_, i) => i), 97, 131, 300];

/** A symmetric positive definite matrix. */
function positive(n: number, seed: number): number[] {
  const a = numbers(n * n, seed);
  return a.map((_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return (a[i * n + j]! + a[j * n + i]!) / 4 + (i === j ? n : 0);
  });
}

type Call = (e: Backend, n: number, a: number, b: number, y: number) => unknown;
type Float = "float32" | "float64";

/** Calls with an `[n, n]` result. */
const calls = (dtype: Float): [string, Call][] => [
  ["cholesky", (e, n, a, _, y) => e.linalg.cholesky(dtype, 1, n, a, y)],
  ["solve", (e, n, a, b, y) => e.linalg.solve(dtype, 1, n, n, b, a, y)],
  ["matrixExp", (e, n, _, b, y) => e.linalg.matrixExp(dtype, 1, n, b, y)],
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((bits): [string, Call] => {
    const form = { upper: bits > 3, transpose: bits % 4 > 1, unit: bits % 2 > 0 };
    return [
      `triangularSolve ${JSON.stringify(form)}`,
      (e, n, a, b, y) => e.linalg.triangularSolve(dtype, 1, n, n, form, a, b, y),
    ];
  }),
];

describe.each(["float32", "float64"] as const)("linear algebra of %s", (dtype) => {
  test.each(calls(dtype))("%s has the reference engine's bits", (name, call) => {
    for (const n of lengths.filter((each) => each < 100 || name === "cholesky")) {
      const [a, b] = [put(dtype, positive(n, n)), put(dtype, numbers(n * n, n + 1))];
      expectSameBits(dtype, n * n, (engine, y) => call(engine, n, a, b, y));
    }
  });
});

function product(n: number, a: readonly number[], b: readonly number[]): number[] {
  const y = new Array<number>(n * n).fill(0);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      for (let j = 0; j < n; j++) y[i * n + j]! += a[i * n + k]! * b[k * n + j]!;
    }
  }
  return y;
}

/** Exponents of the sizes of rows and columns: of one size, graded over 16 orders, tiny. */
const gradings = [
  ["of one size", () => 1],
  ["graded", (i: number, n: number) => 2 ** -Math.round((26 * i) / n)],
  ["of tiny numbers", () => 2 ** -490],
] as const;

describe.each(gradings)("matrices %s", (_, grade) => {
  test.each([1, 2, 3, 8, 33, 64, 67, 131])("of %i rows are decomposed within rounding", (n) => {
    const graded = (x: readonly number[]) =>
      x.map((value, at) => value * grade(Math.floor(at / n), n) * grade(at % n, n));
    const spd = graded(positive(n, n));
    const a = put("float64", spd);
    const l = result(fast, "float64", n * n, (e, y) => e.linalg.cholesky("float64", 1, n, a, y));
    const transposed = l.map((__, at) => l[(at % n) * n + Math.floor(at / n)]!);
    const back = product(n, l, transposed);
    // Each element within rounding of the two diagonal elements that it stands between.
    const off = back.map((value, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return Math.abs(value - spd[at]!) / Math.sqrt(spd[i * n + i]!) / Math.sqrt(spd[j * n + j]!);
    });
    expect(Math.max(...off)).toBeLessThan(n * 3e-16);

    const wanted = numbers(n * n, n + 3);
    const general = graded(numbers(n * n, n + 2));
    const [matrix, right] = [put("float64", general), put("float64", wanted)];
    const x = result(fast, "float64", n * n, (e, y) =>
      e.linalg.solve("float64", 1, n, n, matrix, right, y),
    );
    const left = product(n, general, x);
    // The backward error of each row: what is left over of b by the sizes of a and x.
    const sizes = product(n, general.map(Math.abs), x.map(Math.abs));
    const relative = left.map(
      (value, at) =>
        Math.abs(value - wanted[at]!) /
        Math.max(...sizes.slice(Math.floor(at / n) * n, Math.floor(at / n) * n + n)),
    );
    expect(Math.max(...relative)).toBeLessThan(n * 1e-14);
  });
});
