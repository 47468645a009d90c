import { expect, test } from "vitest";
import { type Result, type Row, resultOf } from "./row.ts";
import { summary } from "./table.ts";

function row(name: string, threads?: number): Row {
  return {
    name,
    family: "",
    unit: "ms",
    work: "",
    settings: {},
    arrays: {},
    ...(threads === undefined ? {} : { threads }),
    tolerance: 0,
    figure: (milliseconds) => milliseconds,
  };
}

const result = (name: string, peer: number): Result => resultOf(row(name), 1, { peer });

test("the rows of one thread are summed up, a peer each", () => {
  const rows = [row("a", 1), row("b", 1), row("c", 1), row("d")];
  const results = [result("a", 3), result("b", 0.5), result("c", 1), result("d", 0.1)];
  expect(summary(rows, results)).toEqual([
    "3 rows of one thread against peer: median 1.00x, least 0.50x (b)",
  ]);
  expect(summary(rows, results.slice(2))).toEqual([]);
});
