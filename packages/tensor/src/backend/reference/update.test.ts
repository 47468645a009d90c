import { expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import type { AdamOptions, SgdOptions } from "../update.ts";
import { get, put } from "./testing.ts";
import { update } from "./update.ts";

const plain: SgdOptions = {
  learningRate: 0.5,
  momentum: 0,
  dampening: 0,
  weightDecay: 0,
  nesterov: false,
  first: true,
};

/** Parameter and momentum after one update. */
function sgd(
  dtype: DType,
  options: Partial<SgdOptions>,
  g: number,
  m: number,
  p: number,
): number[] {
  const moment = put(dtype, [m]);
  const parameter = put(dtype, [p]);
  update.sgd(dtype, 1, { ...plain, ...options }, put(dtype, [g]), moment, parameter);
  return [...get(dtype, 1, parameter), ...get(dtype, 1, moment)];
}

test.each<DType>(["float32", "float64"])("SGD by hand: %s", (dtype) => {
  expect(sgd(dtype, {}, 2, 7, 1)).toEqual([0, 7]);
  expect(sgd(dtype, { weightDecay: 0.5 }, 2, 7, 4)).toEqual([2, 7]);
  expect(sgd(dtype, { momentum: 0.5, dampening: 0.25 }, 2, NaN, 1)).toEqual([0, 2]);
  expect(sgd(dtype, { momentum: 0.5, dampening: 0.25, first: false }, 2, 3, 1)).toEqual([-0.5, 3]);
  expect(sgd(dtype, { momentum: 0.5, nesterov: true, first: false }, 2, 4, 1)).toEqual([-1, 4]);
});

const adamOptions: AdamOptions = {
  learningRate: 0.5,
  beta1: 0.5,
  beta2: 0.75,
  epsilon: 1,
  weightDecay: 0,
  decoupled: false,
  correction1: 0.5,
  correction2: 0.25,
};

/** Parameter and moments after one update. */
function adam(
  dtype: DType,
  options: Partial<AdamOptions>,
  values: [number, number, number, number],
): number[] {
  const [g, m, v, p] = values.map((value) => put(dtype, [value]));
  update.adam(dtype, 1, { ...adamOptions, ...options }, g, m, v, p);
  return [p, m, v].flatMap((address) => get(dtype, 1, address));
}

test.each<DType>(["float32", "float64"])("Adam by hand: %s", (dtype) => {
  // m = 1, v = 1, denominator = 1 / 0.5 + 1 = 3, step = 1
  expect(adam(dtype, { epsilon: 2 }, [2, 0, 0, 5])).toEqual([4.75, 1, 1]);
  // the gradient becomes 2 + 0.5 * 4 = 4: m = 2, v = 4, denominator = 4 + 4
  expect(adam(dtype, { weightDecay: 0.5, epsilon: 4 }, [2, 0, 0, 4])).toEqual([3.75, 2, 4]);
  // the parameter becomes 4 - 0.5 * 0.5 * 4 = 3 first
  const decoupled = { weightDecay: 0.5, epsilon: 2, decoupled: true };
  expect(adam(dtype, decoupled, [2, 0, 0, 4])).toEqual([2.75, 1, 1]);
  // m = 0.5 * 2 + 0.5 * 2 = 2, v = 0.75 * 4 + 0.25 * 4 = 4
  expect(adam(dtype, { epsilon: 4 }, [2, 2, 4, 1])).toEqual([0.75, 2, 4]);
});

test.each<DType>(["float32", "float64"])("AdaGrad by hand: %s", (dtype) => {
  const options = { learningRate: 0.5, epsilon: 1, weightDecay: 0 };
  const adagrad = (weightDecay: number, values: [number, number, number]) => {
    const [g, s, p] = values.map((value) => put(dtype, [value]));
    update.adagrad(dtype, 1, { ...options, weightDecay }, g, s, p);
    return [p, s].flatMap((address) => get(dtype, 1, address));
  };
  // s = 9 + 16, denominator = 5 + 1
  expect(adagrad(0, [3, 16, 1])).toEqual([0.75, 25]);
  // the gradient becomes 2 + 0.5 * 4 = 4: s = 16 + 33, denominator = 7 + 1
  expect(adagrad(0.5, [2, 33, 4])).toEqual([3.75, 49]);
});

test("each operation is rounded to float32", () => {
  const f = Math.fround;
  const [g, m, p] = [f(0.3), f(0.7), f(1.1)];
  const options = { learningRate: 0.1, momentum: 0.9, weightDecay: 1e-3, first: false };
  const direction = f(g + f(f(1e-3) * p));
  const moment = f(f(f(0.9) * m) + direction);
  expect(sgd("float32", options, g, m, p)).toEqual([f(p - f(f(0.1) * moment)), moment]);

  const given = {
    learningRate: 1e-3,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    correction1: 0.1,
    correction2: 1e-3,
  };
  const v = f(0.2);
  const mean = f(f(f(0.9) * m) + f(f(1 - 0.9) * g));
  const square = f(f(f(0.999) * v) + f(f(f(1 - 0.999) * g) * g));
  const denominator = f(f(f(Math.sqrt(square)) / f(Math.sqrt(1e-3))) + f(1e-8));
  const parameter = f(p - f(f(1e-3 / 0.1) * f(mean / denominator)));
  expect(adam("float32", given, [g, m, v, p])).toEqual([parameter, mean, square]);
});
