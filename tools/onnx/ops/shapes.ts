/** Shapes, movement, parts and joins, and tensors made of shapes. */

import type { Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family } from "../call.ts";
import { fromFront, numberOf, numbersOf } from "../call.ts";
import { FormatError } from "../protobuf.ts";

const int32 = (values: readonly number[]) => t.tensor(Int32Array.from(values));

/** A size of 0 keeps the input's, -1 takes what is left. */
function reshape(call: Call): Tensor {
  const x = call.input(0);
  const keeps = call.number("allowzero", 0) === 0;
  const shape = numbersOf(call.input(1)).map((n, i) => (n === 0 && keeps ? x.shape[i] : n));
  const known = shape.reduce((size, n) => (n === -1 ? size : size * n), 1);
  return t.reshape(
    x,
    shape.map((n) => (n === -1 ? x.size / known : n)),
  );
}

/** Two dims: those before the axis, and the rest. */
function flatten(call: Call): Tensor {
  const x = call.input(0);
  const axis = fromFront(call.number("axis", 1), x.rank);
  const rows = x.shape.slice(0, axis).reduce((size, n) => size * n, 1);
  return t.reshape(x, [rows, x.size / rows]);
}

/** Both the input's dims of size 1 and the shape's are repeated. */
function expand(x: Tensor, shape: readonly number[]): Tensor {
  const rank = Math.max(x.rank, shape.length);
  const at = (sizes: readonly number[], i: number) => sizes[i - rank + sizes.length] ?? 1;
  const sizes = Array.from({ length: rank }, (_, i) => Math.max(at(x.shape, i), at(shape, i)));
  return t.expand(x, sizes);
}

function unsqueeze(x: Tensor, axes: readonly number[]): Tensor {
  const rank = x.rank + axes.length;
  const dims = axes.map((axis) => fromFront(axis, rank)).sort((a, b) => a - b);
  return dims.reduce((y, dim) => t.unsqueeze(y, dim), x);
}

function slice(call: Call): Tensor {
  const [starts, ends] = [call.list(1, "starts") ?? [], call.list(2, "ends") ?? []];
  const axes = call.list(3, "axes") ?? starts.map((_, i) => i);
  const steps = call.list(4, "steps") ?? starts.map(() => 1);
  return axes.reduce((x, axis, i) => t.slice(x, axis, starts[i], ends[i], steps[i]), call.input(0));
}

/** Parts of given sizes, or as many equal ones as the node has outputs. */
function split(call: Call): readonly Tensor[] {
  const x = call.input(0);
  const axis = fromFront(call.number("axis", 0), x.rank);
  const sizes = call.list(1, "split") ?? new Array(call.outputs).fill(x.shape[axis] / call.outputs);
  return t.split(x, sizes, axis);
}

/** The widths lie as all starts, then all ends. */
function pad(call: Call): Tensor {
  const x = call.input(0);
  const value = call.inputs[2] ? numberOf(call.inputs[2]) : call.number("value", 0);
  const widths = call.list(1, "pads") ?? [];
  const pairs = x.shape.map((_, i) => [widths[i], widths[i + x.rank]] as const);
  const mode = call.text("mode", "constant");
  if (mode === "constant") return t.pad(x, pairs, { value });
  if (mode === "edge") return t.pad(x, pairs, { mode: "replicate" });
  if (mode === "reflect") return t.pad(x, pairs, { mode });
  throw new FormatError(`mode ${mode}`);
}

/** Channels become squares of `side`: they are counted within a square last (CRD) or first (DCR). */
function depthToSpace(x: Tensor, side: number, mode: string): Tensor {
  const [n, channels, height, width] = x.shape;
  const c = channels / (side * side);
  const parts = mode === "CRD" ? [n, c, side, side] : [n, side, side, c];
  const order = mode === "CRD" ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
  const moved = t.permute(t.reshape(x, [...parts, height, width]), order);
  return t.reshape(moved, [n, c, height * side, width * side]);
}

function spaceToDepth(x: Tensor, side: number): Tensor {
  const [n, c, height, width] = x.shape;
  const [rows, columns] = [height / side, width / side];
  const moved = t.permute(t.reshape(x, [n, c, rows, side, columns, side]), [0, 3, 5, 1, 2, 4]);
  return t.reshape(moved, [n, c * side * side, rows, columns]);
}

/** Ones along a diagonal. */
function eyeLike(call: Call): Tensor {
  const [rows, columns] = call.input(0).shape;
  const dtype = call.dtype("dtype", call.input(0).dtype);
  const offset = call.number("k", 0);
  const all = t.ones([rows, columns], { dtype: "int32" });
  return t.triu(t.tril(all, offset), offset).cast(dtype);
}

function range(start: Tensor, limit: Tensor, delta: Tensor): Tensor {
  const { dtype } = start;
  return t.arange(numberOf(start), numberOf(limit), numberOf(delta), { dtype });
}

/** One tensor, or numbers that stand as an attribute. */
function constant(call: Call): Tensor {
  const value = call.tensor("value");
  if (value) return value;
  if (call.has("value_ints")) return int32(call.numbers("value_ints") ?? []);
  if (call.has("value_floats")) return t.tensor([...(call.numbers("value_floats") ?? [])]);
  if (call.has("value_int")) return int32([call.number("value_int", 0)]).reshape([]);
  return t.tensor(call.number("value_float", 0));
}

export const shapes: Family = {
  Concat: (call) => t.concat(call.all(), call.number("axis", 0)),
  Constant: constant,
  ConstantOfShape: (call) => {
    const value = call.tensor("value") ?? t.zeros([1]);
    return t.full(numbersOf(call.input(0)), numberOf(value), { dtype: value.dtype });
  },
  DepthToSpace: (call) =>
    depthToSpace(call.input(0), call.number("blocksize", 1), call.text("mode", "DCR")),
  Expand: (call) => expand(call.input(0), numbersOf(call.input(1))),
  EyeLike: eyeLike,
  Flatten: flatten,
  Identity: (call) => call.input(0),
  Pad: pad,
  Range: (call) => range(call.input(0), call.input(1), call.input(2)),
  Reshape: reshape,
  Shape: (call) => {
    const end = call.has("end") ? call.number("end", 0) : undefined;
    return int32(call.input(0).shape.slice(call.number("start", 0), end));
  },
  Size: (call) => int32([call.input(0).size]).reshape([]),
  Slice: slice,
  SpaceToDepth: (call) => spaceToDepth(call.input(0), call.number("blocksize", 1)),
  Split: split,
  Squeeze: (call) => t.squeeze(call.input(0), call.list(1, "axes")),
  Tile: (call) => t.tile(call.input(0), numbersOf(call.input(1))),
  Transpose: (call) => {
    const x = call.input(0);
    return t.permute(x, call.numbers("perm") ?? x.shape.map((_, i) => x.rank - 1 - i));
  },
  Trilu: (call) => {
    const [x, k] = [call.input(0), call.inputs[1]];
    return (call.number("upper", 1) === 1 ? t.triu : t.tril)(x, k ? numberOf(k) : 0);
  },
  Unsqueeze: (call) => unsqueeze(call.input(0), call.list(1, "axes") ?? []),
};
