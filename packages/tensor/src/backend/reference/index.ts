/**
 * The reference engine: every kernel in plain TypeScript, written to be read. It is what the other engines
 * are held against, and what they fall back to.
 */

import type { Backend } from "../backend.ts";
import { attention } from "./attention.ts";
import { batchNormalization } from "./batch-norm.ts";
import { binary } from "./binary.ts";
import { bitwise } from "./bitwise.ts";
import { compare } from "./compare.ts";
import { conv } from "./conv.ts";
import { copying } from "./copy.ts";
import { fourier } from "./fft.ts";
import { fused } from "./fused.ts";
import { indexing } from "./indexing.ts";
import { linalg } from "./linalg.ts";
import { matmul, matmulBatch } from "./matmul.ts";
import { normalizing } from "./normalize.ts";
import { pooling } from "./pool.ts";
import { random } from "./random.ts";
import { recurrent } from "./recurrent.ts";
import { reduce, variance } from "./reduce.ts";
import { scanning } from "./scan.ts";
import { sorting } from "./sort.ts";
import { unary } from "./unary.ts";
import { update } from "./update.ts";

/** The engine in plain TypeScript. */
export const reference: Backend = {
  name: "reference",
  unary,
  binary,
  compare,
  bitwise,
  reduce,
  random,
  conv,
  linalg,
  matmul,
  matmulBatch,
  ...copying,
  ...indexing,
  variance,
  ...fused,
  ...normalizing,
  ...batchNormalization,
  ...attention,
  ...fourier,
  ...scanning,
  ...sorting,
  ...pooling,
  ...recurrent,
  ...update,
};
