/** Binary kernels. */

import { bytesPerElement, isFloat } from "../../dtype.ts";
import type { Address, BinaryKernel, BinaryName } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { threads } from "../threads.ts";
import { cutPlane, functionGrain, grain } from "./cut.ts";
import type { Module, Piece } from "./module.ts";
import { floatKernel, floatName } from "./module.ts";

/** The functions that have a kernel here; others are the reference engine's. */
const names = [
  "add",
  "sub",
  "mul",
  "div",
  "pow",
  "maximum",
  "minimum",
  "reluGrad",
  "sigmoidGrad",
  "tanhGrad",
  "fmod",
  "remainder",
  "floorDivide",
  "atan2",
  "hypot",
  "zeta",
] as const satisfies readonly BinaryName[];

/** What takes more than a few instructions. */
const costly: ReadonlySet<BinaryName> = new Set([
  ...(["pow", "fmod", "remainder", "floorDivide", "atan2", "hypot", "zeta"] as const),
]);

/** What has a kernel for int32. */
const integral: ReadonlySet<BinaryName> = new Set([
  ...(["add", "sub", "mul", "maximum", "minimum"] as const),
]);

/** An operand's address with its strides, twice, as `BinaryKernel` has them. */
type Operands = readonly [
  a: Address,
  aOuter: number,
  aInner: number,
  b: Address,
  bOuter: number,
  bInner: number,
];

/** Pieces of a kernel over two loops; elements of the operands take `size` bytes, those of y `ySize`. */
export function cutZip(
  outer: number,
  inner: number,
  elements: number,
  [a, aOuter, aInner, b, bOuter, bInner]: Operands,
  size: number,
  y: Address,
  ySize: number,
): Piece[] {
  return cutPlane(outer, inner, elements, (row, rows, first, count) => {
    const from = a + (row * aOuter + first * aInner) * size;
    const other = b + (row * bOuter + first * bInner) * size;
    const to = y + (row * inner + first) * ySize;
    return [rows, count, from, aOuter, aInner, other, bOuter, bInner, to];
  });
}

/** The table of binary kernels; bytes and rarer functions of integers are left to the reference engine. */
export function createBinary(module: Module): Record<BinaryName, BinaryKernel> {
  const bind = (name: (typeof names)[number]): BinaryKernel => {
    const kernel = floatKernel(module, name);
    const elements = costly.has(name) ? functionGrain : grain;
    return (dtype, outer, inner, a, aOuter, aInner, b, bOuter, bInner, y) => {
      if (!isFloat(dtype) && !(dtype === "int32" && integral.has(name))) {
        reference.binary[name](dtype, outer, inner, a, aOuter, aInner, b, bOuter, bInner, y);
      } else if (outer * inner < 2 * elements || threads() === 1) {
        kernel(dtype)(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, module.workspace());
      } else {
        const size = bytesPerElement(dtype);
        const operands = [a, aOuter, aInner, b, bOuter, bInner] as const;
        const pieces = cutZip(outer, inner, elements, operands, size, y, size);
        module.run(floatName(name, dtype), pieces, y === a || y === b);
      }
    };
  };
  return { ...reference.binary, ...Object.fromEntries(names.map((name) => [name, bind(name)])) };
}
