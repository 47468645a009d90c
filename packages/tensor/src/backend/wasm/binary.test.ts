import { describe, test } from "vitest";
import type { DType } from "../../dtype.ts";
import type { BinaryKernel, BinaryName, CompareName } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { awkward, expectClose, expectSameBits, put, sizes } from "./testing.ts";

const names = Object.keys(reference.binary) as BinaryName[];
const comparisons = Object.keys(reference.compare) as CompareName[];

/** Outer size, inner size, then outer and inner stride of each operand. */
const layouts: (readonly [number, number, number, number, number, number])[] = [
  ...sizes.map((n) => [1, n, 0, 1, 0, 1] as const),
  ...sizes.map((n) => [3, n, n, 1, 0, 1] as const),
  ...sizes.map((n) => [2, n, 0, 0, n, 1] as const),
  [3, 7, 7, 1, 1, 0],
  [3, 18, 1, 0, 18, 1],
  [5, 9, 0, 0, 1, 0],
  [7, 1, 5, 0, 3, 1],
  [0, 4, 4, 1, 4, 1],
  [4, 6, 9, 1, 0, 1],
];

function eachLayout(
  dtype: DType,
  run: (n: number, call: (kernel: BinaryKernel, y: number) => void) => void,
): void {
  for (const [outer, inner, aOuter, aInner, bOuter, bInner] of layouts) {
    const a = put(dtype, awkward(dtype, outer * aOuter + inner * aInner + 1, 1));
    const b = put(dtype, awkward(dtype, outer * bOuter + inner * bInner + 1, 2));
    run(outer * inner, (kernel, y) =>
      kernel(dtype, outer, inner, a, aOuter, aInner, b, bOuter, bInner, y),
    );
  }
}

describe.each(names)("%s", (name) => {
  test.each(["float32", "float64"] as const)("equals the reference on %s", (dtype) => {
    const units = name === "pow" && dtype === "float32" ? 1 : 0;
    eachLayout(dtype, (n, call) => {
      expectSameBits(dtype, n, (engine, y) => call(engine.binary[name], y));
      expectClose(dtype, n, (engine, y) => call(engine.binary[name], y), units);
    });
  });

  test("writes over an operand that is contiguous", () => {
    const values = awkward("float32", 67, 3);
    const b = put("float32", awkward("float32", 67, 4));
    expectSameBits(
      "float32",
      67,
      ({ binary }, y) => binary[name]("float32", 1, 67, y, 0, 1, b, 0, 1, y),
      values,
    );
    expectSameBits(
      "float32",
      67,
      ({ binary }, y) => binary[name]("float32", 1, 67, b, 0, 0, y, 0, 1, y),
      values,
    );
  });
});

test.each(["add", "sub", "mul", "maximum", "minimum"] as const)("%s of integers", (name) => {
  for (const dtype of ["int32", "uint8"] as const) {
    eachLayout(dtype, (n, call) =>
      expectSameBits(dtype, n, (engine, y) => call(engine.binary[name], y)),
    );
  }
});

describe.each(comparisons)("%s", (name) => {
  test.each(["float32", "float64", "int32", "uint8", "bool"] as const)(
    "equals the reference on %s",
    (dtype) => {
      eachLayout(dtype, (n, call) =>
        expectSameBits("bool", n, (engine, y) => call(engine.compare[name], y)),
      );
    },
  );
});
