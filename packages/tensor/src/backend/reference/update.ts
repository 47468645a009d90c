/**
 * Optimiser updates in place, with PyTorch's formulas; every operation is rounded to the dtype. Moments that
 * become subnormal are set to 0: those of a weight without gradients shrink for ever, and arithmetic on
 * subnormals is ten times slower.
 */

import { view } from "../memory.ts";
import type { UpdatedRows, UpdateKernels } from "../update.ts";
import { indexOf, round } from "./loops.ts";

/** `x` rounded to the dtype, and 0 where that is subnormal. */
function flushed(isFloat32: boolean, x: number): number {
  const rounded = round(isFloat32, x);
  const smallest = isFloat32 ? 1.1754943508222875e-38 : 2.2250738585072014e-308;
  return Math.abs(rounded) < smallest ? 0 : rounded;
}

/** Calls `update` with the places of each element of the gradient and of the tables, from their starts. */
function eachElement(
  n: number,
  rows: UpdatedRows | undefined,
  update: (i: number, j: number) => void,
): void {
  if (rows === undefined) {
    for (let i = 0; i < n; i++) update(i, i);
    return;
  }
  const values = view("int32");
  const numbers = indexOf("int32", rows.numbers);
  for (let row = 0; row < rows.count; row++) {
    const start = values[numbers + row] * n;
    for (let i = 0; i < n; i++) update(row * n + i, start + i);
  }
}

/** Kernels that update parameters. */
export const update: UpdateKernels = {
  sgd(dtype, n, options, g, m, p, rows) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    const learningRate = round(isFloat32, options.learningRate);
    const momentum = round(isFloat32, options.momentum);
    const weight = round(isFloat32, 1 - options.dampening);
    const weightDecay = round(isFloat32, options.weightDecay);
    const gradients = indexOf(dtype, g);
    const moments = indexOf(dtype, m);
    const parameters = indexOf(dtype, p);
    eachElement(n, rows, (i, j) => {
      const parameter = values[parameters + j];
      let direction = values[gradients + i];
      if (options.weightDecay !== 0) {
        direction = round(isFloat32, direction + round(isFloat32, weightDecay * parameter));
      }
      if (options.momentum !== 0) {
        const kept = round(isFloat32, momentum * values[moments + j]);
        const moment = options.first
          ? direction
          : flushed(isFloat32, kept + round(isFloat32, weight * direction));
        values[moments + j] = moment;
        direction = options.nesterov
          ? round(isFloat32, direction + round(isFloat32, momentum * moment))
          : moment;
      }
      values[parameters + j] = parameter - round(isFloat32, learningRate * direction);
    });
  },

  adam(dtype, n, options, g, m, v, p, rows) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    const beta1 = round(isFloat32, options.beta1);
    const beta2 = round(isFloat32, options.beta2);
    const weight1 = round(isFloat32, 1 - options.beta1);
    const weight2 = round(isFloat32, 1 - options.beta2);
    const epsilon = round(isFloat32, options.epsilon);
    const rootOfCorrection2 = round(isFloat32, Math.sqrt(options.correction2));
    const step = round(isFloat32, options.learningRate / options.correction1);
    const { decoupled } = options;
    const weightDecay = round(
      isFloat32,
      decoupled ? options.learningRate * options.weightDecay : options.weightDecay,
    );
    const gradients = indexOf(dtype, g);
    const means = indexOf(dtype, m);
    const squares = indexOf(dtype, v);
    const parameters = indexOf(dtype, p);
    eachElement(n, rows, (i, j) => {
      let parameter = values[parameters + j];
      let gradient = values[gradients + i];
      if (options.weightDecay !== 0) {
        const decay = round(isFloat32, weightDecay * parameter);
        if (decoupled) parameter = round(isFloat32, parameter - decay);
        else gradient = round(isFloat32, gradient + decay);
      }
      const mean = flushed(
        isFloat32,
        round(isFloat32, beta1 * values[means + j]) + round(isFloat32, weight1 * gradient),
      );
      const square = flushed(
        isFloat32,
        round(isFloat32, beta2 * values[squares + j]) +
          round(isFloat32, round(isFloat32, weight2 * gradient) * gradient),
      );
      const root = round(isFloat32, Math.sqrt(square));
      const denominator = round(isFloat32, round(isFloat32, root / rootOfCorrection2) + epsilon);
      values[means + j] = mean;
      values[squares + j] = square;
      const ratio = round(isFloat32, mean / denominator);
      values[parameters + j] = parameter - round(isFloat32, step * ratio);
    });
  },

  adagrad(dtype, n, options, g, s, p, rows) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    const learningRate = round(isFloat32, options.learningRate);
    const epsilon = round(isFloat32, options.epsilon);
    const weightDecay = round(isFloat32, options.weightDecay);
    const gradients = indexOf(dtype, g);
    const sums = indexOf(dtype, s);
    const parameters = indexOf(dtype, p);
    eachElement(n, rows, (i, j) => {
      const parameter = values[parameters + j];
      let gradient = values[gradients + i];
      if (options.weightDecay !== 0) {
        gradient = round(isFloat32, gradient + round(isFloat32, weightDecay * parameter));
      }
      const square = round(isFloat32, gradient * gradient);
      const sum = round(isFloat32, values[sums + j] + square);
      values[sums + j] = sum;
      const root = round(isFloat32, Math.sqrt(sum));
      const ratio = round(isFloat32, gradient / round(isFloat32, root + epsilon));
      values[parameters + j] = parameter - round(isFloat32, learningRate * ratio);
    });
  },
};
