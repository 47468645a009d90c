import { describe, test } from "vitest";
import type { DType } from "../../dtype.ts";
import type { ScanName } from "../order.ts";
import { awkward, expectSameBits, put } from "./testing.ts";

const shapes = [
  [1, 0, 1],
  [3, 1, 1],
  [2, 17, 1],
  [1, 5, 2],
  [2, 6, 7],
  [1, 3, 4099],
  [40, 2000, 1],
] as const;

const scans: readonly [ScanName, readonly DType[]][] = [
  ["cumsum", ["float32", "float64", "int32"]],
  ["cumprod", ["float32", "float64", "int32"]],
  ["logcumsumexp", ["float32", "float64"]],
  ["cummax", ["float32", "float64", "int32", "uint8"]],
  ["cummin", ["float32", "float64", "int32", "uint8"]],
];

describe.each(scans)("%s", (name, dtypes) => {
  test.each(dtypes)("of %s has the reference engine's bits", (dtype) => {
    const isLeading = name === "cummax" || name === "cummin";
    for (const [outer, n, inner] of shapes) {
      const size = outer * n * inner;
      // Without NaN, a few of many elements take the lead.
      const plain = Array.from({ length: size }, (_, i) => ((i + 1) * 7919) % 127);
      for (const values of [awkward(dtype, size, n), plain]) {
        const x = put(dtype, values);
        for (const reverse of [false, true]) {
          expectSameBits(isLeading ? "int32" : dtype, size, (engine, y) =>
            engine.scan[name](dtype, outer, n, inner, reverse, x, y),
          );
        }
      }
    }
  });
});

test.each(["float32", "float64"] as const)("a recurrence of %s has the same bits", (dtype) => {
  for (const [outer, n, inner] of shapes) {
    const size = outer * n * inner;
    const [a, b] = [put(dtype, awkward(dtype, size, 1)), put(dtype, awkward(dtype, size, 2))];
    for (const reverse of [false, true]) {
      expectSameBits(dtype, size, (engine, y) =>
        engine.recurrence(dtype, outer, n, inner, reverse, a, b, y),
      );
    }
  }
});

test.each(["float32", "float64", "int32", "uint8"] as const)(
  "the first of %s are those of a sort",
  (dtype) => {
    for (const [outer, n, inner] of [...shapes, [1, 3000, 1], [2, 700, 3]] as const) {
      for (const values of [
        awkward(dtype, outer * n * inner, n),
        Array.from({ length: outer * n * inner }, (_, i) => i % 251),
      ]) {
        const x = put(dtype, values);
        for (const k of new Set([0, 1, Math.min(n, 10), Math.min(n, 300), n])) {
          if (k > n) continue;
          for (const descending of [false, true]) {
            expectSameBits("int32", outer * k * inner, (engine, y) =>
              engine.topK(dtype, outer, n, inner, k, descending, x, y),
            );
          }
        }
      }
    }
  },
);
