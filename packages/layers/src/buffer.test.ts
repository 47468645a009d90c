import { add, assign, narrow, ones, scope, type Tensor, tensor, zeros } from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import { Buffer, isBuffer, isParameter, Module, Parameter, Sequential } from "./index.ts";

class Counter extends Module {
  scale = new Parameter(ones([2]));
  state = { calls: new Buffer(zeros([], { dtype: "int32" })) };
  again = this.state.calls;
  override forward(x: Tensor): Tensor {
    assign(this.state.calls, add(this.state.calls, 1));
    return x.mul(this.scale);
  }
}

describe("a module's buffers", () => {
  test("are found by their paths, once, and are no parameters", () => {
    const model = new Sequential(new Counter(), new Counter());
    expect(model.namedBuffers().map(([path]) => path)).toEqual([
      "layers.0.state.calls",
      "layers.1.state.calls",
    ]);
    expect(model.buffers().every(isBuffer)).toBe(true);
    expect(model.parameters().every(isParameter)).toBe(true);
    expect(model.parameters()).toHaveLength(2);
    expect(String(new Counter())).toBe(
      "Counter(\n  (scale): float32[2]\n  (state.calls): int32[]\n  (again): int32[]\n)",
    );
  });

  test("are in stateDict beside the parameters, and loaded in their own dtype", () => {
    const [from, to] = [new Counter(), new Counter()];
    scope(() => from.forward(ones([2])));
    scope(() => from.forward(ones([2])));
    expect([...from.stateDict().keys()]).toEqual(["scale", "state.calls"]);
    const state = new Map(from.stateDict()).set("state.calls", tensor(2, { dtype: "float64" }));
    to.loadStateDict(state);
    expect(to.state.calls.item()).toBe(2);
    expect(to.state.calls.dtype).toBe("int32");
    state.delete("state.calls");
    expect(() => to.loadStateDict(state)).toThrow("loadStateDict: missing: state.calls;");
  });
});

test("a buffer outlives the scope that it was made in, without the graph", () => {
  const buffers: Buffer[] = [];
  scope(() => {
    const weight = tensor([1, 2], { requiresGrad: true });
    buffers.push(new Buffer(weight.mul(2)), new Buffer(zeros([2, 3]).add(1).sum(1)));
  });
  expect(buffers.map((buffer) => buffer.toArray())).toEqual([
    [2, 4],
    [3, 3],
  ]);
  expect(buffers.map(({ requiresGrad }) => requiresGrad)).toEqual([false, false]);
});

test("a buffer of a view has memory of its own", () => {
  const whole = tensor([
    [1, 2],
    [3, 4],
  ]);
  const row = new Buffer(narrow(whole, 0, 1, 1));
  assign(row, zeros([1, 2]));
  expect(whole.toArray()).toEqual([
    [1, 2],
    [3, 4],
  ]);
});
