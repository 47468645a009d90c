import { afterAll, describe, expect, test } from "vitest";
import type { DType, EngineName, Tensor } from "../index.ts";
import {
  add,
  argMax,
  cast,
  clamp,
  concat,
  cumprod,
  cumsum,
  DTypeError,
  div,
  equal,
  exp,
  greater,
  less,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul,
  neg,
  prod,
  promote,
  relu,
  round,
  setEngine,
  sign,
  softmax,
  sqrt,
  square,
  sub,
  sum,
  tensor,
  where,
} from "../index.ts";

const engines: EngineName[] = ["reference", "wasm-strict", "wasm"];
afterAll(() => setEngine("wasm"));

const int = (...values: number[]) => tensor(values, { dtype: "int32" });
const byte = (...values: number[]) => tensor(values, { dtype: "uint8" });
const bool = (...values: boolean[]) => tensor(values);
const is = (x: Tensor, dtype: DType, values: unknown) => {
  expect([x.dtype, x.toArray()]).toEqual([dtype, values]);
};

describe.each(engines)("dtypes on %s", (engine) => {
  test("integers beyond 2^31 wrap around, exactly, and float64 holds them", () => {
    setEngine(engine);
    const x = int(2147483647, 2147483647, 7);
    is(sum(x), "int32", 5);
    is(sum(cast(x, "float64")), "float64", 4294967301);
    is(prod(x), "int32", 7);
    is(cumsum(x, 0), "int32", [2147483647, -2, 5]);
    is(cumprod(x, 0), "int32", [2147483647, 1, 7]);
  });

  test("the stronger of two is taken, and a plain number is weak", () => {
    setEngine(engine);
    is(add(int(1), tensor([0.5])), "float32", [1.5]);
    is(add(bool(true), bool(true)), "int32", [2]);
    is(add(byte(1), int(-3)), "int32", [-2]);
    is(mul(int(3), 2), "int32", [6]);
    is(mul(int(3), 0.5), "float32", [1.5]);
    is(mul(tensor([3], { dtype: "float64" }), 0.1), "float64", [0.30000000000000004]);
    is(sub(1, byte(1)), "uint8", [0]);
    is(concat([int(1), tensor([0.5])]), "float32", [1, 0.5]);
    is(where(bool(true), int(1), 0.5), "float32", [1]);
    expect(promote("uint8", "bool")).toBe("uint8");
  });

  test("integers wrap as their type does", () => {
    setEngine(engine);
    is(add(int(2147483647), int(1)), "int32", [-2147483648]);
    is(mul(int(123456789), int(987654321)), "int32", [-67153019]);
    is(neg(int(-2147483648)), "int32", [-2147483648]);
    is(add(byte(250), byte(10)), "uint8", [4]);
    is(square(int(65536)), "int32", [0]);
  });

  test("functions of reals make float32 of integers", () => {
    setEngine(engine);
    is(div(int(1, 6), int(4)), "float32", [0.25, 1.5]);
    is(sqrt(int(9)), "float32", [3]);
    is(exp(bool(false)), "float32", [1]);
    is(mean(int(1, 2)), "float32", 1.5);
  });

  test("exact functions keep integers", () => {
    setEngine(engine);
    is(sign(int(-5, 0, 7)), "int32", [-1, 0, 1]);
    is(relu(int(-5, 7)), "int32", [0, 7]);
    is(round(byte(5)), "uint8", [5]);
    is(maximum(int(1, 5), 3), "int32", [3, 5]);
    is(minimum(byte(1, 5), byte(3)), "uint8", [1, 3]);
  });

  test("reductions count bool and uint8 in int32", () => {
    setEngine(engine);
    is(sum(bool(true, true, false)), "int32", 2);
    is(sum(byte(200, 100)), "int32", 300);
    is(sum(int(2147483647, 1)), "int32", -2147483648);
    is(max(int(3, 9, 2)), "int32", 9);
    is(min(byte(3, 9, 2)), "uint8", 2);
    is(argMax(int(3, 9, 9), 0), "int32", 1);
  });

  test("comparisons give bool for every dtype", () => {
    setEngine(engine);
    is(equal(bool(true, false), bool(true, true)), "bool", [true, false]);
    is(less(byte(1, 3), 2), "bool", [true, false]);
    is(less(int(1), tensor([1.5])), "bool", [true]);
    is(equal(tensor([Number.NaN]), Number.NaN), "bool", [false]);
  });

  test("casts cut off, saturate and take NaN for 0", () => {
    setEngine(engine);
    const x = tensor([1.9, -1.9, 3e9, -3e9, Number.NaN, Number.POSITIVE_INFINITY]);
    is(cast(x, "int32"), "int32", [1, -1, 2147483647, -2147483648, 0, 2147483647]);
    is(cast(x, "uint8"), "uint8", [1, 0, 255, 0, 0, 255]);
    is(cast(tensor([0, -0, 0.1, Number.NaN]), "bool"), "bool", [false, false, true, true]);
    is(cast(bool(true, false), "float64"), "float64", [1, 0]);
    is(cast(int(-1, 300), "uint8"), "uint8", [255, 44]);
  });

  test("what is not for a dtype is refused", () => {
    setEngine(engine);
    expect(() => neg(bool(true))).toThrow(/neg: bool\[1\]; it takes numbers/);
    expect(() => softmax(int(1))).toThrow(/softmax: int32\[1\]; it takes float32 or float64/);
    expect(() => add(1, 2)).toThrow(/add: two plain numbers/);
  });
});

const bytes = tensor(new Uint8Array([1, 2, 250]));

test.each<[string, () => unknown]>([
  ["less", () => less(bytes, 300)],
  ["add", () => add(bytes, -1)],
  ["maximum", () => maximum(bytes, 256)],
  ["clamp", () => clamp(bytes, { max: 300 })],
  ["where", () => where(greater(bytes, 1), bytes, -1)],
  ["mul", () => mul(cast(bytes, "int32"), 2 ** 31)],
  ["div", () => div(cast(bytes, "int32"), 2 ** 40)],
])("%s refuses a number that the integers beside it cannot hold", (op, call) => {
  expect(call).toThrow(DTypeError);
  expect(call).toThrow(new RegExp(`^${op}: .* beside .*; a number takes the tensor's dtype, and`));
});
