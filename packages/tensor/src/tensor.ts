/** What users hold: a view of a storage, its place in the graph and its gradient. Methods are ops of one line. */

import type { DType, TypedArray } from "./dtype.ts";
import { bytesPerElement, isFloat } from "./dtype.ts";
import { ArgumentError, DTypeError, describe, GradientError } from "./errors.ts";
import type { Node, RowGradient } from "./graph.ts";
import type { Layout } from "./layout.ts";
import { currentScope, ownedBy } from "./lifetime.ts";
import { add, div, maximum, minimum, mul, pow, sub } from "./ops/binary.ts";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "./ops/compare.ts";
import { matmul } from "./ops/matmul.ts";
import {
  expand,
  flatten,
  permute,
  reshape,
  squeeze,
  transpose,
  unsqueeze,
} from "./ops/movement.ts";
import type { Dims, ReduceOptions } from "./ops/reduce.ts";
import { argMax, argMin, max, mean, min, sum } from "./ops/reduce.ts";
import { abs, cast, exp, log, neg, relu, sigmoid, sqrt, square, tanh } from "./ops/unary.ts";
import { format } from "./print.ts";
import type { Operand } from "./run.ts";
import { contiguous } from "./run.ts";
import type { Shape } from "./shape.ts";
import { addressOf, read, readOne, type Storage } from "./storage.ts";

const brand = Symbol.for("@gradkit/tensor");

/** Numbers nested as deeply as a tensor has dims; booleans for dtype bool. */
export type NestedArray = number | boolean | readonly NestedArray[];

/**
 * An n-dimensional array. It is made by functions such as {@link tensor} and {@link zeros}, and never changes
 * but through {@link assign} and optimisers.
 */
export class Tensor {
  /** The memory that it views; several tensors may share one. */
  readonly storage: Storage;
  /** How it lies there. */
  readonly layout: Layout;
  /** The op that made it. */
  readonly op: string;
  /** Its edge in the graph; null for a tensor that no recorded op made. */
  node: Node | null = null;
  #leaf = false;
  #grad: Tensor | null = null;
  #rowGrad: RowGradient | null = null;

  /** Use {@link tensor} and its kin; this wraps a storage that is there already. */
  constructor(storage: Storage, layout: Layout, op: string) {
    this.storage = storage;
    this.layout = layout;
    this.op = op;
  }

  /** A tensor over a storage; ops make their results with it, so that they need no Tensor at run time. */
  make(storage: Storage, layout: Layout, op: string): Tensor {
    return wrap(storage, layout, op);
  }

  /** Sizes of the dims, outermost first; empty for a scalar. */
  get shape(): Shape {
    return this.layout.shape;
  }

  /** The number of dims. */
  get rank(): number {
    return this.layout.shape.length;
  }

  /** The number of elements. */
  get size(): number {
    return this.layout.size;
  }

  /** The type of the elements. */
  get dtype(): DType {
    return this.storage.dtype;
  }

  /** Marks what {@link isTensor} looks for. */
  get [brand](): true {
    return true;
  }

  /** Whether gradients flow to it: set by hand on a tensor of one's own, or given by the graph. */
  get requiresGrad(): boolean {
    return this.#leaf || this.node !== null;
  }

  set requiresGrad(value: boolean) {
    if (this.node !== null) {
      throw new GradientError(
        "requiresGrad",
        `${describe(this)} is the result of ${this.op}; only a tensor of its own can be set. Use detach() first.`,
      );
    }
    if (value && !isFloat(this.dtype)) {
      throw new DTypeError(
        "requiresGrad",
        `${describe(this)}; only float32 and float64 have gradients. Cast it: x.cast("float32").`,
      );
    }
    this.#leaf = value;
  }

  /**
   * The gradient that a backward pass left here, or null. It lives as long as this tensor. Refuses where rows were
   * left: see {@link Tensor.rowGrad}. Setting it drops both.
   */
  get grad(): Tensor | null {
    if (this.#rowGrad === null) return this.#grad;
    throw new GradientError(
      "grad",
      `the gradient of ${describe(this)} is rows, not a tensor of its size. Read rowGrad, or look rows up without { sparse: true }.`,
    );
  }

  set grad(value: Tensor | null) {
    this.#replaceGrads(value, null);
  }

  /** The rows of a gradient that a backward pass left here, as `embedding` with `sparse` gives it, or null. */
  get rowGrad(): RowGradient | null {
    return this.#rowGrad;
  }

  set rowGrad(value: RowGradient | null) {
    this.#replaceGrads(null, value);
  }

  /** The gradients that go belong to whoever runs now, those that come to this tensor's scope. */
  #replaceGrads(grad: Tensor | null, rows: RowGradient | null): void {
    const held = [this.#grad, this.#rowGrad?.rows, this.#rowGrad?.values];
    for (const old of held) if (old) ownedBy(old.storage, currentScope());
    const next = [grad, rows?.rows, rows?.values];
    for (const value of next) if (value) ownedBy(value.storage, this.storage.scope);
    this.#grad = grad;
    this.#rowGrad = rows;
  }

  /**
   * The elements in row-major order, as a typed array of their dtype (bool as bytes 0 and 1).
   *
   * @example await tensor([[1, 2], [3, 4]]).data(); // Float32Array(4) [ 1, 2, 3, 4 ]
   */
  async data(): Promise<TypedArray> {
    return this.dataSync();
  }

  /**
   * As {@link Tensor.data}, at once; for engines that can, which those on the CPU do.
   *
   * @example tensor([1, 2]).dataSync(); // Float32Array(2) [ 1, 2 ]
   */
  dataSync(): TypedArray {
    addressOf(this.storage);
    const { storage, layout } = contiguous(this);
    const values = read(storage, layout.offset, layout.size);
    if (storage !== this.storage) storage.free("dataSync");
    return values;
  }

  /**
   * The one element as a number.
   *
   * @example tensor([2.5]).item(); // 2.5
   */
  item(): number {
    if (this.size === 1) return readOne(this.storage, this.layout.offset);
    throw new ArgumentError(
      "item",
      `${describe(this)} has ${this.size} elements; it takes exactly one. Use dataSync() or toArray().`,
    );
  }

  /**
   * The elements as nested arrays: a number for a scalar; booleans for bool.
   *
   * @example tensor([[1, 2], [3, 4]]).toArray(); // [ [ 1, 2 ], [ 3, 4 ] ]
   */
  toArray(): NestedArray {
    const flat = this.dataSync();
    const bool = this.dtype === "bool";
    const { shape } = this;
    let position = 0;
    const nest = (dim: number): NestedArray => {
      if (dim < shape.length) return Array.from({ length: shape[dim] }, () => nest(dim + 1));
      const value = flat[position++];
      return bool ? value !== 0 : value;
    };
    return nest(0);
  }

  /** {@link Tensor.toArray}, which `JSON.stringify` and snapshots of test runners call; to JSON, NaN and infinities are null. */
  toJSON(): NestedArray {
    return this.toArray();
  }

  /** The elements as NumPy prints them; see {@link format}. */
  toString(): string {
    return format(this);
  }

  /** How Node's console shows it: dtype, shape and elements. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `${describe(this)} ${format(this)}`;
  }

  /** Gives the memory back at once, for all views that share it. Scopes do this by themselves. */
  dispose(): void {
    this.storage.free("dispose");
  }

  /** The same elements outside of the graph, as a view. */
  detach(): Tensor {
    return this.make(this.storage, this.layout, "detach");
  }

  /** See {@link cast}. */
  cast(dtype: DType): Tensor {
    return cast(this, dtype);
  }

  /** See {@link add}. */
  add(other: Operand): Tensor {
    return add(this, other);
  }

  /** See {@link sub}. */
  sub(other: Operand): Tensor {
    return sub(this, other);
  }

  /** See {@link mul}. */
  mul(other: Operand): Tensor {
    return mul(this, other);
  }

  /** See {@link div}. */
  div(other: Operand): Tensor {
    return div(this, other);
  }

  /** See {@link pow}. */
  pow(exponent: Operand): Tensor {
    return pow(this, exponent);
  }

  /** See {@link maximum}. */
  maximum(other: Operand): Tensor {
    return maximum(this, other);
  }

  /** See {@link minimum}. */
  minimum(other: Operand): Tensor {
    return minimum(this, other);
  }

  /** See {@link equal}. */
  equal(other: Operand): Tensor {
    return equal(this, other);
  }

  /** See {@link notEqual}. */
  notEqual(other: Operand): Tensor {
    return notEqual(this, other);
  }

  /** See {@link less}. */
  less(other: Operand): Tensor {
    return less(this, other);
  }

  /** See {@link lessEqual}. */
  lessEqual(other: Operand): Tensor {
    return lessEqual(this, other);
  }

  /** See {@link greater}. */
  greater(other: Operand): Tensor {
    return greater(this, other);
  }

  /** See {@link greaterEqual}. */
  greaterEqual(other: Operand): Tensor {
    return greaterEqual(this, other);
  }

  /** See {@link matmul}. */
  matmul(other: Tensor): Tensor {
    return matmul(this, other);
  }

  /** See {@link neg}. */
  neg(): Tensor {
    return neg(this);
  }

  /** See {@link abs}. */
  abs(): Tensor {
    return abs(this);
  }

  /** See {@link square}. */
  square(): Tensor {
    return square(this);
  }

  /** See {@link sqrt}. */
  sqrt(): Tensor {
    return sqrt(this);
  }

  /** See {@link exp}. */
  exp(): Tensor {
    return exp(this);
  }

  /** See {@link log}. */
  log(): Tensor {
    return log(this);
  }

  /** See {@link tanh}. */
  tanh(): Tensor {
    return tanh(this);
  }

  /** See {@link sigmoid}. */
  sigmoid(): Tensor {
    return sigmoid(this);
  }

  /** See {@link relu}. */
  relu(): Tensor {
    return relu(this);
  }

  /** See {@link sum}. */
  sum(dim?: Dims, options?: ReduceOptions): Tensor {
    return sum(this, dim, options);
  }

  /** See {@link mean}. */
  mean(dim?: Dims, options?: ReduceOptions): Tensor {
    return mean(this, dim, options);
  }

  /** See {@link max}. */
  max(dim?: Dims, options?: ReduceOptions): Tensor {
    return max(this, dim, options);
  }

  /** See {@link min}. */
  min(dim?: Dims, options?: ReduceOptions): Tensor {
    return min(this, dim, options);
  }

  /** See {@link argMax}. */
  argMax(dim?: number, options?: ReduceOptions): Tensor {
    return argMax(this, dim, options);
  }

  /** See {@link argMin}. */
  argMin(dim?: number, options?: ReduceOptions): Tensor {
    return argMin(this, dim, options);
  }

  /** See {@link reshape}. */
  reshape(shape: Shape): Tensor {
    return reshape(this, shape);
  }

  /** See {@link flatten}. */
  flatten(start?: number, end?: number): Tensor {
    return flatten(this, start, end);
  }

  /** See {@link permute}. */
  permute(dims: readonly number[]): Tensor {
    return permute(this, dims);
  }

  /** See {@link transpose}. */
  transpose(dim0?: number, dim1?: number): Tensor {
    return transpose(this, dim0, dim1);
  }

  /** See {@link expand}. */
  expand(shape: Shape): Tensor {
    return expand(this, shape);
  }

  /** See {@link squeeze}. */
  squeeze(dim?: number | readonly number[]): Tensor {
    return squeeze(this, dim);
  }

  /** See {@link unsqueeze}. */
  unsqueeze(dim: number): Tensor {
    return unsqueeze(this, dim);
  }
}

/** Outside of the class: the bundler gives a class that names itself another name, which consoles show. */
function wrap(storage: Storage, layout: Layout, op: string): Tensor {
  return new Tensor(storage, layout, op);
}

/**
 * Whether a tensor is all of its storage in row-major order: no view of a part, none in another order.
 *
 * @example isWhole(ones([2, 3])); // true
 */
export function isWhole({ layout, storage }: Tensor): boolean {
  return layout.contiguous && layout.size * bytesPerElement(storage.dtype) === storage.bytes;
}

/**
 * Whether a value is a tensor, of this copy of the library or another.
 *
 * @example isTensor(tensor([1])); // true
 */
export function isTensor(value: unknown): value is Tensor {
  return typeof value === "object" && value !== null && brand in value;
}
