import { describe, expect, test } from "vitest";
import type { Backend } from "../backend.ts";
import { cos, sin } from "../reference/math.ts";
import { setThreads, threads } from "../threads.ts";
import { expectSameBits, fast, numbers, put, result } from "./testing.ts";

/** All small lengths, primes beyond the greatest radix, lengths of several radices and beyond a workspace. */
const lengths = [
  ...Array.from({ length: 70 }, (_, i) => i + 1),
  74,
  97,
  128,
  194,
  1000,
  1024,
  4099,
];
const half = (n: number) => Math.floor(n / 2) + 1;

/** The transforms over the middle of `[outer, n, inner]`: a call, and how many numbers it reads and writes. */
const transforms = (outer: number, n: number, inner: number) =>
  [
    [
      "fft",
      2 * n,
      2 * n,
      (e: Backend, x: number, y: number, dtype: "float32" | "float64") =>
        e.fft(dtype, outer, n, inner, -1, 1, x, y),
    ],
    [
      "ifft",
      2 * n,
      2 * n,
      (e: Backend, x: number, y: number, dtype: "float32" | "float64") =>
        e.fft(dtype, outer, n, inner, 1, 1 / n, x, y),
    ],
    [
      "rfft",
      n,
      2 * half(n),
      (e: Backend, x: number, y: number, dtype: "float32" | "float64") =>
        e.rfft(dtype, outer, n, inner, 0.3, x, y),
    ],
    [
      "irfft",
      2 * half(n),
      n,
      (e: Backend, x: number, y: number, dtype: "float32" | "float64") =>
        e.irfft(dtype, outer, n, inner, 1 / n, x, y),
    ],
  ] as const;

describe.each(["float32", "float64"] as const)("transforms of %s", (dtype) => {
  test.each([
    [1, 1],
    [5, 1],
    [2, 3],
    [1, 40],
  ])("have the reference engine's bits for lines [%i, n, %i]", (outer, inner) => {
    for (const n of lengths.filter((each) => inner < 40 || each < 200)) {
      for (const [, reads, writes, call] of transforms(outer, n, inner)) {
        const x = put(dtype, numbers(outer * inner * reads, n));
        expectSameBits(dtype, outer * inner * writes, (engine, y) => call(engine, x, y, dtype));
      }
    }
  });

  test("have the same bits on several threads and in the fast build", () => {
    const before = threads();
    for (const [outer, n, inner] of [
      [37, 1009, 1],
      [1, 1536, 101],
      [2, 11000, 3],
    ] as const) {
      for (const [, reads, writes, call] of transforms(outer, n, inner)) {
        const x = put(dtype, numbers(outer * inner * reads, n));
        const made = [1, 3].map((count) => {
          setThreads(count);
          return result(fast, dtype, outer * inner * writes, (engine, y) =>
            call(engine, x, y, dtype),
          );
        });
        expect(made[1]!.join()).toBe(made[0]!.join());
      }
    }
    setThreads(before);
  });
});

/** The greatest distance between numbers at the same places. */
function distance(actual: readonly number[], wanted: readonly number[]): number {
  return wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - actual[i]!)), 0);
}

/** The first `count` sums of the transform of `n` pairs, as they are defined. */
function sumsOf(values: readonly number[], n: number, count: number): number[] {
  const sums = new Array<number>(2 * count).fill(0);
  const table = Array.from({ length: n }, (_, k) => (2 * Math.PI * k) / n);
  const [cosines, sines] = [table.map(cos), table.map((angle) => -sin(angle))];
  for (let k = 0; k < count; k++) {
    for (let j = 0; j < n; j++) {
      const [c, s] = [cosines[(j * k) % n]!, sines[(j * k) % n]!];
      sums[2 * k]! += values[2 * j]! * c - values[2 * j + 1]! * s;
      sums[2 * k + 1]! += values[2 * j + 1]! * c + values[2 * j]! * s;
    }
  }
  return sums;
}

test.each(lengths)("of %i numbers lie within rounding of the sums they stand for", (n) => {
  const values = numbers(2 * n, n);
  const reals = values.map((value, i) => (i % 2 === 0 ? value : 0));
  const [x, real] = [
    put("float64", values),
    put(
      "float64",
      reals.filter((_, i) => i % 2 === 0),
    ),
  ];
  const limit = 2e-15 * n;
  const count = Math.min(n, 300);
  const there = result(fast, "float64", 2 * n, (e, y) => e.fft("float64", 1, n, 1, -1, 1, x, y));
  expect(distance(there, sumsOf(values, n, count))).toBeLessThan(limit);
  const some = Math.min(half(n), count);
  const pairs = result(fast, "float64", 2 * half(n), (e, y) =>
    e.rfft("float64", 1, n, 1, 1, real, y),
  );
  expect(distance(pairs, sumsOf(reals, n, some))).toBeLessThan(limit);
  const spectrum = put("float64", pairs);
  const back = result(fast, "float64", n, (e, y) =>
    e.irfft("float64", 1, n, 1, 1 / n, spectrum, y),
  );
  expect(
    distance(
      back,
      reals.filter((_, i) => i % 2 === 0),
    ),
  ).toBeLessThan(1e-14);
});
