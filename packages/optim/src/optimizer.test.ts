import { backward } from "@gradkit/autograd";
import {
  type EngineName,
  memory,
  ones,
  scope,
  setEngine,
  sub,
  type Tensor,
  tensor,
  transpose,
  zeros,
} from "@gradkit/tensor";
import { afterAll, describe, expect, test, vi } from "vitest";
import { assertClose, type Plain } from "../../../tools/op-fixtures.ts";
import fixtures from "./fixtures.json" with { type: "json" };
import {
  AdaGrad,
  Adam,
  AdamW,
  exponentialSchedule,
  type Optimizer,
  type ParameterGroup,
  type Parameters,
  SGD,
} from "./index.ts";

const engines: EngineName[] = ["wasm", "wasm-strict", "reference"];

interface Case {
  readonly optimizer: string;
  readonly options: Record<string, unknown>;
  readonly late?: boolean;
  readonly factor?: number;
  readonly groups?: readonly Omit<ParameterGroup, "parameters">[];
  readonly parameters: readonly Plain[];
}

const cases: readonly Case[] = fixtures.cases as never;
const titled = cases.map(
  ({ parameters: _, ...rest }, i) => [JSON.stringify(rest), cases[i]] as const,
);

const makers: Record<string, (parameters: Parameters, options: never) => Optimizer> = {
  AdaGrad: (parameters, options) => new AdaGrad(parameters, options),
  SGD: (parameters, options) => new SGD(parameters, options),
  Adam: (parameters, options) => new Adam(parameters, options),
  AdamW: (parameters, options) => new AdamW(parameters, options),
};
const kinds: [string, (parameters: Parameters, learningRate?: number) => Optimizer][] = [
  ["SGD", (parameters, learningRate = 0.1) => new SGD(parameters, { learningRate })],
  ["Adam", (parameters, learningRate = 0.1) => new Adam(parameters, { learningRate })],
  ["AdamW", (parameters, learningRate = 0.1) => new AdamW(parameters, { learningRate })],
  ["AdaGrad", (parameters, learningRate = 0.1) => new AdaGrad(parameters, { learningRate })],
];

afterAll(() => setEngine("wasm"));

describe.each(engines)("on %s, five steps equal PyTorch's:", (engine) => {
  test.each(titled)("%s", (_, { optimizer: name, options, late, factor, groups, ...expected }) => {
    setEngine(engine);
    for (const dtype of ["float64", "float32"] as const) {
      const tolerance =
        dtype === "float64" ? { rtol: 1e-10, atol: 1e-14 } : { rtol: 1.3e-6, atol: 1e-5 };
      const from = ({ values, shape }: Plain) => tensor([...values], { shape, dtype });
      const parameters = fixtures.start.map(from);
      const [scale, centre] = [fixtures.scale.map(from), fixtures.centre.map(from)];
      const initial = (options.learningRate as number) ?? 0.001;
      const learningRate = factor && exponentialSchedule({ initial, rate: factor });
      const optimizer = makers[name](
        groups?.map((group, i) => ({ ...group, parameters: [parameters[i]] })) ?? parameters,
        { ...options, ...(learningRate && { learningRate }) } as never,
      );
      for (let step = 0; step < 5; step++) {
        parameters.forEach((parameter, i) => {
          const alone = late && i === 1 && step < 2;
          parameter.grad = alone ? null : scale[i].mul(sub(parameter, centre[i]));
        });
        optimizer.step();
      }
      parameters.forEach((parameter, i) => {
        assertClose(parameter, expected.parameters[i], tolerance);
      });
      expect(optimizer.stepCount).toBe(5);
    }
  });
});

describe.each(kinds)("%s", (name, make) => {
  const leaf = () => zeros([2], { requiresGrad: true });

  test("leaves parameters without a gradient alone", () => {
    const [a, b] = [ones([2], { requiresGrad: true }), ones([2], { requiresGrad: true })];
    const optimizer = make([a, b]);
    a.grad = ones([2]);
    optimizer.step();
    expect(b.toArray()).toEqual([1, 1]);
    expect(a.toArray()).not.toEqual([1, 1]);
  });

  test("zeroGrad drops all gradients", () => {
    const [a, b] = [leaf(), leaf()];
    const optimizer = make([{ parameters: [a] }, { parameters: [b] }]);
    a.grad = ones([2]);
    b.grad = ones([2]);
    optimizer.zeroGrad();
    expect([a.grad, b.grad]).toEqual([null, null]);
  });

  test("keeps its state through scopes that end, and takes no memory after the first step", () => {
    const w = leaf();
    const optimizer = make([w]);
    const bytes: number[] = [];
    for (let step = 0; step < 5; step++) {
      scope(() => {
        optimizer.zeroGrad();
        backward(w.sub(1).square().sum());
        optimizer.step();
      });
      bytes.push(memory().bytes);
    }
    expect(new Set(bytes.slice(1)).size).toBe(1);
    expect(w.dataSync()[0]).toBeGreaterThan(0);
  });

  test("the same steps give the same bits", () => {
    const run = () => {
      const w = tensor([0.3, -0.7], { requiresGrad: true });
      const optimizer = make([w]);
      for (let step = 0; step < 10; step++) {
        w.grad = w.detach().mul(3);
        optimizer.step();
      }
      return w.dataSync();
    };
    expect(run()).toEqual(run());
  });

  test("a step makes an older graph refuse to go backward", () => {
    const w = leaf();
    const optimizer = make([w]);
    const loss = w.square().sum();
    w.grad = ones([2]);
    optimizer.step();
    expect(() => backward(loss)).toThrow(/changed in place/);
  });

  test("refuses learning rates that are none", () => {
    for (const rate of [-0.1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => make([leaf()], rate)).toThrow(
        `${name}: the learning rate is ${rate}; it must be finite and not negative. Mend it.`,
      );
      expect(() => make([{ parameters: [leaf()], learningRate: rate }])).toThrow(
        `${name}: the learning rate is ${rate};`,
      );
    }
  });

  test("refuses a schedule's rate that is none before it changes anything", () => {
    const [a, b] = [leaf(), leaf()];
    const optimizer = make([
      { parameters: [a] },
      { parameters: [b], learningRate: (step) => (step < 1 ? 0.1 : Number.NaN) },
    ]);
    a.grad = ones([2]);
    optimizer.step();
    const before = a.toArray();
    expect(() => optimizer.step()).toThrow(
      `${name}: the learning rate is NaN at step 1; it must be finite and not negative. Mend it.`,
    );
    expect(a.toArray()).toEqual(before);
    expect(optimizer.stepCount).toBe(1);
  });

  test("refuses empty lists", () => {
    for (const none of [[], [{ parameters: [] }]]) {
      expect(() => make(none)).toThrow(
        `${name}: no parameters; there must be at least one. Pass model.parameters() or a list of tensors.`,
      );
    }
  });

  test("refuses what is no list, such as a module", () => {
    expect(() => make({ weight: leaf() } as never)).toThrow(
      `${name}: the parameters are no list but object; they are tensors or groups of them. Pass model.parameters().`,
    );
  });

  test("takes options that are undefined for their defaults", () => {
    const options = { learningRate: 0.5, weightDecay: undefined, momentum: undefined } as never;
    const [a, b] = [leaf(), leaf()];
    for (const [w, given] of [
      [a, { learningRate: 0.5 } as never],
      [b, options],
    ] as const) {
      w.grad = ones([2]);
      makers[name]([w], given).step();
    }
    expect(b.toArray()).toEqual(a.toArray());
  });

  test("tells once of parameters that never had a gradient", () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    const [used, idle, frozen] = [leaf(), zeros([3], { requiresGrad: true }), zeros([4])];
    const optimizer = make([used, idle, frozen]);
    for (let step = 1; step <= 250; step++) {
      used.grad = ones([2]);
      optimizer.step();
      expect(warn).toHaveBeenCalledTimes(step < 100 ? 0 : 1);
    }
    expect(warn.mock.calls[0][0]).toBe(
      `gradkit: ${name}: in 100 steps no gradient came to parameter 1, float32[3]. ` +
        "Does the loss use them? If not on purpose, leave them out or set requiresGrad to false.",
    );
    warn.mockRestore();
  });

  test("refuses a parameter given twice", () => {
    const w = leaf();
    const message = `${name}: parameter 1, float32[2], is given twice; each may stand once. Leave one out.`;
    expect(() => make([w, w])).toThrow(message);
    expect(() => make([{ parameters: [w] }, { parameters: [w] }])).toThrow(message);
  });

  test("refuses what is no leaf", () => {
    expect(() => make([leaf(), leaf().mul(2)])).toThrow(
      `${name}: parameter 1, float32[2], is the result of mul; only a tensor of its own can be learned. ` +
        "Pass the tensor that it was made of.",
    );
    expect(() => make([transpose(zeros([2, 3]))])).toThrow(/parameter 0, float32\[3,2\], is the/);
  });

  test("refuses integers, and groups mixed with tensors", () => {
    expect(() => make([tensor(new Int32Array([1]))])).toThrow(
      `${name}: parameter 0 is int32[1]; only float32 and float64 can be learned. Cast it: x.cast("float32").`,
    );
    const mixed = [{ parameters: [leaf()] }, { parameters: ["w"] }] as never;
    expect(() => make(mixed)).toThrow(
      `${name}: parameter 1 is no tensor but string; only tensors can be learned. Pass model.parameters().`,
    );
    for (const odd of [leaf(), "w", null, { parameters: () => [] }]) {
      expect(() => make([{ parameters: [leaf()] }, odd] as never)).toThrow(
        `${name}: element 1 of the parameters is no group { parameters: [...] }; all must be tensors, or all groups. ` +
          "Pass model.parameters().",
      );
    }
  });

  test("refuses negative weight decay", () => {
    for (const weightDecay of [-1, Number.NaN]) {
      expect(() => make([{ parameters: [leaf()], weightDecay }])).toThrow(
        `${name}: weightDecay is ${weightDecay}; it must be finite and not negative. Mend it.`,
      );
    }
  });

  test("refuses a step without any gradient", () => {
    const optimizer = make([leaf(), leaf()]);
    expect(() => optimizer.step()).toThrow(
      `${name}: no parameter has a gradient; a step needs one. Run backward(loss) first, on a loss that uses these parameters.`,
    );
    expect(optimizer.stepCount).toBe(0);
  });

  test("refuses a gradient of another shape", () => {
    const w = leaf();
    const optimizer = make([w]);
    w.grad = ones([3]);
    expect(() => optimizer.step()).toThrow(
      /a gradient float32\[3\] for the parameter float32\[2\]/,
    );
  });
});

describe("rates", () => {
  test("learningRate tells what the next step uses", () => {
    const w = ones([1], { requiresGrad: true });
    const learningRate = exponentialSchedule({ initial: 0.5, rate: 0.5 });
    const optimizer = new SGD([w], { learningRate });
    const used: number[] = [];
    for (let step = 0; step < 3; step++) {
      used.push(optimizer.learningRate);
      const before = w.item();
      w.grad = ones([1]);
      optimizer.step();
      expect(before - w.item()).toBe(used[step]);
    }
    expect(used).toEqual([0.5, 0.25, 0.125]);
  });

  test("groups have their own, the optimiser's else; a rate of 0 stands still", () => {
    const [a, b, c] = [0, 0, 0].map((value) => tensor([value], { requiresGrad: true })) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const groups = [
      { parameters: new Set([a]), learningRate: 0.5 },
      { parameters: [b] },
      { parameters: [c], learningRate: () => 0 },
    ];
    const optimizer = new SGD(groups, { learningRate: 0.25 });
    for (const each of [a, b, c]) each.grad = tensor([-1]);
    optimizer.step();
    expect([a, b, c].map((each) => each.item())).toEqual([0.5, 0.25, 0]);
    expect(optimizer.learningRate).toBe(0.5);
  });

  test("parameters may come from any iterable", () => {
    const w = zeros([1], { requiresGrad: true });
    function* one() {
      yield w;
    }
    const optimizer = new SGD(one(), { learningRate: 1 });
    w.grad = ones([1]);
    optimizer.step();
    expect(w.item()).toBe(-1);
  });
});
