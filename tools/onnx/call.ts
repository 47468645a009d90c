/** One node as the functions of `ops/` see it: its inputs as tensors, its attributes by kind. */

import type { DType, Tensor } from "@gradkit/tensor";
import type { AttributeValue, Graph } from "./model.ts";
import { FormatError } from "./protobuf.ts";
import { dtypeOf, toTensor } from "./tensor-message.ts";

/** Runs a graph within a node; names that its inputs do not bind are those outside. */
export type RunGraph = (graph: Graph, inputs: readonly Tensor[]) => readonly Tensor[];

/** An ONNX op on gradkit's functions: the outputs in their order, or the only one. */
export type Op = (call: Call) => Tensor | readonly Tensor[];

/** Ops by ONNX's names. */
export type Family = Readonly<Record<string, Op>>;

/** What a node is run with. */
export class Call {
  readonly inputs: readonly (Tensor | undefined)[];
  /** How many outputs the node names. */
  readonly outputs: number;
  readonly opset: number;
  readonly run: RunGraph;
  readonly #attributes: ReadonlyMap<string, AttributeValue>;

  constructor(
    inputs: readonly (Tensor | undefined)[],
    attributes: ReadonlyMap<string, AttributeValue>,
    context: { outputs: number; opset: number; run: RunGraph },
  ) {
    this.inputs = inputs;
    this.outputs = context.outputs;
    this.opset = context.opset;
    this.run = context.run;
    this.#attributes = attributes;
  }

  /** An input that must be there. */
  input(i: number): Tensor {
    const x = this.inputs[i];
    if (!x) throw new FormatError(`input ${i} is missing`);
    return x;
  }

  /** All inputs, none of which may be missing. */
  all(): Tensor[] {
    return this.inputs.map((_, i) => this.input(i));
  }

  #get(name: string, kind: (value: AttributeValue) => boolean): AttributeValue | undefined {
    const value = this.#attributes.get(name);
    if (value !== undefined && !kind(value)) throw new FormatError(`attribute ${name}`);
    return value;
  }

  has(name: string): boolean {
    return this.#attributes.has(name);
  }

  number(name: string, otherwise: number): number {
    return (this.#get(name, (v) => typeof v === "number") as number | undefined) ?? otherwise;
  }

  text(name: string, otherwise: string): string {
    return (this.#get(name, (v) => typeof v === "string") as string | undefined) ?? otherwise;
  }

  numbers(name: string): readonly number[] | undefined {
    return this.#get(name, Array.isArray) as readonly number[] | undefined;
  }

  tensor(name: string): Tensor | undefined {
    const value = this.#attributes.get(name);
    if (value === undefined) return undefined;
    if (typeof value !== "object" || !("values" in value && "elementType" in value)) {
      throw new FormatError(`attribute ${name} is no tensor`);
    }
    return toTensor(value);
  }

  graph(name: string): Graph {
    const value = this.#attributes.get(name);
    if (typeof value === "object" && "nodes" in value) return value;
    throw new FormatError(`attribute ${name} is no graph`);
  }

  /** The dtype that an attribute names by ONNX's number of it. */
  dtype(name: string, otherwise: DType): DType {
    if (!this.has(name)) return otherwise;
    const dtype = dtypeOf(this.number(name, 0));
    if (!dtype) throw new FormatError(`attribute ${name} names no dtype of ours`);
    return dtype;
  }

  /** Whole numbers that are an input, or in older opsets an attribute. */
  list(i: number, name: string): readonly number[] | undefined {
    const x = this.inputs[i];
    return x ? numbersOf(x) : this.numbers(name);
  }
}

/** The elements of a tensor as numbers. */
export function numbersOf(x: Tensor): number[] {
  return Array.from(x.dataSync());
}

/** The only element of a tensor as a number. */
export function numberOf(x: Tensor): number {
  return Number(x.item());
}

/** A dim counted from the front. */
export function fromFront(dim: number, rank: number): number {
  return dim < 0 ? dim + rank : dim;
}

/** An op of one input. */
export function one(f: (x: Tensor) => Tensor): Op {
  return (call) => f(call.input(0));
}

/** An op of two inputs. */
export function two(f: (a: Tensor, b: Tensor) => Tensor): Op {
  return (call) => f(call.input(0), call.input(1));
}
