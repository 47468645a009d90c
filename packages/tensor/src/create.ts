/** Tensors from numbers. */

import type { CreateOptions, EvenlyNested, TensorOptions, Wanted } from "./create-options.ts";
import type { DType, TypedArray } from "./dtype.ts";
import { dtypeOf, typedArray } from "./dtype.ts";
import { ArgumentError, ShapeError } from "./errors.ts";
import { contiguousLayout } from "./layout.ts";
import { flattened } from "./nested.ts";
import { pow } from "./ops/binary.ts";
import { cast } from "./ops/unary.ts";
import * as run from "./run.ts";
import { scope } from "./scope.ts";
import type { Shape } from "./shape.ts";
import { checkCount, checkShape, sizeOf } from "./shape.ts";
import { Storage, write } from "./storage.ts";
import type { NestedArray } from "./tensor.ts";
import { Tensor } from "./tensor.ts";

/**
 * A tensor of given values: a number, nested arrays of numbers or booleans, or a typed array, which is copied.
 * Its dtype is float32 for numbers, bool for booleans, and a typed array's own. Refuses ragged arrays.
 *
 * @example
 * tensor([[1, 2], [3, 4]]).shape; // [ 2, 2 ]
 * tensor(new Int32Array([1, 2, 3, 4]), { shape: [2, 2] }).dtype; // int32
 */
export function tensor<T extends NestedArray | TypedArray>(
  values: EvenlyNested<T>,
  options: TensorOptions = {},
): Tensor {
  return tensorOf(values as NestedArray | TypedArray, options);
}

function tensorOf(
  values: NestedArray | TypedArray,
  options: Wanted & Pick<TensorOptions, "shape">,
): Tensor {
  const [flat, nested, natural] = ArrayBuffer.isView(values)
    ? ([values, [values.length], naturalDtype(values)] as const)
    : flattened(values);
  const shape = options.shape ?? nested;
  checkShape("tensor", shape);
  if (sizeOf(shape) !== flat.length) {
    throw new ShapeError(
      "tensor",
      `${flat.length} values for the shape [${shape.join(",")}], which has ${sizeOf(shape)}; both must agree. Mend the shape.`,
      [shape],
    );
  }
  const dtype = options.dtype ?? natural;
  const asIs = dtype === natural && ArrayBuffer.isView(values);
  const elements = asIs ? flat : storable("tensor", flat, dtype);
  const made = make("tensor", dtype, shape);
  write(made.storage, elements);
  return finish(made, options);
}

/** The dtype of a typed array; refuses kinds that have none, whose bytes would be misread. */
function naturalDtype(values: TypedArray): DType {
  const kinds = [Float32Array, Float64Array, Int32Array, Uint8Array];
  if (kinds.some((kind) => values instanceof kind)) return dtypeOf(values);
  throw new ArgumentError(
    "tensor",
    `values in a ${(values as object).constructor.name}; it takes Float32Array, Float64Array, Int32Array and Uint8Array. Convert it: Float32Array.from(values).`,
  );
}

/** The values as the dtype's memory takes them: typed arrays wrap, so floats to integers are cut off first. */
function storable(op: string, flat: ArrayLike<number>, dtype: DType): ArrayLike<number> {
  if (dtype === "bool") {
    const bools = new Uint8Array(flat.length);
    for (let i = 0; i < flat.length; i++) bools[i] = flat[i] === 0 ? 0 : 1;
    return bools;
  }
  if (dtype === "float32" || dtype === "float64") return flat;
  const limits = dtype === "int32" ? [-(2 ** 31), 2 ** 31 - 1] : [0, 255];
  for (let i = 0; i < flat.length; i++) {
    const value = flat[i];
    if (Number.isInteger(value) && value >= limits[0] && value <= limits[1]) continue;
    throw new ArgumentError(
      op,
      `value ${i} is ${value}; ${dtype} holds whole numbers from ${limits[0]} to ${limits[1]}. Round it, or use float32.`,
    );
  }
  return flat;
}

function make(op: string, dtype: DType, shape: Shape): Tensor {
  checkShape(op, shape);
  const layout = contiguousLayout([...shape]);
  return new Tensor(new Storage(op, dtype, layout.size), layout, op);
}

function finish(x: Tensor, { requiresGrad = false }: Wanted): Tensor {
  if (requiresGrad) x.requiresGrad = true;
  return x;
}

/**
 * A tensor with every element `value`.
 *
 * @example full([2], 7); // [7, 7]
 */
export function full(shape: Shape, value: number, options: CreateOptions = {}): Tensor {
  return filled("full", shape, value, options);
}

function filled(op: string, shape: Shape, value: number, options: Wanted): Tensor {
  const { dtype = "float32" } = options;
  const element = storable(op, [value], dtype)[0];
  const made = make(op, dtype, shape);
  run.fill(made, element);
  return finish(made, options);
}

/** As {@link filled}, with the shape of `x`, and its dtype unless another is named. */
function filledLike(op: string, x: Tensor, value: number, options: Wanted): Tensor {
  return filled(op, x.shape, value, { ...options, dtype: options.dtype ?? x.dtype });
}

/**
 * A tensor of zeros.
 *
 * @example zeros([2, 2]); // [[0, 0], [0, 0]]
 */
export function zeros(shape: Shape, options: CreateOptions = {}): Tensor {
  return filled("zeros", shape, 0, options);
}

/**
 * A tensor of ones.
 *
 * @example ones([3]); // [1, 1, 1]
 */
export function ones(shape: Shape, options: CreateOptions = {}): Tensor {
  return filled("ones", shape, 1, options);
}

/**
 * Zeros with the shape of `x`, and its dtype unless another is named.
 *
 * @example zerosLike(tensor([1, 2])); // [0, 0]
 */
export function zerosLike(x: Tensor, options: CreateOptions = {}): Tensor {
  return filledLike("zerosLike", x, 0, options);
}

/**
 * Ones with the shape of `x`, and its dtype unless another is named.
 *
 * @example onesLike(tensor([5, 6])); // [1, 1]
 */
export function onesLike(x: Tensor, options: CreateOptions = {}): Tensor {
  return filledLike("onesLike", x, 1, options);
}

/**
 * A tensor with the shape of `x` and every element `value`, and the dtype of `x` unless another is named.
 *
 * @example fullLike(tensor([1, 2]), 7); // [7, 7]
 */
export function fullLike(x: Tensor, value: number, options: CreateOptions = {}): Tensor {
  return filledLike("fullLike", x, value, options);
}

/**
 * The numbers from `start` on in steps of `step`, `end` excluded; `arange(n)` counts from 0.
 *
 * @example
 * arange(1, 7, 2); // [1, 3, 5]
 * arange(0, 3, 1, { dtype: "int32" }).dtype; // int32
 */
export function arange(start: number, end?: number, step = 1, options: CreateOptions = {}): Tensor {
  const [first, last] = end === undefined ? [0, start] : [start, end];
  if (![first, last, step].every(Number.isFinite) || step === 0) {
    throw new ArgumentError(
      "arange",
      `from ${first} to ${last} in steps of ${step}; all must be finite and the step not 0. Mend them.`,
    );
  }
  const n = Math.max(0, Math.ceil((last - first) / step));
  return counted("arange", n, (i) => first + i * step, options);
}

/**
 * `n` numbers evenly from `start` to `end`, both included.
 *
 * @example linspace(0, 1, 5); // [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace(
  start: number,
  end: number,
  n: number,
  options: CreateOptions = {},
): Tensor {
  checkCount("linspace", "n", n);
  const at = (i: number) => start + ((end - start) * i) / (n - 1);
  return counted("linspace", n, (i) => (i === 0 ? start : i === n - 1 ? end : at(i)), options);
}

/** Options of {@link logspace}. */
export type LogspaceOptions = CreateOptions & {
  /** What is raised to the powers. Default 10. */
  readonly base?: number | undefined;
};

/**
 * `n` powers of a base whose exponents run evenly from `start` to `end`, both included; computed in float64.
 *
 * @example logspace(0, 3, 4); // [1, 10, 100, 1000]
 */
export function logspace(
  start: number,
  end: number,
  n: number,
  options: LogspaceOptions = {},
): Tensor {
  const { base = 10, dtype = "float32" } = options;
  checkCount("logspace", "n", n);
  if (![start, end].every(Number.isFinite) || !(base > 0 && base < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError(
      "logspace",
      `from ${start} to ${end} with base ${base}; all must be finite and the base above 0. Mend them.`,
    );
  }
  return scope(() => {
    const powers = pow(base, linspace(start, end, n, { dtype: "float64" }));
    return finish(cast(powers, dtype), options);
  });
}

function counted(op: string, n: number, valueAt: (i: number) => number, options: Wanted): Tensor {
  checkShape(op, [n]);
  const { dtype = "float32" } = options;
  const values = typedArray("float64", n);
  for (let i = 0; i < n; i++) values[i] = valueAt(i);
  const elements = storable(op, values, dtype);
  const made = make(op, dtype, [n]);
  write(made.storage, elements);
  return finish(made, options);
}

/**
 * The identity matrix of `n` rows.
 *
 * @example eye(2); // [[1, 0], [0, 1]]
 */
export function eye(n: number, options: CreateOptions = {}): Tensor {
  checkCount("eye", "n", n);
  const { dtype = "float32" } = options;
  checkShape("eye", [n, n]);
  const values = typedArray(dtype, n * n);
  for (let i = 0; i < n; i++) values[i * n + i] = 1;
  return tensorOf(values, { ...options, dtype, shape: [n, n] });
}

/** A copy of `x` that shares nothing with it, outside of the graph. */
export function clone(x: Tensor): Tensor {
  return run.clone("clone", x);
}
