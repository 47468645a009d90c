import { expect, test } from "vitest";
import { chooseRows, type MeasuredRow, median, resultOf } from "./row.ts";

function row(name: string, family: string, unit: MeasuredRow["unit"] = "ms"): MeasuredRow {
  return { name, family, unit, work: "", measure: async () => ({ ours: 1, peers: {} }) };
}

const all = [row("gemm-256", "gemm"), row("add-4", "overhead"), row("add-4-grad", "overhead")];

function chosen(...words: string[]): string[] {
  return chooseRows(all, words).map(({ name }) => name);
}

test("a speedup above 1 means that ours is faster, for times and for rates", () => {
  expect(resultOf(row("a", "a", "ms"), 2, { peer: 6 }).speedup).toEqual({ peer: 3 });
  expect(resultOf(row("a", "a", "bytes"), 2, { peer: 1 }).speedup).toEqual({ peer: 0.5 });
  expect(resultOf(row("a", "a", "GFLOP/s"), 60, { peer: 30 }).speedup).toEqual({ peer: 2 });
});

test("rows are named by themselves, their family or the start of their name", () => {
  expect(chosen()).toHaveLength(3);
  expect(chosen("gemm-256")).toEqual(["gemm-256"]);
  expect(chosen("overhead")).toEqual(["add-4", "add-4-grad"]);
  expect(chosen("add", "gemm")).toEqual(["gemm-256", "add-4", "add-4-grad"]);
  expect(() => chosen("ad")).toThrow(
    'No row is called "ad"; there are gemm-256, add-4, add-4-grad.',
  );
});

test("the median is the middle, or the mean of the two in the middle", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([10, 1, 2, 4])).toBe(3);
});
