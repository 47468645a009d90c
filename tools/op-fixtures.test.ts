import { tensor } from "@gradkit/tensor";
import { expect, test } from "vitest";
import { assertClose } from "./op-fixtures.ts";

const near = (value: number, wanted: number) => () =>
  assertClose(tensor([value]), { shape: [1], values: [wanted] }, { rtol: 1e-3, atol: 1e-7 });

test("numbers are near within the tolerance alone", () => {
  expect(near(1.0009, 1)).not.toThrow();
  expect(near(1.0011, 1)).toThrow(/element 0 of float32\[1\] is/);
  expect(near(5e-8, 0)).not.toThrow();
});

test("infinities and NaN are near to themselves alone", () => {
  const { POSITIVE_INFINITY: infinity, NaN: nan } = Number;
  expect(near(infinity, infinity)).not.toThrow();
  expect(near(nan, nan)).not.toThrow();
  for (const [value, wanted] of [
    [5, infinity],
    [-infinity, infinity],
    [infinity, 5],
    [nan, 5],
    [5, nan],
    [nan, infinity],
  ] as const) {
    expect(near(value, wanted), `${value} for ${wanted}`).toThrow();
  }
});

test("shapes must agree", () => {
  const expected = { shape: [1, 1], values: [1] };
  expect(() => assertClose(tensor([1]), expected, { rtol: 0, atol: 0 })).toThrow(/shape \[1,1\]/);
});
