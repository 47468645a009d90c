import { describe, test } from "vitest";
import type { ReduceName } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { awkward, expectClose, expectSameBits, numbers, put, sizes } from "./testing.ts";

const names = Object.keys(reference.reduce) as ReduceName[];
const mayBeEmpty = new Set<ReduceName>(["sum", "prod"]);

/** Outer, n and inner, across the blocks of rows (1024) and of columns (256). */
const shapes: (readonly [number, number, number])[] = [
  ...sizes.map((n) => [1, n, 1] as const),
  ...sizes.map((n) => [3, n, 5] as const),
  ...sizes.map((inner) => [2, 3, inner] as const),
  [2, 1024, 1],
  [1, 1023, 1],
  [1, 1025, 1],
  [1, 5000, 1],
  [1, 256, 18],
  [2, 700, 3],
  [1, 513, 37],
  [0, 4, 4],
];

describe.each(names)("%s", (name) => {
  test.each(["float32", "float64", "int32", "uint8"] as const)(
    "equals the reference on %s",
    (dtype) => {
      const to = name.startsWith("arg") ? "int32" : dtype;
      for (const [outer, n, inner] of shapes) {
        if (n === 0 && !mayBeEmpty.has(name)) continue;
        for (const values of [
          numbers(outer * n * inner, n + inner, 2).map((x) => (dtype === "uint8" ? x * x : x)),
          awkward(dtype, outer * n * inner, n + inner),
        ]) {
          const x = put(dtype, values);
          const count = outer * inner;
          expectSameBits(to, count, ({ reduce }, y) => reduce[name](dtype, outer, n, inner, x, y));
          expectClose(to, count, ({ reduce }, y) => reduce[name](dtype, outer, n, inner, x, y), 0);
        }
      }
    },
  );
});
