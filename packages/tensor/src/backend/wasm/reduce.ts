/** Reductions. */

import type { DType, TypedArray } from "../../dtype.ts";
import { bytesPerElement, isFloat } from "../../dtype.ts";
import type { Address, Backend, ReduceKernel, ReduceName } from "../backend.ts";
import { withBlock } from "../blocks.ts";
import { view } from "../memory.ts";
import { reference } from "../reference/index.ts";
import { threads } from "../threads.ts";
import { cutRows, fewRows, grain, rowsOf } from "./cut.ts";
import type { KernelName } from "./kernels.wasm.ts";
import type { Module } from "./module.ts";
import { floatKernel, floatName } from "./module.ts";

/** Elements of a row, and rows of a matrix whose columns are reduced, that are summed by themselves in the order of every sum. */
const rowBlock = 1024;
const columnBlock = 256;

/** Reductions that can be made of those of blocks. */
const joined: ReadonlySet<ReduceName> = new Set(["sum", "max", "min"] as const);

/** The table of reductions; bytes, and products and positions of integers, are left to the reference engine. */
export function createReduce(module: Module): Record<ReduceName, ReduceKernel> {
  const bind = (name: ReduceName): ReduceKernel => {
    const kernel = floatKernel(module, name);
    const ySize = (dtype: DType) => (name.startsWith("arg") ? 4 : bytesPerElement(dtype));
    return (dtype, outer, n, inner, x, y) => {
      if (!isFloat(dtype) && !(dtype === "int32" && joined.has(name))) {
        reference.reduce[name](dtype, outer, n, inner, x, y);
      } else if (outer * n * inner < 2 * grain || threads() === 1) {
        kernel(dtype)(outer, n, inner, x, y);
      } else if (
        outer >= fewRows ||
        n <= (inner === 1 ? rowBlock : columnBlock) ||
        !joined.has(name)
      ) {
        const row = n * inner * bytesPerElement(dtype);
        const yRow = inner * ySize(dtype);
        const pieces = cutRows(outer, rowsOf(n * inner), (first, count) => {
          return [count, n, inner, x + first * row, y + first * yRow];
        });
        module.run(floatName(name, dtype), pieces);
      } else {
        const size = bytesPerElement(dtype);
        for (let i = 0; i < outer; i++) {
          inBlocks(module, name, dtype, n, inner, x + i * n * inner * size, y + i * inner * size);
        }
      }
    };
  };
  return {
    sum: bind("sum"),
    prod: bind("prod"),
    max: bind("max"),
    min: bind("min"),
    argMax: bind("argMax"),
    argMin: bind("argMin"),
  };
}

/** The variance, in two passes over what it reads. */
export function createVariance(module: Module): Backend["variance"] {
  const kernel = floatKernel(module, "variance");
  return (dtype, outer, n, inner, divisor, x, y) => {
    if (outer * n * inner < 2 * grain) {
      kernel(dtype)(outer, n, inner, divisor, x, y);
      return;
    }
    const size = bytesPerElement(dtype);
    const pieces = cutRows(outer, rowsOf(n * inner), (first, count) => {
      return [count, n, inner, divisor, x + first * n * inner * size, y + first * inner * size];
    });
    module.run(floatName("variance", dtype), pieces);
  };
}

/** Reduces `[n, inner]` by blocks of its rows, which are joined in order: the bits are those of the whole at once. */
function inBlocks(
  module: Module,
  name: ReduceName,
  dtype: DType,
  n: number,
  inner: number,
  x: Address,
  y: Address,
): void {
  const size = bytesPerElement(dtype);
  const block = inner === 1 ? rowBlock : columnBlock;
  const whole = Math.floor(n / block);
  const count = Math.ceil(n / block);
  withBlock(count * inner * size, (blocks) => {
    const pieces = cutRows(whole, rowsOf(block * inner), (first, some) => {
      return [some, block, inner, x + first * block * inner * size, blocks + first * inner * size];
    });
    if (count > whole) {
      const from = x + whole * block * inner * size;
      pieces.push([1, n - whole * block, inner, from, blocks + whole * inner * size]);
    }
    module.run(floatName(name, dtype), pieces);
    if (name === "sum" && inner === 1) {
      view(dtype)[y / size] = sumInOrder(view(dtype), blocks / size, count);
    } else if (name === "sum") {
      addUp(module, floatName("add", dtype), count, inner, blocks, inner * size, y);
    } else {
      module.kernel(floatName(name, dtype))(1, count, inner, blocks, y);
    }
  });
}

/** The sum of the blocks of a row, in float64. */
function sumInOrder(values: TypedArray, first: number, count: number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += values[first + i] as number;
  return total;
}

/** Adds the rows of `blocks`, `bytes` long, one after another to y. */
function addUp(
  module: Module,
  name: KernelName,
  count: number,
  inner: number,
  blocks: Address,
  bytes: number,
  y: Address,
): void {
  const kernel = module.kernel(name);
  module.kernel("copyU8")(1, 1, 1, bytes, blocks, 0, 0, 0, 1, y, 0, 0, 0, 1);
  for (let i = 1; i < count; i++) {
    kernel(1, inner, y, 0, 1, blocks + i * bytes, 0, 1, y, module.workspace());
  }
}
