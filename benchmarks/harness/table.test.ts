import { expect, test } from "vitest";
import { type Result, resultOf } from "./row.ts";
import { oneThreadEach, summary } from "./table.ts";

const row = (name: string) => ({ name, unit: "ms" }) as Parameters<typeof resultOf>[0];
const result = (name: string, peer: number): Result => resultOf(row(name), 1, { peer });

test("rows are summed up, a peer each", () => {
  const results = [result("a", 3), result("b", 0.5), result("c", 1)];
  expect(summary("rows", results)).toEqual(["3 rows against peer: median 1.00x, least 0.50x (b)"]);
  expect(summary("rows", results.slice(2))).toEqual([]);
});

test("figures of one thread are those of the rows that have some", () => {
  const { row: name, unit, ...figures } = result("a", 3);
  const results = [{ ...result("a", 5), oneThread: figures }, result("b", 2)];
  expect(oneThreadEach(results)).toEqual([{ row: name, unit, ...figures }]);
});
