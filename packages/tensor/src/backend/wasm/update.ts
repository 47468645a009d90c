/** Optimisers' updates. */

import type { Backend } from "../backend.ts";
import type { Module } from "./module.ts";
import { floatKernel } from "./module.ts";

/** Kernels that update parameters in one pass. */
export function createUpdate(module: Module): Pick<Backend, "sgd" | "adam"> {
  const sgd = floatKernel(module, "sgd");
  const adam = floatKernel(module, "adam");
  return {
    sgd(dtype, n, options, g, m, p) {
      const { learningRate, momentum, dampening, weightDecay, nesterov, first } = options;
      const buffer = momentum === 0 ? 0 : m;
      sgd(dtype)(
        n,
        learningRate,
        momentum,
        dampening,
        weightDecay,
        Number(nesterov),
        Number(first),
        g,
        buffer,
        p,
      );
    },
    adam(dtype, n, options, g, m, v, p) {
      adam(dtype)(
        n,
        options.learningRate,
        options.beta1,
        options.beta2,
        options.epsilon,
        options.weightDecay,
        Number(options.decoupled),
        options.correction1,
        options.correction2,
        g,
        m,
        v,
        p,
      );
    },
  };
}
