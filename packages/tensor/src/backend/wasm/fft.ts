/** Fourier transforms; what a length needs is written to memory once and kept there. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { Address } from "../backend.ts";
import { withBlock } from "../blocks.ts";
import type { FourierKernels } from "../linalg.ts";
import { allocate, int32View, release, view } from "../memory.ts";
import { planOf, rootsOfUnity } from "../reference/fft-plan.ts";
import { threads } from "../threads.ts";
import { cutRows, grain, rowsOf } from "./cut.ts";
import type { KernelName } from "./kernels.wasm.ts";
import { workspaceBytes } from "./kernels.wasm.ts";
import type { FloatKernelName, Module, Piece } from "./module.ts";
import { floatName } from "./module.ts";

const pairBytes = 16;
/** Pairs of the lines that are transformed at a time: they and what is written of them stay in the cache. */
const stripPairs = 4096;
/** Lines at a time where their elements lie apart: with fewer, a page of memory gives too little. */
const leastStrip = 32;
/** Plans are kept until they take more than this together. */
const keptBytes = 2 ** 24;

/** A plan in memory. */
interface Written {
  readonly address: Address;
  readonly bytes: number;
  /** Pairs of the transforms by stages. */
  readonly size: number;
}

/** Plans by their length, those of real numbers by its negative; the one that was wanted last is the last. */
const kept = new Map<number, Written>();

/** The plan for `n` complex numbers, or for `n` real ones, which as pairs are half as many where n is even. */
function writtenPlan(n: number, isReal: boolean): Written {
  const key = isReal ? -n : n;
  const found = kept.get(key) ?? writePlan(n, isReal && n % 2 === 0);
  kept.delete(key);
  kept.set(key, found);
  let bytes = 0;
  for (const [other, each] of [...kept].reverse()) {
    bytes += each.bytes;
    if (bytes <= keptBytes || each === found) continue;
    release(each.address, each.bytes);
    kept.delete(other);
  }
  return found;
}

/** Numbers before the radices, which kernels read as a class. */
const headerWords = 7;

function writePlan(n: number, isHalved: boolean): Written {
  const plan = planOf(isHalved ? n / 2 : n);
  const joins = isHalved ? rootsOfUnity(n, Math.floor(n / 4) + 1) : new Float64Array(0);
  const tables = [plan.roots, plan.chirp, plan.spectrum, joins];
  const numbers = 4 * (headerWords + plan.radices.length);
  const start = Math.ceil(numbers / pairBytes) * pairBytes;
  const bytes = tables.reduce((sum, table) => sum + table.byteLength, start);
  const address = allocate(bytes);
  let at = address + start;
  const places = tables.map((table) => {
    view("float64").set(table, at / 8);
    at += table.byteLength;
    return at - table.byteLength;
  });
  const words = [plan.n, plan.size, ...places, plan.radices.length, ...plan.radices];
  int32View().set(words, address / 4);
  return { address, bytes, size: plan.size };
}

/** One side of a transform: where `length` elements of `width` numbers each begin. */
interface Side {
  readonly address: Address;
  readonly length: number;
  readonly width: number;
}

/** Transforms of complex and of real numbers. */
export function createFourier(module: Module): FourierKernels {
  /** Calls a kernel for the lines of `[outer, n, inner]`. */
  const run = (
    name: FloatKernelName,
    dtype: DType,
    outer: number,
    n: number,
    inner: number,
    sign: number,
    scale: number,
    x: Side,
    y: Side,
  ): void => {
    const plan = writtenPlan(n, x.width + y.width === 3);
    const together = inner === 1 ? outer : inner;
    const most = Math.max(Math.floor(stripPairs / plan.size), inner === 1 ? 1 : leastStrip);
    const strip = Math.min(most, together);
    const line = ({ length, width }: Side) => (inner === 1 ? length * width : width);
    const start = ({ address, length, width }: Side, o: number, i: number) =>
      address + (o * length * inner + i) * width * bytesPerElement(dtype);
    const lines = (o: number, i: number, count: number): Piece => {
      const sizes = [n, count, strip, inner, line(x), line(y)];
      return [...sizes, sign, scale, plan.address, start(x, o, i), start(y, o, i)];
    };
    const rows = Math.ceil(rowsOf(plan.size) / most) * most;
    const pieces =
      inner === 1
        ? cutRows(outer, rows, (o, count) => lines(o, 0, count))
        : Array.from({ length: outer }, (_, o) =>
            cutRows(inner, rows, (i, count) => lines(o, i, count)),
          ).flat();
    const pairs = outer * inner * plan.size;
    runPieces(floatName(name, dtype), pieces, pairs, 2 * pairBytes * plan.size * strip);
  };

  /** Pieces, on threads where they are work enough, in blocks of their own where workspaces are too small. */
  const runPieces = (
    name: KernelName,
    pieces: readonly Piece[],
    pairs: number,
    scratchBytes: number,
  ): void => {
    if (scratchBytes > workspaceBytes) {
      const atOnce = Math.min(pieces.length, threads());
      withBlock(atOnce * scratchBytes, (scratch) => {
        for (let i = 0; i < pieces.length; i += atOnce) {
          const some = pieces.slice(i, i + atOnce);
          const placed = some.map((piece, j) => [...piece, scratch + j * scratchBytes]);
          module.run(name, placed);
        }
      });
    } else if (pairs < 2 * grain) {
      const kernel = module.kernel(name);
      for (const piece of pieces) kernel(...piece, module.workspace());
    } else {
      module.run(name, pieces);
    }
  };

  return {
    fft(dtype, outer, n, inner, sign, scale, x, y) {
      const side = (address: Address) => ({ address, length: n, width: 2 });
      run("fft", dtype, outer, n, inner, sign, scale, side(x), side(y));
    },
    rfft(dtype, outer, n, inner, scale, x, y) {
      const pairs = { address: y, length: Math.floor(n / 2) + 1, width: 2 };
      run("rfft", dtype, outer, n, inner, -1, scale, { address: x, length: n, width: 1 }, pairs);
    },
    irfft(dtype, outer, n, inner, scale, x, y) {
      const pairs = { address: x, length: Math.floor(n / 2) + 1, width: 2 };
      run("irfft", dtype, outer, n, inner, 1, scale, pairs, { address: y, length: n, width: 1 });
    },
  };
}
