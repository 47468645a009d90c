/** Runs an ONNX graph on gradkit's public functions. */

import type { Tensor } from "@gradkit/tensor";
import type { Family } from "./call.ts";
import { Call } from "./call.ts";
import type { Graph, Model } from "./model.ts";
import { activations } from "./ops/activations.ts";
import { control } from "./ops/control.ts";
import { convolutions } from "./ops/convolutions.ts";
import { elementwise } from "./ops/elementwise.ts";
import { grids } from "./ops/grid.ts";
import { indexing } from "./ops/indexing.ts";
import { losses } from "./ops/losses.ts";
import { normalizations } from "./ops/normalizations.ts";
import { pools } from "./ops/pools.ts";
import { products } from "./ops/products.ts";
import { quantized } from "./ops/quantized.ts";
import { recurrents } from "./ops/recurrent.ts";
import { reductions } from "./ops/reductions.ts";
import { sampling } from "./ops/sampling.ts";
import { selections } from "./ops/selections.ts";
import { shapes } from "./ops/shapes.ts";
import { signal } from "./ops/signal.ts";
import { training } from "./ops/training.ts";
import { FormatError } from "./protobuf.ts";
import { toTensor } from "./tensor-message.ts";

/** Every op that is known, by ONNX's name. */
const ops: Family = {
  ...elementwise,
  ...activations,
  ...reductions,
  ...shapes,
  ...indexing,
  ...products,
  ...convolutions,
  ...pools,
  ...normalizations,
  ...losses,
  ...recurrents,
  ...sampling,
  ...grids,
  ...quantized,
  ...signal,
  ...selections,
  ...training,
  ...control,
};

/** The outputs of a model for inputs in the order of its graph. */
export function evaluate({ graph, opset }: Model, inputs: readonly Tensor[]): readonly Tensor[] {
  return runGraph(graph, opset, inputs, new Map());
}

function runGraph(
  graph: Graph,
  opset: number,
  inputs: readonly Tensor[],
  outside: ReadonlyMap<string, Tensor>,
): readonly Tensor[] {
  const values = new Map(outside);
  const lookUp = (name: string) => {
    const value = values.get(name);
    if (!value) throw new FormatError(`${name} has no value`);
    return value;
  };
  for (const constant of graph.constants) values.set(constant.name, toTensor(constant));
  inputs.forEach((input, i) => {
    values.set(graph.inputs[i].name, input);
  });
  for (const node of graph.nodes) {
    const op = ops[node.op];
    if (!op) throw new FormatError(`the op ${node.op} is not known`);
    const run = (inner: Graph, args: readonly Tensor[]) => runGraph(inner, opset, args, values);
    // An input without a name is left out.
    const args = node.inputs.map((name) => (name === "" ? undefined : lookUp(name)));
    const call = new Call(args, node.attributes, { outputs: node.outputs.length, opset, run });
    const outputs = [op(call)].flat();
    node.outputs.forEach((name, i) => {
      if (name !== "" && outputs[i]) values.set(name, outputs[i]);
    });
  }
  return graph.outputs.map(({ name }) => lookUp(name));
}
