import { describe, expect, test } from "vitest";
import { tridiagonalEigen } from "./eigen.ts";

const close = (found: ArrayLike<number>, expected: number[], digits = 12) => {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value, digits);
  });
};

/** The second difference's matrix has the eigenvalues 2 - 2 cos(kπ / (n + 1)). */
const secondDifference = (n: number) =>
  Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));

describe("tridiagonalEigen", () => {
  test("the second difference, its first and last elements of unit eigenvectors", () => {
    const n = 50;
    const { values, first, last } = tridiagonalEigen(
      new Array(n).fill(2),
      new Array(n - 1).fill(-1),
    );
    close(values, secondDifference(n));
    const element = (k: number) =>
      Math.abs(Math.sqrt(2 / (n + 1)) * Math.sin(((k + 1) * Math.PI) / (n + 1)));
    close(
      first.map(Math.abs),
      Array.from({ length: n }, (_, k) => element(k)),
    );
    close(
      last.map(Math.abs),
      Array.from({ length: n }, (_, k) => element(k)),
    );
  });

  test("one and two rows, a diagonal, blocks, and a zero matrix", () => {
    expect(Array.from(tridiagonalEigen([7], []).values)).toEqual([7]);
    close(tridiagonalEigen([2, 2], [1]).values, [1, 3]);
    close(tridiagonalEigen([3, 1, 2], [0, 0]).values, [1, 2, 3]);
    expect(Array.from(tridiagonalEigen([3, 1, 2], [0, 0]).first.map(Math.abs))).toEqual([0, 0, 1]);
    close(tridiagonalEigen([0, 0, 5, 5], [2, 0, 1]).values, [-2, 2, 4, 6]);
    close(tridiagonalEigen([0, 0, 0], [0, 0]).values, [0, 0, 0]);
    close(tridiagonalEigen([0, 0, 0], [1, 1]).values, [-Math.SQRT2, 0, Math.SQRT2]);
  });

  test("values of very different sizes", () => {
    const { values } = tridiagonalEigen([1e8, 1, 1e-8], [1e-3, 1e-9]);
    expect(values[2]! / 1e8).toBeCloseTo(1, 14);
    expect(values[1]).toBeCloseTo(1, 12);
    expect(values[0]! / 1e-8).toBeCloseTo(1, 8);
  });

  test("refuses what is not finite", () => {
    expect(() => tridiagonalEigen([1, Number.NaN], [1])).toThrow(/no convergence in 60 sweeps/);
  });
});
