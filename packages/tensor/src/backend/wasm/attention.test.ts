import { describe, expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import type { AttentionSizes } from "../attention.ts";
import type { Address, Backend } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { fast, numbers, put, read, strict } from "./testing.ts";

const floats = ["float32", "float64"] as const;

/** Queries, keys, widths of keys and of values: around tiles, vectors, and blocks of 48 queries and 128 keys. */
const shapes: (readonly [queries: number, keys: number, width: number, valueWidth: number])[] = [
  [0, 3, 2, 2],
  [1, 1, 1, 1],
  [5, 7, 3, 4],
  [48, 128, 8, 8],
  [49, 129, 5, 11],
  [101, 67, 16, 1],
  [7, 263, 1, 9],
  [2, 3, 256, 256],
];

const masks = ["none", "bool", "added"] as const;

/** Everything that the two kernels write on an engine for two heads that lie side by side in each row. */
function results(
  engine: Backend,
  dtype: DType,
  [queries, keys, width, valueWidth]: (typeof shapes)[number],
  mask: AttentionSizes["mask"],
  causal: boolean,
): Record<string, number[]> {
  const sizes = { queries, keys, width, valueWidth, scale: 0.7, causal, mask };
  const bytes = dtype === "float32" ? 4 : 8;
  const counts = { q: 2 * queries * width, k: 2 * keys * width, v: 2 * keys * valueWidth };
  const ofY = 2 * queries * valueWidth;
  const room = (n: number) => put(dtype, new Array<number>(n).fill(Number.NaN));
  const [q, k, v, g] = [counts.q, counts.k, counts.v, ofY].map((n, i) => put(dtype, numbers(n, i)));
  // The first query sees nothing.
  const drawn = numbers(queries * keys, 5).map((x, i) => (i < keys ? -Infinity : x));
  const maskAt =
    mask === "added"
      ? put(dtype, drawn)
      : put(
          "bool",
          drawn.map((x) => Number(x > -1)),
        );
  const [y, kept] = [room(ofY), room(4 * queries)];
  const [gq, gk, gv] = [room(counts.q), room(counts.k), room(counts.v)];
  const rows = {
    ...{ q: 2 * width, k: 2 * width, v: 2 * valueWidth, mask: keys, maskColumn: 1 },
    ...{ y: 2 * valueWidth, g: 2 * valueWidth, gq: 2 * width, gk: 2 * width, gv: 2 * valueWidth },
  };
  const heads = [0, 1].map((head) => {
    const [own, ownValue] = [head * width * bytes, head * valueWidth * bytes];
    const inputs = { q: q + own, k: k + own, v: v + ownValue, mask: maskAt };
    const kernelOwn = { kept: kept + head * 2 * queries * bytes, y: y + ownValue };
    const gradients = { g: g + ownValue, gq: gq + own, gk: gk + own, gv: gv + ownValue };
    return { ...inputs, ...kernelOwn, ...gradients };
  });
  engine.attention(dtype, sizes, rows, heads);
  engine.attentionGrad(dtype, sizes, rows, heads);
  const all = (n: number, at: Address) => read(dtype, n, at);
  return {
    y: all(ofY, y),
    kept: all(4 * queries, kept),
    gq: all(counts.q, gq),
    gk: all(counts.k, gk),
    gv: all(counts.v, gv),
  };
}

describe.each(floats)("attention of %s", (dtype) => {
  describe.each(masks)("and a mask of %s", (mask) => {
    test.each(shapes)("%i queries and %i keys of %i and %i", (...shape) => {
      for (const causal of [false, true]) {
        const wanted = results(reference, dtype, shape, mask, causal);
        expect(Object.values(wanted).flat()).not.toContain(Number.NaN);
        expect(results(strict, dtype, shape, mask, causal)).toEqual(wanted);
        const actual = results(fast, dtype, shape, mask, causal);
        const bound = dtype === "float32" ? 2e-5 : 1e-13;
        for (const [name, values] of Object.entries(wanted)) {
          values.forEach((value, i) => {
            const distance = Math.abs(actual[name]![i]! - value);
            if (!(distance <= bound * (1 + Math.abs(value)))) {
              expect.unreachable(`${name}[${i}]: ${actual[name]![i]} for ${value}`);
            }
          });
        }
      }
    });
  });
});
