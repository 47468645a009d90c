import { afterAll, describe, expect, test } from "vitest";
import type { DType, EngineName, Tensor } from "../index.ts";
import * as t from "../index.ts";
import { setEngine, tensor } from "../index.ts";

const engines: EngineName[] = ["reference", "wasm-strict", "wasm"];
afterAll(() => setEngine("wasm"));

const int = (...values: number[]) => tensor(values, { dtype: "int32" });
const byte = (...values: number[]) => tensor(values, { dtype: "uint8" });
const inf = Number.POSITIVE_INFINITY;
const nan = Number.NaN;
const is = (x: Tensor, dtype: DType, values: unknown) => {
  expect([x.dtype, x.toArray()]).toEqual([dtype, values]);
};

describe.each(engines)("on %s", (engine) => {
  test("logical functions take any dtype and give bool", () => {
    setEngine(engine);
    is(t.logicalAnd(tensor([nan, 0, -1]), int(1, 1, 2)), "bool", [true, false, true]);
    is(t.logicalXor(byte(0, 256 - 1), tensor([true, true])), "bool", [true, false]);
    is(t.logicalNot(tensor([0, -0, nan])), "bool", [true, true, false]);
  });

  test("bits of int32, uint8 and bool", () => {
    setEngine(engine);
    is(t.bitwiseAnd(int(-1, -2147483648), 255), "int32", [255, 0]);
    is(t.bitwiseXor(byte(255, 1), byte(1, 1)), "uint8", [254, 0]);
    is(t.bitwiseOr(tensor([true, false]), tensor([false, false])), "bool", [true, false]);
    is(t.bitwiseNot(byte(0, 7)), "uint8", [255, 248]);
    is(t.bitwiseNot(tensor([true, false])), "bool", [false, true]);
    is(t.leftShift(int(1, 3), int(31, 31)), "int32", [-2147483648, -2147483648]);
    is(t.rightShift(int(-2147483648, -1), 31), "int32", [-1, -1]);
  });

  test("whole quotients and rests of integers and floats", () => {
    setEngine(engine);
    is(t.floorDivide(int(7, -7, 7, -7), int(2, 2, -2, -2)), "int32", [3, -4, -4, 3]);
    is(t.remainder(int(7, -7, 7, -7), int(2, 2, -2, -2)), "int32", [1, 1, -1, -1]);
    is(t.fmod(int(7, -7, 7, -7), int(2, 2, -2, -2)), "int32", [1, -1, 1, -1]);
    is(t.floorDivide(byte(250), 7), "uint8", [35]);
    is(
      t.floorDivide(int(-2147483648, -2147483648), int(-1, 2147483647)),
      "int32",
      [-2147483648, -2],
    );
    is(t.remainder(int(-2147483648, 0), int(-1, -5)), "int32", [0, 0]);
    is(t.remainder(tensor([-1, 1, -0, 5, inf, 3]), tensor([inf, -inf, 2, 0, 2, 0.1])), "float32", [
      inf,
      -inf,
      0,
      nan,
      nan,
      Math.fround(3 % Math.fround(0.1)),
    ]);
    is(t.fmod(tensor([-6, 6, -1]), tensor([3, -3, inf])), "float32", [-0, 0, -1]);
    is(t.floorDivide(tensor([-1, 1, -0, 0, -6]), tensor([inf, 0, 2, 0, 4])), "float32", [
      -1,
      inf,
      -0,
      nan,
      -2,
    ]);
    const a = tensor([6], { dtype: "float64" });
    is(t.floorDivide(a, 0.1), "float64", [59]);
  });

  test("bounds and what is not finite", () => {
    setEngine(engine);
    is(t.clamp(tensor([nan, -inf, inf]), { min: -1, max: 1 }), "float32", [nan, -1, 1]);
    is(t.clamp(int(-5, 5, 9), { min: 0, max: 7 }), "int32", [0, 5, 7]);
    is(t.clamp(tensor([0, 5]), { min: 3, max: 1 }), "float32", [1, 1]);
    const most = 3.4028234663852886e38;
    is(t.nanToNum(tensor([nan, inf, -inf, 2])), "float32", [0, most, -most, 2]);
    is(t.isFinite(int(1)), "bool", [true]);
    is(t.isInf(tensor([true])), "bool", [false]);
    is(t.isFinite(tensor([nan, inf, -inf, 1e38])), "bool", [false, false, false, true]);
    is(t.isInf(tensor([nan, inf, -inf, 1e38])), "bool", [false, true, true, false]);
    is(t.step(tensor([nan, -0, 3]), 0.5), "float32", [nan, 0.5, 1]);
    is(t.lerp(tensor([1e8, 1]), tensor([1, 3]), tensor([1, 0])), "float32", [1, 1]);
    is(t.logSigmoid(tensor([-inf, inf, -200])), "float32", [-inf, -0, -200]);
  });
});
