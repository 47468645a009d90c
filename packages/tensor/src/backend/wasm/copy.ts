/** Copies and conversions. Elements move as bits, so a kernel is chosen by their size. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { Address, Backend } from "../backend.ts";
import { reference } from "../reference/index.ts";
import type { Kernel, Module } from "./module.ts";

/** Loops that a view needs, the outermost first: dimensions that lie in line are one. */
interface Loops {
  readonly sizes: number[];
  readonly x: number[];
  readonly y: number[];
}

/** Loops inside the kernel. */
const kernelLoops = 4;

/** The kernel of a family for elements of a dtype's size. */
export function sizedKernel(module: Module, name: string): (dtype: DType) => Kernel {
  const kernels: Kernel[] = [];
  return (dtype) => {
    const bytes = bytesPerElement(dtype);
    const known = kernels[bytes];
    if (known) return known;
    const kernel = module.kernel(`${name}${bytes}`);
    kernels[bytes] = kernel;
    return kernel;
  };
}

/** The conversions that have a kernel. */
const casts: Partial<Record<DType, Partial<Record<DType, string>>>> = {
  float32: { float64: "castF32F64" },
  float64: { float32: "castF64F32" },
  int32: { float32: "castI32F32" },
  uint8: { float32: "castU8F32", int32: "castU8I32" },
  bool: { float32: "castU8F32", int32: "castU8I32" },
};

/** Kernels that move elements; fills and rarer conversions are left to the reference engine. */
export function createCopying(module: Module): Pick<Backend, "cast" | "copy" | "where"> {
  const copy = sizedKernel(module, "copy");
  const where = sizedKernel(module, "where");
  return {
    cast(from, to, n, x, y) {
      const name = casts[from]?.[to];
      if (name === undefined) reference.cast(from, to, n, x, y);
      else module.kernel(name)(n, x, y);
    },
    copy(dtype, shape, x, xStrides, y, yStrides) {
      const loops = collapse(shape, xStrides, yStrides);
      copyLoops(copy(dtype), bytesPerElement(dtype), loops, x, y);
    },
    where(dtype, n, c, a, b, y) {
      where(dtype)(n, c, a, b, y);
    },
  };
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
function copyLoops(kernel: Kernel, bytes: number, loops: Loops, x: Address, y: Address): void {
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
    kernel(
      sizes[extra]!,
      sizes[extra + 1]!,
      sizes[extra + 2]!,
      sizes[extra + 3]!,
      from,
      xs[extra]!,
      xs[extra + 1]!,
      xs[extra + 2]!,
      xs[extra + 3]!,
      to,
      ys[extra]!,
      ys[extra + 1]!,
      ys[extra + 2]!,
      ys[extra + 3]!,
    );
  }
}
