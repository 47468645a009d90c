/** Softmax and cross-entropy. */

import type { Backend } from "../backend.ts";
import type { Module } from "./module.ts";
import { floatKernel } from "./module.ts";

type Fused = Pick<Backend, "softmax" | "logSoftmax" | "crossEntropy" | "crossEntropyGrad">;

/** Kernels that go over the rows of a matrix once or twice where composed ops would go over it often. */
export function createFused(module: Module): Fused {
  const softmax = floatKernel(module, "softmax");
  const logSoftmax = floatKernel(module, "logSoftmax");
  const crossEntropy = floatKernel(module, "crossEntropy");
  const crossEntropyGrad = floatKernel(module, "crossEntropyGrad");
  return {
    softmax(dtype, rows, n, x, y) {
      softmax(dtype)(rows, n, x, y);
    },
    logSoftmax(dtype, rows, n, x, y) {
      logSoftmax(dtype)(rows, n, x, y, module.workspace());
    },
    crossEntropy(dtype, rows, n, x, label, y) {
      crossEntropy(dtype)(rows, n, x, label, y, module.workspace());
    },
    crossEntropyGrad(dtype, rows, n, x, label, g, y) {
      crossEntropyGrad(dtype)(rows, n, x, label, g, y);
    },
  };
}
