import { expect, test } from "vitest";
import { tensor, zeros } from "../create.ts";
import { all, any, nanmean } from "./count.ts";
import { norm, prod } from "./norm.ts";
import { cummax, cumprod, cumsum } from "./scan.ts";

test("whole numbers and bool are counted as int32", () => {
  expect(cumsum(tensor([true, false, true]), 0).dtype).toBe("int32");
  expect(cumsum(tensor([200, 100], { dtype: "uint8" }), 0).toArray()).toEqual([200, 300]);
  expect(cumprod(tensor([200, 100], { dtype: "uint8" }), 0).toArray()).toEqual([200, 20000]);
  expect(prod(tensor([true, true])).dtype).toBe("int32");
  expect(norm(tensor([3, 4], { dtype: "int32" })).dtype).toBe("float32");
  expect(cummax(tensor([3, 4], { dtype: "uint8" }), 0).values.dtype).toBe("uint8");
});

test("norms of huge, tiny and infinite numbers", () => {
  expect(norm(tensor([3e30, 4e30])).item()).toBe(Math.fround(5e30));
  expect(norm(tensor([3e-30, 4e-30]), 0, { order: 4 }).item()).toBeCloseTo(4.2849e-30, 33);
  expect(norm(tensor([1, Infinity])).item()).toBe(Infinity);
  expect(norm(tensor([1, Number.NaN])).item()).toBeNaN();
  expect(norm(zeros([0])).item()).toBe(0);
});

test("questions of nothing and of NaN", () => {
  expect(all(zeros([0])).item()).toBe(1);
  expect(any(zeros([0])).item()).toBe(0);
  expect(any(tensor([Number.NaN, 0])).item()).toBe(1);
  expect(nanmean(tensor([Number.NaN])).item()).toBeNaN();
});
