import { backward } from "@gradkit/autograd";
import { add, ones, type Tensor, tensor, zeros } from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import { inNode } from "../../../tools/surroundings.ts";
import { Dropout, Linear, Module, Parameter, ReLU, Sequential } from "./index.ts";

class Pair extends Module<[a: Tensor, b: Tensor]> {
  scale = new Parameter(tensor([2]));
  parts = { first: new Linear(2, 1), rest: [new Linear(2, 1, { bias: false })] };
  names = ["a", "b"];
  hidden = new Map([["lost", new Parameter(ones([1]))]]);
  override forward(a: Tensor, b: Tensor): Tensor {
    return add(this.parts.first.forward(a), this.parts.rest[0].forward(b)).mul(this.scale);
  }
}

/** Holds its layer twice, itself, and a parameter under two names. */
class Knot extends Module {
  first = new Linear(2, 2);
  second = this.first;
  self: Knot = this;
  plain: { back?: unknown } = {};
  tied = this.first.weight;
  constructor() {
    super();
    this.plain.back = this.plain;
  }
  override forward(x: Tensor): Tensor {
    return this.second.forward(this.first.forward(x));
  }
}

const paths = (module: Module<readonly unknown[], unknown>) =>
  module.namedParameters().map(([path]) => path);

describe("the walk over properties", () => {
  test("finds parameters in modules, arrays and plain objects, not in maps", () => {
    expect(paths(new Pair())).toEqual([
      "scale",
      "parts.first.weight",
      "parts.first.bias",
      "parts.rest.0.weight",
    ]);
  });

  test("takes shared modules and parameters once, and comes back from cycles", () => {
    const knot = new Knot();
    expect(paths(knot)).toEqual(["first.weight", "first.bias"]);
    expect(knot.modules()).toEqual([knot, knot.first]);
    expect(knot.parameters()).toEqual([knot.first.weight, knot.first.bias]);
  });

  test("finds what is set later, and forgets what is taken away", () => {
    const pair = new Pair();
    pair.parts.rest.push(new Linear(2, 1));
    expect(paths(pair)).toHaveLength(6);
    pair.parts.rest.length = 0;
    expect(paths(pair)).toHaveLength(3);
  });

  test("refuses two parameters with one path", () => {
    class Ambiguous extends Module {
      "a.b" = new Parameter(ones([1]));
      a = { b: new Parameter(ones([1])) };
      override forward = (x: Tensor) => x;
    }
    expect(() => new Ambiguous().parameters()).toThrow(
      'Module: two tensors have the path "a.b"; each needs its own. Rename a key that has a dot in it.',
    );
  });

  test("walks a stack of 1,000 modules", () => {
    let deep: Module = new ReLU();
    for (let i = 0; i < 1000; i++) deep = new Sequential(deep);
    expect(deep.modules()).toHaveLength(1001);
  });
});

describe("train and eval", () => {
  test("reach all modules and give the module back", () => {
    const dropout = new Dropout();
    const model = new Sequential(new Linear(2, 2), new Sequential(dropout));
    expect(dropout.training).toBe(true);
    expect(model.eval()).toBe(model);
    expect(model.modules().map(({ training }) => training)).toEqual([false, false, false, false]);
    model.train();
    expect(model.modules().every(({ training }) => training)).toBe(true);
    model.train(false);
    expect(dropout.training).toBe(false);
  });
});

describe("stateDict", () => {
  test("gives views without a graph, in the order of the parameters", () => {
    const layer = new Linear(2, 1);
    const state = layer.stateDict();
    expect([...state.keys()]).toEqual(["weight", "bias"]);
    expect(state.get("weight")!.requiresGrad).toBe(false);
    expect(state.get("weight")!.storage).toBe(layer.weight.storage);
  });

  test("is loaded by a module built alike, cast to its dtype", () => {
    const from = new Sequential(new Linear(3, 2), new Linear(2, 1));
    const to = new Sequential(
      new Linear(3, 2, { dtype: "float64" }),
      new Linear(2, 1, { dtype: "float64" }),
    );
    const before = to.parameters();
    to.loadStateDict(from.stateDict());
    expect(to.parameters()).toEqual(before);
    to.parameters().forEach((parameter, i) => {
      expect(parameter.dtype).toBe("float64");
      expect(parameter.toArray()).toEqual(from.parameters()[i].toArray());
    });
  });

  test("with other names and shapes is refused in one error, and nothing changes", () => {
    const model = new Sequential(new Linear(3, 2), new Linear(2, 1));
    const before = model.parameters().map((parameter) => parameter.toArray());
    const state = new Map([
      ["layers.0.weight", zeros([2, 3])],
      ["layers.1.weight", zeros([2, 1])],
      ["layers.1.bias", zeros([4], { dtype: "float64" })],
      ["head.weight", zeros([1])],
      ["extra", zeros([1])],
    ]);
    expect(() => model.loadStateDict(state)).toThrow(
      "loadStateDict: missing: layers.0.bias, unexpected: head.weight extra, " +
        "layers.1.weight is float32[2,1] and must be float32[1,2], layers.1.bias is float64[4] and must be float32[1]; " +
        "names and shapes must be those of this module. Load what stateDict() of a module built alike gave.",
    );
    expect(model.parameters().map((parameter) => parameter.toArray())).toEqual(before);
  });

  test("loaded between forward and backward makes backward refuse", () => {
    const layer = new Linear(2, 1);
    const x = tensor([[1, 2]], { requiresGrad: true });
    const y = layer.forward(x).sum();
    layer.loadStateDict(new Linear(2, 1).stateDict());
    expect(() => backward(y)).toThrow(/changed in place/);
  });
});

describe("toString", () => {
  test("prints the tree with paths, sizes and own parameters", () => {
    const text = `Pair(
  (scale): float32[1]
  (parts.first): Linear(2, 1)
  (parts.rest.0): Linear(2, 1, bias: false)
)`;
    expect(new Pair().toString()).toBe(text);
  });

  test.runIf(inNode)("is what Node's console shows", async () => {
    const { inspect } = await import("node:util");
    expect(inspect(new Pair())).toBe(new Pair().toString());
  });

  test("indents modules in modules and cuts cycles", () => {
    const model = new Sequential(new Sequential(new ReLU(), new Dropout(0.25)));
    expect(String(model)).toBe(
      "Sequential(\n  (layers.0): Sequential(\n    (layers.0): ReLU()\n    (layers.1): Dropout(p: 0.25)\n  )\n)",
    );
    expect(String(new Knot())).toBe(
      "Knot(\n  (first): Linear(2, 2)\n  (second): Linear(2, 2)\n  (tied): float32[2,2]\n)",
    );
  });
});

test("a module of several inputs computes and learns", () => {
  const pair = new Pair();
  backward(pair.forward(ones([1, 2]), ones([1, 2])).sum());
  expect(pair.parts.rest[0].weight.grad!.toArray()).toEqual([[2, 2]]);
  expect(pair.parts.first.bias!.grad!.toArray()).toEqual([2]);
});
