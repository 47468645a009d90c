import { expect, test } from "vitest";
import { distance, numbersOf, readRows } from "./rows.ts";

test("rows are grouped by dtype and limit", () => {
  const rows = readRows(
    [
      "dtype,input,output,ulperrortol",
      "# a comment",
      "np.float32,0x3f800000,0xbf800000,2",
      "np.float32,0x7fc00000,0x0,2",
      "np.float64,0x3ff0000000000000,0x4000000000000000,3",
      "",
    ].join("\n"),
  );
  expect(rows.map(({ dtype, limit }) => [dtype, limit])).toEqual([
    ["float32", 2],
    ["float64", 3],
  ]);
  const [singles, doubles] = rows;
  expect([...numbersOf("float32", singles.inputs)]).toEqual([1, Number.NaN]);
  expect([...numbersOf("float32", singles.outputs)]).toEqual([-1, 0]);
  expect([...numbersOf("float64", doubles.inputs.concat(doubles.outputs))]).toEqual([1, 2]);
});

test.each([
  "np.float16,0x3c00,0x3c00,1",
  "np.float32,0x3f8000001,0x3f800000,1",
  "np.float32,1.5,0x3f800000,1",
  "np.float32,0x3f800000,0x3f800000",
  "np.float64,0x3ff00000000000000,0x0,1",
])("%s is refused", (line) => {
  expect(() => readRows(`dtype,input,output,ulperrortol\n${line}\n`)).toThrow(/line 2 is no row/);
});

test("distances count the numbers between", () => {
  expect(distance("float32", 1, Math.fround(1 + 2 ** -23))).toBe(1);
  expect(distance("float64", 1, 1 + 2 ** -23)).toBe(2 ** 29);
  expect(distance("float32", 2 ** -149, -(2 ** -149))).toBe(2);
  expect(distance("float64", 0, -0)).toBe(0);
  expect(distance("float64", -5e-324, 5e-324)).toBe(2);
  const { POSITIVE_INFINITY: infinity, NaN: nan } = Number;
  expect(distance("float64", Number.MAX_VALUE, infinity)).toBe(1);
  expect([distance("float32", nan, nan), distance("float32", nan, 1)]).toEqual([0, infinity]);
});
