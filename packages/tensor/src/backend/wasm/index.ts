/** The WebAssembly engine: its own kernels where it has them, the reference engine's elsewhere. */

import type { Backend } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { createAttention } from "./attention.ts";
import { createBatchNorm } from "./batch-norm.ts";
import { createBinary } from "./binary.ts";
import { createCompare } from "./compare.ts";
import { createConv } from "./conv.ts";
import { createCopying } from "./copy.ts";
import { createFourier } from "./fft.ts";
import { createFused } from "./fused.ts";
import { createIndexing } from "./indexing.ts";
import { createLinalgKernels } from "./linalg.ts";
import { createMatmul } from "./matmul.ts";
import type { Build, Module } from "./module.ts";
import { createModule } from "./module.ts";
import { createPooling } from "./pooling.ts";
import { createRandom } from "./random.ts";
import { createRecurrent } from "./recurrent.ts";
import { createReduce, createVariance } from "./reduce.ts";
import { createScanning } from "./scan.ts";
import { createSorting } from "./sort.ts";
import { createUnary } from "./unary.ts";
import { createUpdate } from "./update.ts";

/**
 * An engine on one of the two builds. *fast* uses fused multiply-adds where the runtime has them;
 * *strict* gives the reference engine's bits on every machine. Nothing is compiled before a kernel runs.
 */
export function createWasm(build: Build): Backend {
  return engineOn(createModule(build), build);
}

/** An engine on a module of one of the builds. */
export function engineOn(module: Module, build: Build): Backend {
  const copying = createCopying(module);
  const binary = createBinary(module);
  return {
    ...reference,
    ...copying,
    ...createIndexing(module),
    ...createMatmul(module),
    ...createFourier(module),
    ...createFused(module),
    ...createBatchNorm(module),
    ...createAttention(module),
    ...createPooling(module),
    ...createRecurrent(module),
    ...createUpdate(module),
    ...createScanning(module),
    ...createSorting(module),
    name: build === "fast" ? "wasm" : "wasm-strict",
    unary: createUnary(module),
    binary,
    compare: createCompare(module),
    linalg: createLinalgKernels(module, copying),
    reduce: createReduce(module),
    variance: createVariance(module),
    random: createRandom(module),
    conv: createConv(module, copying.copy, binary.add),
  };
}
