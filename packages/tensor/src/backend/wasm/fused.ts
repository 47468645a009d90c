/** Softmax, cross-entropy and normalised rows. */

import type { Backend } from "../backend.ts";
import type { Module } from "./module.ts";
import { floatKernel } from "./module.ts";

type Fused = Pick<
  Backend,
  | "softmax"
  | "softmaxGrad"
  | "logSoftmax"
  | "logSoftmaxGrad"
  | "crossEntropy"
  | "crossEntropyGrad"
  | "normalizeRows"
  | "normalizeRowsGrad"
>;

/** Kernels that go over the rows of a matrix once or twice where composed ops would go over it often. */
export function createFused(module: Module): Fused {
  const softmax = floatKernel(module, "softmax");
  const softmaxGrad = floatKernel(module, "softmaxGrad");
  const logSoftmax = floatKernel(module, "logSoftmax");
  const logSoftmaxGrad = floatKernel(module, "logSoftmaxGrad");
  const crossEntropy = floatKernel(module, "crossEntropy");
  const crossEntropyGrad = floatKernel(module, "crossEntropyGrad");
  const normalizeRows = floatKernel(module, "normalizeRows");
  const normalizeRowsGrad = floatKernel(module, "normalizeRowsGrad");
  return {
    softmax(dtype, rows, n, x, y) {
      softmax(dtype)(rows, n, x, y);
    },
    softmaxGrad(dtype, rows, n, s, g, y) {
      softmaxGrad(dtype)(rows, n, s, g, y);
    },
    logSoftmax(dtype, rows, n, x, y) {
      logSoftmax(dtype)(rows, n, x, y, module.workspace());
    },
    logSoftmaxGrad(dtype, rows, n, s, g, y) {
      logSoftmaxGrad(dtype)(rows, n, s, g, y);
    },
    crossEntropy(dtype, rows, n, x, label, y) {
      crossEntropy(dtype)(rows, n, x, label, y, module.workspace());
    },
    crossEntropyGrad(dtype, rows, n, x, label, g, y) {
      crossEntropyGrad(dtype)(rows, n, x, label, g, y);
    },
    normalizeRows(dtype, rows, n, epsilon, x, weight, bias, y) {
      normalizeRows(dtype)(rows, n, epsilon, x, weight, bias, y);
    },
    normalizeRowsGrad(dtype, rows, n, epsilon, x, weight, g, y) {
      normalizeRowsGrad(dtype)(rows, n, epsilon, x, weight, g, y, module.workspace());
    },
  };
}
