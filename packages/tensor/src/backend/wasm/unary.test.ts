import { describe, expect, test } from "vitest";
import type { UnaryName } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { awkward, expectClose, expectSameBits, fast, put, read, sizes } from "./testing.ts";

const names = Object.keys(reference.unary) as UnaryName[];
const integerNames = ["neg", "abs", "sign", "square", "relu", "floor", "round"] as const;

describe.each(names)("%s", (name) => {
  test.each(["float32", "float64"] as const)("equals the reference on %s", (dtype) => {
    for (const n of sizes) {
      const x = put(dtype, awkward(dtype, n, n + 1));
      expectSameBits(dtype, n, (engine, y) => engine.unary[name](dtype, n, x, y));
      const units = dtype === "float32" ? 2 : 0;
      expectClose(dtype, n, (engine, y) => engine.unary[name](dtype, n, x, y), units);
    }
  });

  test("writes over its operand", () => {
    const values = awkward("float32", 67, 3);
    expectSameBits("float32", 67, (engine, y) => engine.unary[name]("float32", 67, y, y), values);
    const x = put("float32", values);
    const own = put("float32", values);
    const other = put("float32", values);
    fast.unary[name]("float32", 67, x, other);
    fast.unary[name]("float32", 67, own, own);
    expect(read("float32", 67, own)).toEqual(read("float32", 67, other));
  });

  test("gives a value that does not depend on its place", () => {
    const values = awkward("float32", 64, 11);
    for (let first = 1; first < 5; first++) {
      const n = 64 - first;
      const whole = put("float32", values);
      const part = put("float32", values.slice(first));
      fast.unary[name]("float32", 64, whole, whole);
      fast.unary[name]("float32", n, part, part);
      expect(read("float32", n, part)).toEqual(read("float32", 64, whole).slice(first));
    }
  });
});

test.each(integerNames)("%s of integers", (name) => {
  for (const dtype of ["int32", "uint8"] as const) {
    const x = put(dtype, awkward(dtype, 13, 5));
    expectSameBits(dtype, 13, (engine, y) => engine.unary[name](dtype, 13, x, y));
  }
});
