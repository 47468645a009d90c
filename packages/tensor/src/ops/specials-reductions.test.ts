import { afterAll, describe, expect, test } from "vitest";
import type { Tensor } from "../index.ts";
import * as t from "../index.ts";
import { setEngine, tensor } from "../index.ts";
import { engines, numbers } from "./testing.ts";

afterAll(() => setEngine("wasm"));

const nan = Number.NaN;

type Reduction = (x: Tensor) => Tensor;

const correct = (correction: number) => (x: Tensor) => t.variance(x, undefined, { correction });

/** Elements and their reduction, as the Array API standard (2025.12) has them, or NumPy for what it lacks. */
const rows: readonly (readonly [string, Reduction, string, string])[] = [
  ["sum", t.sum, "", "0"],
  ["sum", t.sum, "inf -inf", "nan"],
  ["sum", t.sum, "inf 1", "inf"],
  ["sum", t.sum, "1 nan 2", "nan"],
  ["prod", t.prod, "", "1"],
  ["prod", t.prod, "inf 0", "nan"],
  ["prod", t.prod, "2 nan", "nan"],
  ["prod", t.prod, "-0 3", "-0"],
  ["mean", t.mean, "", "nan"],
  ["mean", t.mean, "1 nan", "nan"],
  ["mean", t.mean, "inf 1", "inf"],
  ["variance", correct(0), "", "nan"],
  ["variance", correct(0), "3", "0"],
  ["variance", correct(1), "3", "nan"],
  ["variance", correct(3), "1 2 3", "nan"],
  ["variance", correct(4), "1 2 3", "nan"],
  ["variance", t.variance, "1 nan 2", "nan"],
  ["variance", t.variance, "1 inf 2", "nan"],
  ["std", t.std, "3", "nan"],
  ["std", t.std, "1 nan 2", "nan"],
  ["max", t.max, "1 nan 3", "nan"],
  ["max", t.max, "-inf -inf", "-inf"],
  ["min", t.min, "1 nan 3", "nan"],
  ["min", t.min, "inf inf", "inf"],
  ["all", t.all, "", "true"],
  ["all", t.all, "inf -inf nan", "true"],
  ["all", t.all, "1 -0", "false"],
  ["any", t.any, "", "false"],
  ["any", t.any, "0 -0", "false"],
  ["any", t.any, "0 nan", "true"],
  ["countNonzero", t.countNonzero, "", "0"],
  ["countNonzero", t.countNonzero, "0 -0 nan inf 5", "3"],
  ["nansum", t.nansum, "nan nan", "0"],
  ["nansum", t.nansum, "nan 1 inf", "inf"],
  ["nanmean", t.nanmean, "nan nan", "nan"],
  ["nanmedian", t.nanmedian, "nan nan", "nan"],
  ["nanmedian", t.nanmedian, "nan 5 3", "4"],
  ["nanmedian", t.nanmedian, "nan inf 3 inf", "inf"],
  ["nanmedian", t.nanmedian, "-inf inf", "nan"],
  ["nanmean", t.nanmean, "nan 1 3", "2"],
  ["logSumExp", t.logSumExp, "-inf -inf", "-inf"],
  ["logSumExp", t.logSumExp, "-inf 5", "5"],
  ["logSumExp", t.logSumExp, "inf -inf", "inf"],
  ["logSumExp", t.logSumExp, "1 nan", "nan"],
  ["norm", t.norm, "", "0"],
  ["norm", t.norm, "0 -0", "0"],
  ["norm", t.norm, "inf 1", "inf"],
  ["norm", t.norm, "1 nan", "nan"],
  ["norm", t.norm, "3e30 4e30", "5e30"],
  ["median", t.median, "1 nan 2", "nan"],
  ["median", t.median, "-inf 5 inf", "5"],
  ["argMax", (x) => t.argMax(x), "1 nan nan", "1"],
  ["argMax", (x) => t.argMax(x), "-inf -inf", "0"],
  ["argMax", (x) => t.argMax(x), "1 inf inf", "1"],
  ["argMin", (x) => t.argMin(x), "2 1 1", "1"],
  ["argMin", (x) => t.argMin(x), "1 nan -inf", "1"],
];

/** Elements and what becomes of each. */
const mapped: readonly (readonly [string, Reduction, string, string])[] = [
  ["cumsum", (x) => t.cumsum(x, 0), "1 inf -inf 1", "1 inf nan nan"],
  ["cumprod", (x) => t.cumprod(x, 0), "inf 0 1", "inf nan nan"],
  ["cummax", (x) => t.cummax(x, 0).values, "1 nan 3", "1 nan nan"],
  ["cummin", (x) => t.cummin(x, 0).values, "1 nan -inf", "1 nan nan"],
  ["logcumsumexp", (x) => t.logcumsumexp(x, 0), "-inf -inf 0", "-inf -inf 0"],
  ["sort", (x) => t.sort(x).values, "nan 1 inf -inf", "-inf 1 inf nan"],
  ["argSort", (x) => t.argSort(x), "nan 2 2 -inf", "3 1 2 0"],
  ["softmax", t.softmax, "inf 0", "nan nan"],
  ["softmax", t.softmax, "-inf 0", "0 1"],
  ["softmax", t.softmax, "nan 0", "nan nan"],
  ["softmax", t.softmax, "1000 1000", "0.5 0.5"],
  ["logSoftmax", t.logSoftmax, "1000 0", "0 -1000"],
  ["logSoftmax", t.logSoftmax, "-inf 0", "-inf 0"],
];

describe.each(engines)("special values on %s", (engine) => {
  test.each(["float32", "float64"] as const)("of reductions, %s", (dtype) => {
    setEngine(engine);
    const round = dtype === "float32" ? Math.fround : Number;
    for (const [name, f, values, expected] of rows) {
      const title = `${name} of [${values}]`;
      const list = numbers(values);
      const [wanted] = numbers(expected).map(round);
      const x = tensor(Float64Array.from(list), { dtype });
      const y = f(x);
      expect([title, y.shape, Number(y.item())]).toEqual([title, [], wanted]);
      // The same among other elements that have no part in it, which takes the kernel for columns.
      const wide = t.stack([x, x, x], 1);
      const columns = t.unbind(wide, 1).map((column) => Number(f(column).item()));
      expect([title, ...columns]).toEqual([title, wanted, wanted, wanted]);
    }
  });

  test.each(["float32", "float64"] as const)("of what keeps the shape, %s", (dtype) => {
    setEngine(engine);
    for (const [name, f, values, expected] of mapped) {
      const y = f(tensor(Float64Array.from(numbers(values)), { dtype }));
      const title = `${name} of [${values}]`;
      expect([title, ...y.dataSync()]).toEqual([title, ...numbers(expected)]);
    }
  });

  test("a sum of ten million tenths keeps its digits", () => {
    setEngine(engine);
    if (engine === "reference") return;
    const total = t.scope(() => t.full([10_000_000], 0.1).sum().item());
    expect(Math.abs(total - 1_000_000.0149) / 1_000_000).toBeLessThan(1e-6);
  });

  test("variance keeps its digits beside a large mean", () => {
    setEngine(engine);
    expect(t.variance(tensor([2000, 2000.5, 2001])).item()).toBe(0.25);
  });

  test("what has no value of nothing refuses it", () => {
    setEngine(engine);
    for (const f of [t.max, t.min, t.argMax, t.argMin, t.logSumExp, t.median] as Reduction[]) {
      expect(() => f(tensor([])), f.name).toThrow(/float32\[0\] has nothing to reduce/);
    }
  });

  test("a reduction over a dim of size 0 gives one value for each other place", () => {
    setEngine(engine);
    const x = t.zeros([2, 0, 3]);
    for (const [f, value] of [
      [t.sum, 0],
      [t.prod, 1],
      [t.mean, nan],
      [t.variance, nan],
      [t.std, nan],
    ] as const) {
      expect(f(x, 1).toArray(), f.name).toEqual(new Array(2).fill(new Array(3).fill(value)));
      expect(f(x, 0).shape, f.name).toEqual([0, 3]);
    }
    expect(t.all(x, 1).dtype).toBe("bool");
    expect([...t.all(x, 1).dataSync(), ...t.any(x, 1).dataSync()]).toEqual(
      numbers("1 1 1 1 1 1 0 0 0 0 0 0"),
    );
  });
});
