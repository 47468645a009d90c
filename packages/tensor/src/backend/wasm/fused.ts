/** Softmax, cross-entropy and normalised rows. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { Backend } from "../backend.ts";
import { cutRows, functionGrain, rowsOf } from "./cut.ts";
import type { FloatKernelName, Module, Piece } from "./module.ts";
import { floatKernel, floatName } from "./module.ts";

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
  /** A kernel on rows of `n` elements; `piece` gives the arguments of some of them. */
  const bind = (name: FloatKernelName) => {
    const kernel = floatKernel(module, name);
    return (
      dtype: DType,
      rows: number,
      n: number,
      piece: (first: number, count: number) => Piece,
    ): void => {
      if (rows * n < 2 * functionGrain) kernel(dtype)(...piece(0, rows), module.workspace());
      else module.run(floatName(name, dtype), cutRows(rows, rowsOf(n, functionGrain), piece));
    };
  };
  const softmax = bind("softmax");
  const softmaxGrad = bind("softmaxGrad");
  const logSoftmax = bind("logSoftmax");
  const logSoftmaxGrad = bind("logSoftmaxGrad");
  const crossEntropy = bind("crossEntropy");
  const crossEntropyGrad = bind("crossEntropyGrad");
  const normalizeRows = bind("normalizeRows");
  const normalizeRowsGrad = bind("normalizeRowsGrad");
  return {
    softmax(dtype, rows, n, x, y) {
      const row = n * bytesPerElement(dtype);
      softmax(dtype, rows, n, (i, count) => [count, n, x + i * row, y + i * row]);
    },
    softmaxGrad(dtype, rows, n, s, g, y) {
      const row = n * bytesPerElement(dtype);
      softmaxGrad(dtype, rows, n, (i, count) => [count, n, s + i * row, g + i * row, y + i * row]);
    },
    logSoftmax(dtype, rows, n, x, y) {
      const row = n * bytesPerElement(dtype);
      logSoftmax(dtype, rows, n, (i, count) => [count, n, x + i * row, y + i * row]);
    },
    logSoftmaxGrad(dtype, rows, n, s, g, y) {
      const row = n * bytesPerElement(dtype);
      logSoftmaxGrad(dtype, rows, n, (i, count) => {
        return [count, n, s + i * row, g + i * row, y + i * row];
      });
    },
    crossEntropy(dtype, rows, n, x, label, y) {
      const size = bytesPerElement(dtype);
      crossEntropy(dtype, rows, n, (i, count) => {
        return [count, n, x + i * n * size, label + i * 4, y + i * size];
      });
    },
    crossEntropyGrad(dtype, rows, n, x, label, g, y) {
      const size = bytesPerElement(dtype);
      crossEntropyGrad(dtype, rows, n, (i, count) => {
        return [count, n, x + i * n * size, label + i * 4, g + i * size, y + i * n * size];
      });
    },
    normalizeRows(dtype, rows, n, epsilon, x, weight, bias, y) {
      const row = n * bytesPerElement(dtype);
      normalizeRows(dtype, rows, n, (i, count) => {
        return [count, n, epsilon, x + i * row, weight, bias, y + i * row];
      });
    },
    normalizeRowsGrad(dtype, rows, n, epsilon, x, weight, g, y) {
      const row = n * bytesPerElement(dtype);
      normalizeRowsGrad(dtype, rows, n, (i, count) => {
        return [count, n, epsilon, x + i * row, weight, g + i * row, y + i * row];
      });
    },
  };
}
