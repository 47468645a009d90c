/** Optimisers' updates. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { UpdatedRows, UpdateKernels } from "../update.ts";
import { cutElements, cutRows, grain, rowsOf } from "./cut.ts";
import type { FloatKernelName, Kernel, Module, Piece } from "./module.ts";
import { floatKernel, floatName } from "./module.ts";

/** All parameters: one row, whose number nobody asks for. */
const whole: UpdatedRows = { count: 1, numbers: 0 };

/** Kernels that update parameters in one pass. */
export function createUpdate(module: Module): UpdateKernels {
  const sgd = floatKernel(module, "sgd");
  const adam = floatKernel(module, "adam");
  const adagrad = floatKernel(module, "adagrad");
  /**
   * Runs a kernel on rows of `n` elements; `piece` gives the arguments of some rows, whose gradients and tables begin
   * so many bytes on. Rows are cut into groups, and one row that is all into elements.
   */
  const run = (
    name: FloatKernelName,
    kernel: (dtype: DType) => Kernel,
    dtype: DType,
    n: number,
    { count, numbers }: UpdatedRows,
    piece: (rows: number, n: number, numbers: number, gOn: number, tableOn: number) => Piece,
  ): void => {
    const size = bytesPerElement(dtype);
    if (count * n < 2 * grain) {
      kernel(dtype)(...piece(count, n, numbers, 0, 0));
      return;
    }
    const pieces =
      numbers === 0
        ? cutElements(n, grain, (from, some) => piece(1, some, 0, from * size, from * size))
        : cutRows(count, rowsOf(n, grain), (from, some) =>
            piece(some, n, numbers + 4 * from, from * n * size, 0),
          );
    module.run(floatName(name, dtype), pieces, true);
  };
  return {
    sgd(dtype, n, options, g, m, p, rows = whole) {
      const { learningRate, momentum, dampening, weightDecay, nesterov, first } = options;
      run("sgd", sgd, dtype, n, rows, (count, length, numbers, gOn, tableOn) => [
        count,
        length,
        learningRate,
        momentum,
        dampening,
        weightDecay,
        Number(nesterov),
        Number(first),
        numbers,
        g + gOn,
        momentum === 0 ? 0 : m + tableOn,
        p + tableOn,
      ]);
    },
    adam(dtype, n, options, g, m, v, p, rows = whole) {
      run("adam", adam, dtype, n, rows, (count, length, numbers, gOn, tableOn) => [
        count,
        length,
        options.learningRate,
        options.beta1,
        options.beta2,
        options.epsilon,
        options.weightDecay,
        Number(options.decoupled),
        options.correction1,
        options.correction2,
        numbers,
        g + gOn,
        m + tableOn,
        v + tableOn,
        p + tableOn,
      ]);
    },
    adagrad(dtype, n, { learningRate, epsilon, weightDecay }, g, s, p, rows = whole) {
      run("adagrad", adagrad, dtype, n, rows, (count, length, numbers, gOn, tableOn) => [
        count,
        length,
        learningRate,
        epsilon,
        weightDecay,
        numbers,
        g + gOn,
        s + tableOn,
        p + tableOn,
      ]);
    },
  };
}
