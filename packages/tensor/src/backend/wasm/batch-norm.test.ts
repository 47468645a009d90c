import { describe, expect, test } from "vitest";
import type { Backend } from "../backend.ts";
import { expectClose, expectSameBits, fast, numbers, put, result } from "./testing.ts";

const floats = ["float32", "float64"] as const;

/** Batch, channels and space around vectors, unrolled steps and blocks. */
const shapes: (readonly [number, number, number])[] = [
  [1, 0, 5],
  [1, 1, 1],
  [2, 3, 1],
  [3, 2, 2],
  [1, 4, 3],
  [2, 2, 15],
  [2, 2, 16],
  [3, 1, 17],
  [2, 3, 49],
  [1, 2, 1024],
  [2, 1, 1061],
];

describe.each(floats)("batch normalisation of %s", (dtype) => {
  for (const [batch, channels, space] of shapes) {
    test(`of [${batch}, ${channels}, ${space}] equals the reference`, () => {
      const sizes = { batch, channels, space };
      const size = batch * channels * space;
      const values = (n: number, seed: number) => put(dtype, numbers(n, seed));
      const x = values(size, 1);
      const g = values(size, 2);
      const weight = values(channels, 3);
      const bias = values(channels, 4);
      const rest = [values(channels, 5), values(channels, 6), values(2 * channels, 7)] as const;
      const [mean, variance, saved] = rest;
      const other = values(size, 8);
      for (const relu of [false, true]) {
        for (const [w, b] of [
          [weight, bias],
          [0, 0],
        ] as const) {
          const outputs = { y: other, mean, variance, saved };
          const parts = { x, weight: w, bias: b };
          for (const [name, n] of [
            ["y", size],
            ["mean", channels],
            ["variance", channels],
            ["saved", 2 * channels],
          ] as const) {
            const call = (engine: Backend, y: number) =>
              engine.batchNorm(dtype, sizes, 0.1, relu, { ...parts, ...outputs, [name]: y });
            expectSameBits(dtype, n, call);
          }
          const y = (engine: Backend, to: number) =>
            engine.batchNorm(dtype, sizes, 0.1, relu, {
              ...parts,
              y: to,
              mean: 0,
              variance: 0,
              saved,
            });
          expectSameBits(dtype, size, y);
          const gradients = { gx: other, gWeight: mean, gBias: variance };
          for (const [name, n] of [
            ["gx", size],
            ["gWeight", channels],
            ["gBias", channels],
          ] as const) {
            const call = (engine: Backend, to: number) =>
              engine.batchNormGrad(dtype, sizes, {
                ...{ x, weight: w, saved: put(dtype, numbers(2 * channels, 9)) },
                ...{ g, y: relu ? x : 0, ...gradients, [name]: to },
              });
            expectSameBits(dtype, n, call);
          }
          const scaled = (engine: Backend, to: number) =>
            engine.scaleChannels(dtype, sizes, relu, x, bias, weight, b, to);
          expectSameBits(dtype, size, scaled);
        }
      }
    });
  }

  test("fast keeps to the reference within its roundings", () => {
    const sizes = { batch: 3, channels: 2, space: 100 };
    const x = put(dtype, numbers(600, 1));
    const saved = put(dtype, numbers(4, 2));
    const call = (engine: Backend, y: number) =>
      engine.batchNorm(dtype, sizes, 1e-5, false, {
        ...{ x, weight: 0, bias: 0, y, mean: 0, variance: 0, saved },
      });
    expectClose(dtype, 600, call, 4);
  });

  test("a channel's bits do not depend on the others", () => {
    const sizes = { batch: 9, channels: 40, space: 200 };
    const values = numbers(9 * 40 * 200, 1);
    const x = put(dtype, values);
    const saved = put(dtype, numbers(80, 2));
    const none = { weight: 0, bias: 0, mean: 0, variance: 0, saved };
    const whole = result(fast, dtype, 9 * 40 * 200, (engine, y) =>
      engine.batchNorm(dtype, sizes, 1e-5, false, { x, y, ...none }),
    );
    const row = (b: number, c: number) => (b * 40 + c) * 200;
    for (const c of [0, 17, 39]) {
      const own = Array.from({ length: 9 }, (_, b) => values.slice(row(b, c), row(b, c) + 200));
      const alone = put(dtype, own.flat());
      const one = result(fast, dtype, 9 * 200, (engine, y) =>
        engine.batchNorm(dtype, { ...sizes, channels: 1 }, 1e-5, false, { x: alone, y, ...none }),
      );
      const same = Array.from({ length: 9 }, (_, b) => whole.slice(row(b, c), row(b, c) + 200));
      expect(one).toEqual(same.flat());
    }
  });

  test("the gradients of many channels, behind relu too, equal the reference", () => {
    const sizes = { batch: 3, channels: 50, space: 700 };
    const size = 3 * 50 * 700;
    const values = (n: number, seed: number) => put(dtype, numbers(n, seed));
    const [x, g, y] = [values(size, 1), values(size, 2), values(size, 3)];
    const [weight, saved] = [values(50, 4), values(100, 5)];
    const others = { gx: values(size, 6), gWeight: values(50, 7), gBias: values(50, 8) };
    for (const [name, n] of [
      ["gx", size],
      ["gWeight", 50],
      ["gBias", 50],
    ] as const) {
      for (const behind of [0, y]) {
        expectSameBits(dtype, n, (engine, to) =>
          engine.batchNormGrad(dtype, sizes, {
            ...{ x, weight, saved, g, y: behind },
            ...{ ...others, [name]: to },
          }),
        );
      }
    }
  });
});
