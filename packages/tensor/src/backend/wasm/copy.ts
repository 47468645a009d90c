/** Copies and conversions. Elements move as bits, so a kernel is chosen by their size. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { Address, Backend } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { cutElements, cutRows, grain, rowsOf } from "./cut.ts";
import type { KernelName } from "./kernels.wasm.ts";
import type { Kernel, Module, NameOf, Piece } from "./module.ts";

/** Loops that a view needs, the outermost first: dimensions that lie in line are one. */
interface Loops {
  readonly sizes: number[];
  readonly x: number[];
  readonly y: number[];
}

/** Loops inside the kernel. */
const kernelLoops = 4;

/** Steps of a loop that make it worth cutting. */
const manySteps = 16;

/** Kernels that have a form for elements of each size, which move as bits. */
type SizedKernelName = NameOf<"U8"> & NameOf<"U32"> & NameOf<"U64">;

/** The name of a kernel's form for elements of a dtype's size. */
export function sizedName(name: SizedKernelName, dtype: DType): KernelName {
  const bytes = bytesPerElement(dtype);
  if (bytes === 1) return `${name}U8`;
  return bytes === 4 ? `${name}U32` : `${name}U64`;
}

/** The forms of a kernel as {@link sizedName} has them, each looked up when it is first used. */
export function sizedKernel(module: Module, name: SizedKernelName): (dtype: DType) => Kernel {
  const kernels: Kernel[] = [];
  return (dtype) => {
    const bytes = bytesPerElement(dtype);
    const known = kernels[bytes];
    if (known) return known;
    const kernel = module.kernel(sizedName(name, dtype));
    kernels[bytes] = kernel;
    return kernel;
  };
}

/** The names of dtypes in those of kernels; a byte of uint8 is read as one of bool. */
const suffixes = {
  float32: "F32",
  float64: "F64",
  int32: "I32",
  uint8: "U8",
  bool: "Bool",
} as const satisfies Readonly<Record<DType, string>>;

/** The kernel of a conversion; none where bytes stay what they are. */
function castName(from: DType, to: DType): KernelName | undefined {
  if (from === to || (from === "bool" && to === "uint8")) return undefined;
  return `cast${suffixes[from === "bool" ? "uint8" : from]}${suffixes[to]}` as KernelName;
}

/** Kernels that move elements and convert them. */
export function createCopying(module: Module): Pick<Backend, "cast" | "copy" | "where" | "fill"> {
  const copy = sizedKernel(module, "copy");
  const where = sizedKernel(module, "where");
  return {
    cast(from, to, n, x, y) {
      const name = castName(from, to);
      if (name === undefined) reference.cast(from, to, n, x, y);
      else if (n < 2 * grain) module.kernel(name)(n, x, y);
      else {
        const size = bytesPerElement(from);
        const ySize = bytesPerElement(to);
        const piece = (first: number, count: number) => [
          count,
          x + first * size,
          y + first * ySize,
        ];
        module.run(name, cutElements(n, grain, piece));
      }
    },
    copy(dtype, shape, x, xStrides, y, yStrides) {
      const loops = collapse(shape, xStrides, yStrides);
      const run = (piece: Piece): void => {
        if (elementsOf(piece) < 2 * grain) copy(dtype)(...piece);
        else module.run(sizedName("copy", dtype), cutCopy(piece, bytesPerElement(dtype)));
      };
      copyLoops(run, bytesPerElement(dtype), loops, x, y);
    },
    where(dtype, n, c, a, b, y) {
      if (n < 2 * grain) where(dtype)(n, c, a, b, y);
      else {
        const size = bytesPerElement(dtype);
        const piece = (first: number, count: number) => {
          const at = first * size;
          return [count, c + first, a + at, b + at, y + at];
        };
        module.run(sizedName("where", dtype), cutElements(n, grain, piece));
      }
    },
    fill(dtype, n, value, y) {
      if (n < 2 * grain) {
        reference.fill(dtype, n, value, y);
        return;
      }
      // The first element, spread over the others.
      reference.fill(dtype, 1, value, y);
      const size = bytesPerElement(dtype);
      const piece = (first: number, count: number) => {
        const to = y + (1 + first) * size;
        return [1, 1, 1, count, y, 0, 0, 0, 0, to, 0, 0, 0, 1];
      };
      module.run(sizedName("copy", dtype), cutElements(n - 1, grain, piece));
    },
  };
}

/** The arguments of the kernel that copies: four sizes, x and its strides, y and its strides. */
function elementsOf([n0 = 0, n1 = 0, n2 = 0, n3 = 0]: Piece): number {
  return n0 * n1 * n2 * n3;
}

/** Cuts a copy along its outermost loop that has many steps, or else along the longest. */
function cutCopy(piece: Piece, bytes: number): Piece[] {
  const sizes = piece.slice(0, kernelLoops);
  const many = sizes.findIndex((size) => size >= manySteps);
  const dim = many < 0 ? sizes.indexOf(Math.max(...sizes)) : many;
  const size = sizes[dim] as number;
  const rest = elementsOf(piece) / size;
  const cut = dim === kernelLoops - 1 ? cutElements : cutRows;
  return cut(size, rowsOf(rest), (first, count) => {
    const part = [...piece];
    part[dim] = count;
    part[kernelLoops] += first * piece[kernelLoops + 1 + dim]! * bytes;
    part[2 * kernelLoops + 1] += first * piece[2 * kernelLoops + 2 + dim]! * bytes;
    return part;
  });
}

function collapse(
  shape: readonly number[],
  xStrides: readonly number[],
  yStrides: readonly number[],
): Loops {
  const sizes: number[] = [];
  const x: number[] = [];
  const y: number[] = [];
  for (let dim = 0; dim < shape.length; dim++) {
    const size = shape[dim]!;
    if (size === 1) continue;
    const xStride = xStrides[dim]!;
    const yStride = yStrides[dim]!;
    const last = sizes.length - 1;
    if (last >= 0 && x[last] === size * xStride && y[last] === size * yStride) {
      sizes[last]! *= size;
      x[last] = xStride;
      y[last] = yStride;
    } else {
      sizes.push(size);
      x.push(xStride);
      y.push(yStride);
    }
  }
  while (sizes.length < kernelLoops) {
    sizes.unshift(1);
    x.unshift(0);
    y.unshift(0);
  }
  return { sizes, x, y };
}

/** Runs the loops beyond the kernel's here. */
function copyLoops(
  run: (piece: Piece) => void,
  bytes: number,
  loops: Loops,
  x: Address,
  y: Address,
): void {
  const { sizes, x: xs, y: ys } = loops;
  const extra = sizes.length - kernelLoops;
  const counters = sizes.slice(0, extra);
  if (counters.includes(0)) return;
  const total = counters.reduce((product, size) => product * size, 1);
  for (let i = 0; i < total; i++) {
    let from = x;
    let to = y;
    for (let dim = extra - 1, rest = i; dim >= 0; dim--) {
      const place = rest % sizes[dim]!;
      rest = (rest - place) / sizes[dim]!;
      from += place * xs[dim]! * bytes;
      to += place * ys[dim]! * bytes;
    }
    run([...sizes.slice(extra), from, ...xs.slice(extra), to, ...ys.slice(extra)]);
  }
}
