/** Graphs within a node: one of two, one again and again, one along a sequence. */

import type { Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family } from "../call.ts";
import { numberOf } from "../call.ts";
import { FormatError } from "../protobuf.ts";

/** The lists of each output over all turns, stacked along a new first dim. */
function stacked(turns: readonly (readonly Tensor[])[]): Tensor[] {
  const [first = []] = turns;
  return first.map((_, i) => t.stack(turns.map((outputs) => outputs[i])));
}

/** Runs the body while it says so, at most `M` times; what it carries comes first, then what it collected. */
function loop(call: Call): readonly Tensor[] {
  const [most, first, ...initial] = call.inputs;
  const limit = most ? numberOf(most) : Number.POSITIVE_INFINITY;
  let condition = first ?? t.tensor([true]);
  let carried = initial.map((_, i) => call.input(i + 2));
  const turns: (readonly Tensor[])[] = [];
  for (let i = 0; i < limit && numberOf(condition) !== 0; i++) {
    const count = t.tensor(Int32Array.of(i), { shape: [] });
    const [next, ...outputs] = call.run(call.graph("body"), [count, condition, ...carried]);
    condition = next;
    carried = outputs.slice(0, carried.length);
    turns.push(outputs.slice(carried.length));
  }
  return [...carried, ...stacked(turns)];
}

/** Runs the body on each slice along the first dim of the sequences, with states from one to the next. */
function scan(call: Call, states: readonly Tensor[], sequences: readonly Tensor[]): Tensor[] {
  let carried = states;
  const slices = sequences.map((sequence) => t.unbind(sequence));
  const turns = slices[0].map((_, i) => {
    const outputs = call.run(call.graph("body"), [...carried, ...slices.map((all) => all[i])]);
    carried = outputs.slice(0, states.length);
    return outputs.slice(states.length);
  });
  return [...carried, ...stacked(turns)];
}

/** Before opset 9 the first input is a list of lengths, and all others have a batch in front. */
function scanNode(call: Call): readonly Tensor[] {
  const plain = ["scan_input_axes", "scan_input_directions", "directions", "scan_output_axes"];
  if (plain.some((name) => call.has(name))) throw new FormatError("other axes or directions");
  const sequences = call.number("num_scan_inputs", 0);
  if (call.opset >= 9) {
    const all = call.all();
    return scan(call, all.slice(0, -sequences), all.slice(-sequences));
  }
  if (call.inputs[0]) throw new FormatError("lengths");
  const all = call.inputs.slice(1).map((_, i) => t.unbind(call.input(i + 1)));
  const entries = all[0].map((_, entry) => {
    const inputs = all.map((batch) => batch[entry]);
    return scan(call, inputs.slice(0, -sequences), inputs.slice(-sequences));
  });
  return stacked(entries);
}

export const control: Family = {
  If: (call) => {
    const holds = numberOf(call.input(0)) !== 0;
    return call.run(call.graph(holds ? "then_branch" : "else_branch"), []);
  },
  Loop: loop,
  Scan: scanNode,
};
