import { afterAll, describe, expect, test } from "vitest";
import type { EngineName } from "../backend/current.ts";
import { setEngine } from "../backend/current.ts";
import { full, tensor, zeros } from "../create.ts";
import { scaledDotProductAttention } from "./attention.ts";
import { batchNorm, groupNorm, instanceNorm, layerNorm } from "./normalize.ts";

afterAll(() => setEngine("wasm"));

describe.each<EngineName>(["reference", "wasm-strict", "wasm"])("on %s", (engine) => {
  test("what is constant gives exactly the bias", () => {
    setEngine(engine);
    const bias = tensor([0.5, -3]);
    const expected = Array.from({ length: 14 }, (_, i) => (i % 2 === 0 ? 0.5 : -3));
    expect(layerNorm(full([7, 2], 0.1), [2], { bias }).toArray()).toEqual(Array(7).fill([0.5, -3]));
    expect([...batchNorm(full([7, 2], 1e8 / 3), { bias }).y.dataSync()]).toEqual(expected);
    for (const y of [
      groupNorm(full([1, 2, 7], -0.3), 1, { bias }),
      instanceNorm(full([1, 2, 7], 1e-20), { bias }),
    ]) {
      expect(y.toArray()).toEqual([[Array(7).fill(0.5), Array(7).fill(-3)]]);
    }
  });

  test("a mean of a million costs no digit", () => {
    setEngine(engine);
    const x = tensor([1e6 + 1, 1e6 + 2, 1e6 + 3, 1e6 + 4]);
    const y = layerNorm(x, [4], { epsilon: 0 });
    const expected = [-1.3416407865, -0.4472135955, 0.4472135955, 1.3416407865];
    expected.forEach((value, i) => {
      expect(Math.abs(y.dataSync()[i]! - value)).toBeLessThan(2e-7);
    });
  });

  test("batchNorm returns the statistics that it used", () => {
    setEngine(engine);
    const batch = batchNorm(
      tensor([
        [1, 10],
        [3, 10],
        [5, 40],
      ]),
    );
    expect(batch.mean.toArray()).toEqual([3, 20]);
    expect(batch.variance.dataSync()[0]).toBeCloseTo(8 / 3, 6);
    expect(batch.variance.dataSync()[1]).toBeCloseTo(200, 4);
    const mean = tensor([1, 2]);
    const variance = tensor([4, 9]);
    const given = batchNorm(zeros([1, 2]), { mean, variance, epsilon: 0 });
    expect([...given.mean.dataSync(), ...given.variance.dataSync()]).toEqual([1, 2, 4, 9]);
  });

  test("a query that sees no key gives 0, whichever way it is masked", () => {
    setEngine(engine);
    const query = tensor([
      [1, 2],
      [3, 4],
    ]);
    const value = tensor([
      [1, 5],
      [3, 5],
    ]);
    const bool = tensor([
      [false, false],
      [false, true],
    ]);
    expect(scaledDotProductAttention(query, query, value, { mask: bool }).toArray()).toEqual([
      [0, 0],
      [3, 5],
    ]);
    const added = tensor([
      [-Infinity, -Infinity],
      [-Infinity, 0],
    ]);
    expect(scaledDotProductAttention(query, query, value, { mask: added }).toArray()).toEqual([
      [0, 0],
      [3, 5],
    ]);
    const last = tensor([
      [false, true],
      [true, true],
    ]);
    const options = { mask: last, causal: true, scale: 0 };
    expect(scaledDotProductAttention(query, query, value, options).toArray()).toEqual([
      [0, 0],
      [2, 5],
    ]);
  });
});
