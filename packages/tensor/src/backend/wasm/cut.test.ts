import fc from "fast-check";
import { expect, test } from "vitest";
import { cutElements, cutRows, grain, rowsOf } from "./cut.ts";

const sizes = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 1e8 }));

test.each([cutRows, cutElements])("%o covers everything once, in few pieces", (cut) => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 1e6 }), (n, size) => {
      const pieces = cut(n, size, (first, count) => [first, count]) as [number, number][];
      let next = 0;
      for (const [first, count] of pieces) {
        expect(first).toBe(next);
        expect(count).toBeGreaterThan(0);
        next += count;
      }
      expect(next).toBe(n);
      expect(pieces.length).toBeLessThanOrEqual(64);
    }),
  );
});

test("elements are cut at cache lines, rows anywhere", () => {
  expect(cutElements(1000, 300, (first, count) => [first, count])).toEqual([
    [0, 256],
    [256, 256],
    [512, 256],
    [768, 232],
  ]);
  expect(cutRows(10, 4, (first, count) => [first, count])).toEqual([
    [0, 4],
    [4, 4],
    [8, 2],
  ]);
});

test("rows of a piece hold its elements", () => {
  expect(rowsOf(1024)).toBe(grain / 1024);
  expect(rowsOf(0)).toBe(grain);
  expect(rowsOf(10 * grain)).toBe(1);
  expect(rowsOf(10, 1000)).toBe(100);
});
