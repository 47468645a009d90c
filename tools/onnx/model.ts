/** ONNX's ModelProto, GraphProto, NodeProto and AttributeProto, as far as a node is run by them. */

import { FormatError, fields, floats, integer, integers, run, text } from "./protobuf.ts";
import type { TensorMessage } from "./tensor-message.ts";
import { readTensor } from "./tensor-message.ts";

/** What an attribute holds: a number, whole or not, a text, a tensor, a graph, or a list. */
export type AttributeValue =
  | number
  | string
  | TensorMessage
  | Graph
  | readonly number[]
  | readonly string[];

export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, AttributeValue>;
}

/** An input or output of a graph; the element type is that of a tensor, undefined for all else. */
export interface Port {
  readonly name: string;
  readonly elementType: number | undefined;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly constants: readonly TensorMessage[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

export interface Model {
  readonly graph: Graph;
  /** The version of ONNX's own ops. */
  readonly opset: number;
}

/** The name and the value of an attribute; no value where it is of a kind that no op here has. */
function readAttribute(bytes: Uint8Array): readonly [string, AttributeValue | undefined] {
  let name = "";
  let value: AttributeValue | undefined;
  const numbers: number[] = [];
  const strings: string[] = [];
  let type = 0;
  for (const field of fields(bytes)) {
    if (field.number === 1) name = text(field);
    if (field.number === 2) value = floats(field, 4)[0];
    if (field.number === 3) value = integer(field);
    if (field.number === 4) value = text(field);
    if (field.number === 5) value = readTensor(run(field));
    if (field.number === 6) value = readGraph(run(field));
    if (field.number === 7) numbers.push(...floats(field, 4));
    if (field.number === 8) numbers.push(...integers(field).map(Number));
    if (field.number === 9) strings.push(text(field));
    if (field.number === 20) type = integer(field);
  }
  // The types 6 to 8 are lists of floats, integers and texts, which are empty where no field stands.
  if (type === 6 || type === 7) value = numbers;
  if (type === 8) value = strings;
  if (value === undefined && type < 9) throw new FormatError(`attribute ${name} of type ${type}`);
  return [name, value];
}

function readNode(bytes: Uint8Array): Node {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, AttributeValue>();
  let op = "";
  for (const field of fields(bytes)) {
    if (field.number === 1) inputs.push(text(field));
    if (field.number === 2) outputs.push(text(field));
    if (field.number === 4) op = text(field);
    if (field.number !== 5) continue;
    const [name, value] = readAttribute(run(field));
    if (value !== undefined) attributes.set(name, value);
  }
  return { op, inputs, outputs, attributes };
}

/** A ValueInfoProto: its name, and of its type only whether and of what it is a tensor. */
function readPort(bytes: Uint8Array): Port {
  let name = "";
  let elementType: number | undefined;
  for (const field of fields(bytes)) {
    if (field.number === 1) name = text(field);
    if (field.number !== 2) continue;
    for (const kind of fields(run(field))) {
      if (kind.number !== 1) continue;
      for (const part of fields(run(kind))) if (part.number === 1) elementType = integer(part);
    }
  }
  return { name, elementType };
}

function readGraph(bytes: Uint8Array): Graph {
  const nodes: Node[] = [];
  const constants: TensorMessage[] = [];
  const inputs: Port[] = [];
  const outputs: Port[] = [];
  for (const field of fields(bytes)) {
    if (field.number === 1) nodes.push(readNode(run(field)));
    if (field.number === 5) constants.push(readTensor(run(field)));
    if (field.number === 11) inputs.push(readPort(run(field)));
    if (field.number === 12) outputs.push(readPort(run(field)));
  }
  return { nodes, constants, inputs, outputs };
}

/** Reads a ModelProto. */
export function readModel(bytes: Uint8Array): Model {
  let graph: Graph | undefined;
  let opset = 0;
  for (const field of fields(bytes)) {
    if (field.number === 7) graph = readGraph(run(field));
    if (field.number !== 8) continue;
    let domain = "";
    let version = 0;
    for (const part of fields(run(field))) {
      if (part.number === 1) domain = text(part);
      if (part.number === 2) version = integer(part);
    }
    if (domain === "" || domain === "ai.onnx") opset = version;
  }
  if (!graph) throw new FormatError("a model without a graph");
  return { graph, opset };
}
