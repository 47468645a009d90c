import { afterAll, expect, test } from "vitest";
import type { Tensor } from "../index.ts";
import * as t from "../index.ts";
import { setEngine, tensor } from "../index.ts";

afterAll(() => setEngine("wasm"));

const w = t.uniform([8, 8, 3, 3], { low: 1, high: 2 });

/** Each as often as it strides; Winograd's tiles are those of a stride of 1 and of the fast build alone. */
const calls: readonly (readonly [string, (x: Tensor, stride: number) => Tensor])[] = [
  ["conv2d", (x, stride) => t.conv2d(x, w, { stride, padding: 1 })],
  ["convTranspose2d", (x, stride) => t.convTranspose2d(x, w, { stride, padding: 1 })],
];

test.each(calls)("%s gives a NaN to what depends on it, and to no more", (_, f) => {
  for (const [engine, strides] of [
    ["reference", [1, 2]],
    ["wasm-strict", [1, 2]],
    ["wasm", [2]],
  ] as const) {
    setEngine(engine);
    for (const stride of strides) {
      for (const at of [0, 60, 8 * 81 - 1]) {
        const withAt = (value: number) =>
          tensor(
            Array.from({ length: 8 * 81 }, (_, i) => (i === at ? value : 0)),
            { shape: [1, 8, 9, 9] },
          );
        const depends = t.notEqual(f(withAt(1), stride), 0).toArray();
        expect(t.isNaN(f(withAt(Number.NaN), stride)).toArray()).toEqual(depends);
      }
    }
  }
});
