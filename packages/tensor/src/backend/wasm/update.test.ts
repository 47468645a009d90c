import { describe, expect, test } from "vitest";
import { bytesPerElement } from "../../dtype.ts";
import type { Backend } from "../backend.ts";
import { reference } from "../reference/index.ts";
import type { AdaGradOptions, AdamOptions, SgdOptions, UpdatedRows } from "../update.ts";
import { fast, numbers, put, read, sizes, strict, unit } from "./testing.ts";

const floats = ["float32", "float64"] as const;
type Float = (typeof floats)[number];

const sgdCases: SgdOptions[] = [];
for (const momentum of [0, 0.9]) {
  for (const weightDecay of [0, 0.01]) {
    for (const nesterov of momentum ? [false, true] : [false]) {
      for (const first of [true, false]) {
        const dampening = nesterov ? 0 : 0.3;
        sgdCases.push({ learningRate: 0.1, momentum, dampening, weightDecay, nesterov, first });
      }
    }
  }
}

// What float32 rounds to 0 is not left out.
sgdCases.push({ ...sgdCases[0]!, momentum: 1e-60, weightDecay: 1e-60, dampening: 0.3 });

const adamCases: AdamOptions[] = [0, 0.01].flatMap((weightDecay) =>
  [false, true].map((decoupled) => ({
    learningRate: 0.003,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay,
    decoupled,
    correction1: 1 - 0.9 ** 3,
    correction2: 1 - 0.999 ** 3,
  })),
);

const adagradCases: AdaGradOptions[] = [0, 0.01].map((weightDecay) => ({
  learningRate: 0.1,
  epsilon: 1e-10,
  weightDecay,
}));

/** What an engine makes of parameters and two buffers; buffers that it does not use stay. */
function updated(
  engine: Backend,
  dtype: Float,
  n: number,
  step: (engine: Backend, g: number, m: number, v: number, p: number) => void,
): number[][] {
  const g = put(dtype, numbers(n, 1));
  const m = put(dtype, numbers(n, 2));
  const v = put(dtype, numbers(n, 3).map(Math.abs));
  const p = put(dtype, numbers(n, 4));
  step(engine, g, m, v, p);
  return [m, v, p].map((address) => read(dtype, n, address));
}

function compare(
  dtype: Float,
  n: number,
  step: (engine: Backend, g: number, m: number, v: number, p: number) => void,
): void {
  const wanted = updated(reference, dtype, n, step);
  expect(updated(strict, dtype, n, step)).toEqual(wanted);
  const actual = updated(fast, dtype, n, step);
  wanted.forEach((values, k) => {
    values.forEach((value, i) => {
      // Fused steps differ by a rounding of terms of size up to 2.
      const distance = Math.abs(actual[k]![i]! - value);
      if (!(distance <= 2 * unit(dtype, 2))) expect.unreachable(`${actual[k]![i]} for ${value}`);
    });
  });
}

describe.each(floats)("%s", (dtype) => {
  test.each(sgdCases)("sgd with $momentum $weightDecay $nesterov $first", (options) => {
    for (const n of sizes) {
      compare(dtype, n, (engine, g, m, _, p) => {
        engine.sgd(dtype, n, options, g, options.momentum ? m : 0, p);
      });
    }
  });

  test.each(adamCases)("adam with $weightDecay $decoupled", (options) => {
    for (const n of sizes) {
      compare(dtype, n, (engine, g, m, v, p) => engine.adam(dtype, n, options, g, m, v, p));
    }
  });
  test.each(adagradCases)("adagrad with $weightDecay", (options) => {
    for (const n of sizes) {
      compare(dtype, n, (engine, g, _, v, p) => engine.adagrad(dtype, n, options, g, v, p));
    }
  });

  test("many elements, which are cut into pieces, have the bits of the reference", () => {
    const n = 66_001;
    const same = (step: Parameters<typeof updated>[3]) => {
      expect(updated(strict, dtype, n, step)).toEqual(updated(reference, dtype, n, step));
    };
    same((engine, g, m, _, p) => engine.sgd(dtype, n, sgdCases.at(-2)!, g, m, p));
    same((engine, g, m, v, p) => engine.adam(dtype, n, adamCases[3]!, g, m, v, p));
    same((engine, g, _, v, p) => engine.adagrad(dtype, n, adagradCases[1]!, g, v, p));
  });

  test("rows have the bits of an update of each alone, and the others stay", () => {
    const [sgd, adam, adagrad] = [sgdCases[0]!, adamCases[0]!, adagradCases[0]!];
    const updates: ((
      engine: Backend,
      n: number,
      addresses: readonly [g: number, m: number, v: number, p: number],
      rows?: UpdatedRows,
    ) => void)[] = [
      (engine, n, [g, , , p], rows) => engine.sgd(dtype, n, sgd, g, 0, p, rows),
      (engine, n, [g, m, v, p], rows) => engine.adam(dtype, n, adam, g, m, v, p, rows),
      (engine, n, [g, , v, p], rows) => engine.adagrad(dtype, n, adagrad, g, v, p, rows),
    ];
    const list = [4, 0, 3];
    const numbersAt = put("int32", list);
    for (const update of updates) {
      for (const engine of [reference, strict, fast]) {
        // With and without elements beside whole vectors.
        for (const n of [1, 3, 8, 129]) {
          const together = updated(engine, dtype, 5 * n, (e, ...at) => {
            update(e, n, at, { count: list.length, numbers: numbersAt });
          });
          const alone = updated(engine, dtype, 5 * n, (e, g, ...tables) => {
            const bytes = n * bytesPerElement(dtype);
            list.forEach((row, i) => {
              const [m, v, p] = tables.map((table) => table + row * bytes);
              update(e, n, [g + i * bytes, m!, v!, p!]);
            });
          });
          expect(together).toEqual(alone);
        }
      }
    }
  });
});
