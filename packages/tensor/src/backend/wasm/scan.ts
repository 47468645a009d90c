/** Scans, and the recurrence that their gradients are made of; lines are shared out over threads. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { OrderKernels, ScanKernel } from "../order.ts";
import { cutRows, grain, rowsOf } from "./cut.ts";
import type { KernelName } from "./kernels.wasm.ts";
import type { Module, Piece } from "./module.ts";
import { floatName } from "./module.ts";

/** Kernels of scans. */
export function createScanning(module: Module): Pick<OrderKernels, "scan" | "recurrence"> {
  const run = (
    name: KernelName,
    outer: number,
    size: number,
    piece: (first: number, count: number) => Piece,
  ): void => {
    if (outer * size < 2 * grain) module.kernel(name)(...piece(0, outer), module.workspace());
    else module.run(name, cutRows(outer, rowsOf(size), piece));
  };
  const scan = (nameOf: (dtype: DType) => KernelName, yBytes?: number): ScanKernel => {
    return (dtype, outer, n, inner, reverse, x, y) => {
      const [from, to] = [bytesPerElement(dtype), yBytes ?? bytesPerElement(dtype)];
      run(nameOf(dtype), outer, n * inner, (first, count) => {
        const at = first * n * inner;
        return [count, n, inner, reverse ? 1 : 0, x + at * from, y + at * to];
      });
    };
  };
  /** Positions are int32. */
  const leading = (name: "cummax" | "cummin") =>
    scan((dtype) => (dtype === "uint8" ? `${name}U8` : floatName(name, dtype)), 4);
  return {
    scan: {
      cumsum: scan((dtype) => floatName("cumsum", dtype)),
      cumprod: scan((dtype) => floatName("cumprod", dtype)),
      logcumsumexp: scan((dtype) => floatName("logcumsumexp", dtype)),
      cummax: leading("cummax"),
      cummin: leading("cummin"),
    },
    recurrence(dtype, outer, n, inner, reverse, a, b, y) {
      run(floatName("recurrence", dtype), outer, n * inner, (first, count) => {
        const at = first * n * inner * bytesPerElement(dtype);
        return [count, n, inner, reverse ? 1 : 0, a + at, b + at, y + at];
      });
    },
  };
}
