import { describe, expect, test } from "vitest";
import type { Backend } from "../backend.ts";
import type { Windows, WindowTriple } from "../windows.ts";
import { awkward, expectSameBits, fast, numbers, put, result, strict } from "./testing.ts";

const floats = ["float32", "float64"] as const;

/** `n` windows of `count` elements, `stride` apart, cut off at the end. */
function windows(size: number, n: number, count: number, stride: number, step = 1): Windows {
  const first = Array.from({ length: n }, (_, i) => i * stride);
  const counts = first.map((at) => Math.min(count, Math.ceil((size - at) / step)));
  return { size, first, count: counts, step };
}

const alone = windows(1, 1, 1, 1);

/** Pairs of every width around a vector, overlapping windows, windows with steps, and whole planes. */
const shapes: WindowTriple[] = [
  ...[2, 3, 4, 7, 8, 9, 16, 21].map(
    (width): WindowTriple => [alone, windows(5, 2, 2, 2), windows(width, width >> 1, 2, 2)],
  ),
  [windows(3, 3, 1, 1), windows(4, 2, 2, 2), windows(10, 5, 2, 2)],
  // Pairs, but one and three apart.
  [alone, windows(6, 5, 2, 1), windows(21, 20, 2, 1)],
  [alone, windows(8, 3, 2, 3), windows(32, 11, 2, 3)],
  [windows(3, 2, 2, 1), windows(6, 4, 3, 1), windows(7, 4, 3, 2)],
  [alone, windows(9, 3, 2, 3, 2), windows(11, 4, 3, 2, 2)],
  [alone, windows(7, 1, 7, 7), windows(13, 1, 13, 13)],
  [alone, windows(5, 0, 2, 2), windows(6, 3, 2, 2)],
];
const product = (numbers: number[]) => numbers.reduce((all, n) => all * n, 1);

describe.each(floats)("pooling of %s", (dtype) => {
  for (const planes of [0, 1, 3]) {
    test(`over ${planes} planes equals the reference`, () => {
      for (const each of shapes) {
        const size = product(each.map((one) => one.size));
        const n = product(each.map(({ first }) => first.length));
        const x = put(dtype, awkward(dtype, planes * size, 3));
        const g = put(dtype, numbers(planes * n, 4));
        const places = Array.from({ length: planes * n }, (_, i) => (i * 7) % size);
        const positions = put("int32", places);
        const free = put("int32", places);
        const freeValues = put(dtype, numbers(planes * n, 4));
        const calls: [number, (engine: Backend, y: number) => void][] = [
          [planes * n, (engine, y) => engine.maxPool(dtype, planes, each, x, y, free)],
          [planes * n, (engine, y) => engine.windowSums(dtype, planes, each, x, y)],
          [planes * size, (engine, y) => engine.windowSpread(dtype, planes, each, g, y)],
          [
            planes * size,
            (engine, y) => engine.maxPoolGrad(dtype, planes, size, n, g, positions, y),
          ],
        ];
        for (const [count, call] of calls) {
          expectSameBits(dtype, count, call);
          expect(result(fast, dtype, count, call)).toEqual(result(strict, dtype, count, call));
        }
        expectSameBits("int32", planes * n, (engine, y) =>
          engine.maxPool(dtype, planes, each, x, freeValues, y),
        );
      }
    });
  }

  test("gives the same bits in one piece and in many", () => {
    const each: WindowTriple = [alone, windows(32, 16, 2, 2), windows(32, 16, 2, 2)];
    const x = put(dtype, numbers(90 * 1024, 5));
    const g = put(dtype, numbers(90 * 256, 7));
    const places = Array.from({ length: 90 * 256 }, (_, i) => (i * 7919) % 1024);
    const positions = put("int32", places);
    const free = put("int32", places);
    const bytes = dtype === "float32" ? 4 : 8;
    const calls: [number, (engine: Backend, planes: number, first: number, y: number) => void][] = [
      [
        256,
        (engine, planes, i, y) =>
          engine.maxPool(dtype, planes, each, x + i * 1024 * bytes, y, free),
      ],
      [
        256,
        (engine, planes, i, y) => engine.windowSums(dtype, planes, each, x + i * 1024 * bytes, y),
      ],
      [
        1024,
        (engine, planes, i, y) => engine.windowSpread(dtype, planes, each, g + i * 256 * bytes, y),
      ],
      [
        1024,
        (engine, planes, i, y) => {
          const at = [g + i * 256 * bytes, positions + i * 256 * 4] as const;
          engine.maxPoolGrad(dtype, planes, 1024, 256, ...at, y);
        },
      ],
    ];
    for (const [size, call] of calls) {
      const whole = result(fast, dtype, 90 * size, (engine, y) => call(engine, 90, 0, y));
      for (const plane of [0, 31, 32, 89]) {
        const one = result(fast, dtype, size, (engine, y) => call(engine, 1, plane, y));
        expect(one).toEqual(whole.slice(plane * size, (plane + 1) * size));
      }
    }
  });
});
