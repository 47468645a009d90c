/** Reading and writing at indices. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { Backend, IndexKernel } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { threads } from "../threads.ts";
import { sizedKernel, sizedName } from "./copy.ts";
import { cutRows, fewRows, grain, rowsOf } from "./cut.ts";
import type { Kernel, Module, Piece } from "./module.ts";

type Indexing = Pick<
  Backend,
  "findOutOfRange" | "gather" | "scatterAdd" | "indexSelect" | "indexAdd"
>;

/** The suffixes of the kernels that add. */
const suffixes: Partial<Record<DType, "F32" | "F64" | "I32">> = {
  float32: "F32",
  float64: "F64",
  int32: "I32",
};

/** Destinations side by side that one thread adds to: single elements, and rows. */
const elementShift = 10;
const rowShift = 4;

/** Kernels that take or add at positions; sums of bytes are left to the reference engine. */
export function createIndexing(module: Module): Indexing {
  const gather = sizedKernel(module, "gather");
  const indexSelect = sizedKernel(module, "indexSelect");
  let findOutOfRange: Kernel | undefined;

  /** A kernel that adds, in parts of the destinations or of the outer loop: each adds in the order of all. */
  function add(name: "scatterAdd" | "indexAdd", ...call: Parameters<IndexKernel>): void {
    const [dtype, outer, size, n, inner, x, index, y] = call;
    const suffix = suffixes[dtype];
    if (suffix === undefined) {
      reference[name](...call);
    } else if (outer * n * inner < 2 * grain) {
      module.kernel(`${name}${suffix}`)(outer, size, n, inner, 0, 0, 0, x, index, y);
    } else {
      const bytes = bytesPerElement(dtype);
      const indices = name === "scatterAdd" ? n * inner : 0;
      const shift = inner === 1 ? elementShift : rowShift;
      const parts = outer >= fewRows || size >> shift < 2 ? 1 : partsFor(threads());
      const pieces = cutRows(outer, rowsOf(n * inner), (first, count) => {
        const from = x + first * n * inner * bytes;
        const to = y + first * size * inner * bytes;
        return [count, size, n, inner, shift, parts - 1, 0, from, index + first * indices * 4, to];
      });
      const all = pieces.flatMap((piece) =>
        Array.from({ length: parts }, (_, part) => piece.with(partAt, part)),
      );
      module.run(`${name}${suffix}`, all, true);
    }
  }

  return {
    findOutOfRange(n, size, index) {
      findOutOfRange ??= module.kernel("findOutOfRange");
      return findOutOfRange(n, size, index);
    },
    gather(dtype, outer, size, n, inner, x, index, y) {
      if (outer * n * inner < 2 * grain) {
        gather(dtype)(outer, size, n, inner, x, index, y);
        return;
      }
      const bytes = bytesPerElement(dtype);
      const pieces = cutPositions(outer, n, inner, (first, count, j, some) => {
        const at = (first * n + j) * inner;
        const from = x + first * size * inner * bytes;
        return [count, size, some, inner, from, index + at * 4, y + at * bytes];
      });
      module.run(sizedName("gather", dtype), pieces);
    },
    scatterAdd(...call) {
      add("scatterAdd", ...call);
    },
    indexSelect(dtype, outer, size, n, inner, x, index, y) {
      if (outer * n * inner < 2 * grain) {
        indexSelect(dtype)(outer, size, n, inner, x, index, y);
        return;
      }
      const bytes = bytesPerElement(dtype);
      const pieces = cutPositions(outer, n, inner, (first, count, j, some) => {
        const from = x + first * size * inner * bytes;
        const to = y + (first * n + j) * inner * bytes;
        return [count, size, some, inner, from, index + j * 4, to];
      });
      module.run(sizedName("indexSelect", dtype), pieces);
    },
    indexAdd(...call) {
      add("indexAdd", ...call);
    },
  };
}

/** Where the part stands among the arguments of a kernel that adds. */
const partAt = 6;

/** The least power of two that gives each thread a part. */
function partsFor(count: number): number {
  return 1 << (32 - Math.clz32(count - 1));
}

/** Cuts `[outer, n, inner]` along outer, or along n where outer is short. */
function cutPositions(
  outer: number,
  n: number,
  inner: number,
  piece: (first: number, count: number, j: number, some: number) => Piece,
): Piece[] {
  if (outer >= fewRows) {
    return cutRows(outer, rowsOf(n * inner), (first, count) => piece(first, count, 0, n));
  }
  return Array.from({ length: outer }, (_, first) =>
    cutRows(n, rowsOf(inner), (j, some) => piece(first, 1, j, some)),
  ).flat();
}
