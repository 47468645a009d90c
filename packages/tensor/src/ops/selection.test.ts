import { afterAll, describe, expect, test } from "vitest";
import type { EngineName, Tensor } from "../index.ts";
import {
  arange,
  diag,
  diagonal,
  flip,
  index,
  indexPut,
  maskedFill,
  maskedSelect,
  meshgrid,
  nonzero,
  pad,
  repeat,
  roll,
  scatter,
  setEngine,
  take,
  tensor,
  tril,
  unfold,
} from "../index.ts";

const engines: EngineName[] = ["reference", "wasm-strict", "wasm"];

afterAll(() => setEngine("wasm"));

const ints = (values: number[]) => tensor(values, { dtype: "int32" });

/** A tensor's dtype beside its elements. */
const told = (x: Tensor) => [x.dtype, x.toArray()];

describe.each(engines)("integers and bool on %s", (engine) => {
  test("keep their dtype when they move", () => {
    setEngine(engine);
    const bytes = tensor(new Uint8Array([1, 200, 3]));
    expect(told(flip(bytes))).toEqual(["uint8", [3, 200, 1]]);
    expect(told(roll(bytes, -1, 0))).toEqual(["uint8", [200, 3, 1]]);
    expect(told(pad(bytes, [[1, 0]], { value: 255 }))).toEqual(["uint8", [255, 1, 200, 3]]);
    expect(told(pad(bytes, [[2, 0]], { mode: "reflect" }))).toEqual(["uint8", [3, 200, 1, 200, 3]]);
    expect(told(unfold(bytes, 0, 2))).toEqual([
      "uint8",
      [
        [1, 200],
        [200, 3],
      ],
    ]);
    const bits = tensor([
      [true, true],
      [true, true],
    ]);
    expect(told(tril(bits))).toEqual([
      "bool",
      [
        [true, false],
        [true, true],
      ],
    ]);
    expect(told(diagonal(bits, 1))).toEqual(["bool", [true]]);
    expect(told(diag(ints([4]), -1))).toEqual([
      "int32",
      [
        [0, 0],
        [4, 0],
      ],
    ]);
    expect(told(repeat(ints([1, 2]), [2]))).toEqual(["int32", [1, 2, 1, 2]]);
  });

  test("keep their dtype when they are picked and put", () => {
    setEngine(engine);
    const bits = tensor([true, false, true]);
    const numbers = ints([5, -6, 7]);
    expect(told(scatter(bits, 0, ints([0, 1]), tensor([false, true])))).toEqual([
      "bool",
      [false, true, true],
    ]);
    expect(told(maskedFill(numbers, bits, 9))).toEqual(["int32", [9, -6, 9]]);
    expect(told(maskedFill(bits, bits, 0))).toEqual(["bool", [false, false, false]]);
    expect(told(maskedSelect(numbers, bits))).toEqual(["int32", [5, 7]]);
    expect(told(take(numbers, tensor(new Uint8Array([2, 0]))))).toEqual(["int32", [7, 5]]);
    expect(told(index(bits, ints([-1, 1])))).toEqual(["bool", [true, false]]);
    expect(told(index(numbers, tensor(new Uint8Array([1]))))).toEqual(["int32", [-6]]);
    expect(told(indexPut(bits, [{ start: 1 }], 1))).toEqual(["bool", [true, true, true]]);
    expect(told(indexPut(numbers, [ints([0, 0, -1])], 2, { accumulate: true }))).toEqual([
      "int32",
      [9, -6, 9],
    ]);
    expect(told(nonzero(numbers))).toEqual(["int32", [[0], [1], [2]]]);
  });
});

test("NaN is not 0, and -0 is", () => {
  expect(nonzero(tensor([Number.NaN, -0, 0, 1e-45])).toArray()).toEqual([[0], [3]]);
});

test("views share the storage of what they view", () => {
  const x = arange(6).reshape([2, 3]);
  const [rows] = meshgrid([arange(2), arange(3)]);
  const views = [flip(x), unfold(x, 1, 2), diagonal(x), index(x, 1, "...", null, { step: -1 })];
  for (const view of views) expect(view.storage).toBe(x.storage);
  expect(rows!.layout.strides).toEqual([1, 0]);
});

test("index gives back x itself where the keys name all of it", () => {
  const x = arange(6).reshape([2, 3]);
  expect(index(x)).toBe(x);
  expect(index(x, {}, "...", { start: 0, end: 3 })).toBe(x);
});
