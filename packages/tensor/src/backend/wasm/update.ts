/** Optimisers' updates. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { Backend } from "../backend.ts";
import { cutElements } from "./cut.ts";
import type { Kernel, Module, Piece } from "./module.ts";
import { floatKernel, floatName } from "./module.ts";

/** Elements of a piece. */
const updateGrain = 16384;

/** Kernels that update parameters in one pass. */
export function createUpdate(module: Module): Pick<Backend, "sgd" | "adam"> {
  const sgdKernel = floatKernel(module, "sgd");
  const adamKernel = floatKernel(module, "adam");
  /** Runs a kernel on `n` elements; `piece` gives the arguments of some. */
  const run = (
    name: string,
    kernel: (dtype: DType) => Kernel,
    dtype: DType,
    n: number,
    piece: (first: number, count: number) => Piece,
  ): void => {
    if (n < 2 * updateGrain) kernel(dtype)(...piece(0, n));
    else module.run(floatName(name, dtype), cutElements(n, updateGrain, piece), true);
  };
  return {
    sgd(dtype, n, options, g, m, p) {
      const { learningRate, momentum, dampening, weightDecay, nesterov, first } = options;
      const size = bytesPerElement(dtype);
      run("sgd", sgdKernel, dtype, n, (from, count) => [
        count,
        learningRate,
        momentum,
        dampening,
        weightDecay,
        Number(nesterov),
        Number(first),
        g + from * size,
        momentum === 0 ? 0 : m + from * size,
        p + from * size,
      ]);
    },
    adam(dtype, n, options, g, m, v, p) {
      const size = bytesPerElement(dtype);
      run("adam", adamKernel, dtype, n, (from, count) => [
        count,
        options.learningRate,
        options.beta1,
        options.beta2,
        options.epsilon,
        options.weightDecay,
        Number(options.decoupled),
        options.correction1,
        options.correction2,
        g + from * size,
        m + from * size,
        v + from * size,
        p + from * size,
      ]);
    },
  };
}
