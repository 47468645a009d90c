import { backward } from "@gradkit/autograd";
import { gradCheck } from "@gradkit/autograd/testing";
import {
  type EngineName,
  Generator,
  normal,
  ones,
  setEngine,
  softmax,
  type Tensor,
  tensor,
  zeros,
} from "@gradkit/tensor";
import { afterAll, describe, expect, test } from "vitest";
import { assertClose, type Plain } from "../../../tools/op-fixtures.ts";
import fixtures from "./fixtures.json" with { type: "json" };
import { crossEntropy, nllLoss, type Reduction } from "./index.ts";

const engines: EngineName[] = ["wasm", "wasm-strict", "reference"];
const tolerances = {
  float64: { rtol: 1e-10, atol: 1e-14 },
  float32: { rtol: 1.3e-6, atol: 1e-5 },
} as const;
const { inputs } = fixtures;
const int32 = ({ values, shape }: Plain) => tensor([...values], { shape, dtype: "int32" });
const labels = int32(inputs.labels);

interface Fixture {
  readonly options: {
    readonly reduction: string;
    readonly weight?: boolean;
    readonly ignoreIndex?: number;
    readonly labelSmoothing?: number;
  };
  readonly y: Plain;
  readonly gradients: readonly Plain[];
}

/** Compares the loss and its gradients by all inputs, in both dtypes. */
function compare(
  { options, y, gradients }: Fixture,
  loss: typeof crossEntropy,
  given: readonly Plain[],
  target: Tensor | undefined,
  weights: Plain,
): void {
  for (const dtype of ["float64", "float32"] as const) {
    const from = ({ values, shape }: Plain) => tensor([...values], { shape, dtype });
    const leaves = given.map(from);
    for (const leaf of leaves) leaf.requiresGrad = true;
    const { weight, reduction, ...rest } = options;
    const value = loss(leaves[0], target ?? leaves[1], {
      reduction: reduction as Reduction,
      ...rest,
      ...(weight && { weight: from(inputs.weight) }),
    });
    assertClose(value, y, tolerances[dtype]);
    backward(reduction === "none" ? value.mul(from(weights)).sum() : value);
    leaves.forEach((leaf, i) => {
      assertClose(leaf.grad!, gradients[i], tolerances[dtype]);
    });
  }
}

const titled = (cases: readonly Fixture[]) =>
  cases.map((fixture) => [JSON.stringify(fixture.options), fixture] as const);

afterAll(() => setEngine("wasm"));

describe.each(engines)("on %s, as PyTorch's:", (engine) => {
  test.each(titled(fixtures.crossEntropy))("crossEntropy of labels with %s", (_, fixture) => {
    setEngine(engine);
    compare(fixture, crossEntropy, [inputs.logits], labels, inputs.rows);
  });

  test.each(titled(fixtures.probabilityCrossEntropy))(
    "crossEntropy of probabilities with %s",
    (_, fixture) => {
      setEngine(engine);
      compare(fixture, crossEntropy, [inputs.logits, inputs.probabilities], undefined, inputs.rows);
    },
  );

  test.each(titled(fixtures.sequenceCrossEntropy))(
    "crossEntropy of steps with %s",
    (_, fixture) => {
      setEngine(engine);
      const target = int32(inputs.sequenceLabels);
      compare(fixture, crossEntropy, [inputs.sequence], target, inputs.sequenceWeights);
    },
  );

  test.each(titled(fixtures.nllLoss))("nllLoss with %s", (_, fixture) => {
    setEngine(engine);
    compare(fixture, nllLoss, [inputs.logits], labels, inputs.rows);
  });

  test("logits far apart neither overflow nor lose their gradient", () => {
    setEngine(engine);
    const x = tensor(
      [
        [1e4, 0],
        [-1e4, 1e4],
      ],
      { requiresGrad: true },
    );
    const y = crossEntropy(x, tensor([1, 1], { dtype: "int32" }), { reduction: "none" });
    expect(y.toArray()).toEqual([1e4, 0]);
    backward(y.sum());
    expect(x.grad!.toArray()).toEqual([
      [1, -1],
      [0, 0],
    ]);
  });
});

describe("gradients agree with differences to the second order", () => {
  const generator = new Generator(6);
  const draw = () => normal([4, 3], { dtype: "float64", generator });
  const target = tensor([0, 2, 1, 2], { dtype: "int32" });
  const weight = tensor([0.5, 1, 2], { dtype: "float64" });
  const options = [
    {},
    { weight },
    { ignoreIndex: 2 },
    { labelSmoothing: 0.1 },
    { weight, ignoreIndex: 2, labelSmoothing: 0.1 },
  ];

  test.each(["mean", "sum", "none"] as const)("with reduction %s", (reduction) => {
    for (const each of options) {
      gradCheck((x) => crossEntropy(x, target, { reduction, ...each }), [draw()]);
      if (!("labelSmoothing" in each)) {
        gradCheck((x) => nllLoss(x, target, { reduction, ...each }), [draw()]);
      }
      if (!("ignoreIndex" in each)) {
        const f = (x: Tensor, t: Tensor) => crossEntropy(x, t, { reduction, ...each });
        gradCheck(f, [draw(), softmax(draw())]);
      }
    }
  });
});

test("nothing of an ignored row comes through, not even NaN", () => {
  const target = tensor([0, -100, 1], { dtype: "int32" });
  for (const loss of [crossEntropy, nllLoss]) {
    const x = tensor(
      [
        [1, 2],
        [Number.NaN, Number.POSITIVE_INFINITY],
        [3, 4],
      ],
      {
        requiresGrad: true,
      },
    );
    const y = loss(x, target, { ignoreIndex: -100 });
    expect(Number.isFinite(y.item())).toBe(true);
    backward(y);
    const gradient = x.grad!.toArray() as number[][];
    expect(gradient[1]).toEqual([0, 0]);
    expect(gradient.flat().every(Number.isFinite)).toBe(true);
  }
});

test("labels may be bytes, with 255 ignored", () => {
  const bytes = tensor(new Uint8Array([0, 255, 1]));
  const x = tensor([
    [1, 2],
    [5, 5],
    [3, 4],
  ]);
  const kept = crossEntropy(
    tensor([
      [1, 2],
      [3, 4],
    ]),
    tensor([0, 1], { dtype: "int32" }),
  );
  expect(crossEntropy(x, bytes, { ignoreIndex: 255 }).item()).toBe(kept.item());
});

test("one row of logits takes a scalar label", () => {
  const y = crossEntropy(tensor([0, 0]), tensor(1, { dtype: "int32" }), { reduction: "none" });
  expect(y.shape).toEqual([]);
  expect(y.item()).toBeCloseTo(Math.LN2, 6);
});

describe.each([
  ["crossEntropy", crossEntropy],
  ["nllLoss", nllLoss],
] as const)("%s refuses", (name, loss) => {
  const pair = tensor([0, 1], { dtype: "int32" });

  test("labels outside the classes", () => {
    for (const [bad, options] of [
      [3, {}],
      [-1, {}],
      [-100, { ignoreIndex: 1 }],
      [3, { weight: ones([3]) }],
    ] as const) {
      const wrong = tensor([0, bad], { dtype: "int32" });
      expect(() => loss(zeros([2, 3]), wrong, options)).toThrow(
        `${name}: label 1 of int32[2] is ${bad}; valid are 0 to 2. Number the classes from 0, or pass ignoreIndex.`,
      );
    }
  });

  test("shapes that clash", () => {
    expect(() => loss(zeros([3, 4]), pair)).toThrow(
      `${name}: the prediction is float32[3,4], the labels are int32[2]; they must be [..., classes] and [...], with ` +
        "the classes in the last dim. Reshape one, or drop rows.",
    );
    expect(() => loss(zeros([2]), pair)).toThrow(/float32\[2\], the labels are int32\[2\]/);
    expect(() => loss(zeros([2, 0]), pair)).toThrow(
      `${name}: the prediction is float32[2,0]; its last dim must hold a number for each class. Mend its shape.`,
    );
    expect(() => loss(tensor(1), pair)).toThrow(/the prediction is float32\[\]/);
  });

  test("dtypes that do not fit", () => {
    expect(() => loss(tensor(new Int32Array([1, 2]), { shape: [2, 1] }), pair)).toThrow(
      `${name}: the prediction is int32[2,1]; it must be float32 or float64. Cast it: x.cast("float32").`,
    );
    expect(() => loss(zeros([2, 3]), tensor([true, false]))).toThrow(
      `${name}: the labels are bool[2]; they must be int32. Cast them: labels.cast("int32").`,
    );
  });

  test("weights of another shape, or of sum 0", () => {
    expect(() => loss(zeros([2, 3]), pair, { weight: ones([2]) })).toThrow(
      `${name}: the weight is float32[2] beside the prediction float32[2,3]; it must be [3], a number for each class. ` +
        "Mend it.",
    );
    const weight = tensor([0, 0, 1]);
    expect(() => loss(zeros([2, 3]), pair, { weight })).toThrow(
      `${name}: the weights of all labels sum to 0; a mean divides by that sum. ` +
        'Give a class that occurs a weight, or pass { reduction: "sum" }.',
    );
    expect(loss(zeros([2, 3]), pair, { weight, reduction: "sum" }).item()).toBe(0);
  });

  test("to reduce nothing", () => {
    const none = tensor(new Int32Array(0));
    const all = tensor([7, 7], { dtype: "int32" });
    for (const reduction of ["mean", "sum"] as const) {
      expect(() => loss(zeros([0, 3]), none, { reduction })).toThrow(
        `${name}: the target int32[0] is empty; a ${reduction} needs at least one element that counts.`,
      );
      expect(() => loss(zeros([2, 3]), all, { reduction, ignoreIndex: 7 })).toThrow(
        `${name}: the target int32[2] has nothing but ignored labels; a ${reduction} needs at least one element`,
      );
    }
    const kept = loss(zeros([2, 3]), all, { reduction: "none", ignoreIndex: 7 });
    expect(kept.toArray()).toEqual([0, 0]);
    expect(loss(zeros([0, 3]), none, { reduction: "none" }).shape).toEqual([0]);
  });

  test("an unknown reduction", () => {
    expect(() => loss(zeros([2, 3]), pair, { reduction: "avg" as Reduction })).toThrow(
      `${name}: the reduction is "avg"`,
    );
  });
});

describe("crossEntropy refuses", () => {
  test("a smoothing that is no share", () => {
    for (const labelSmoothing of [-0.1, 1.1, Number.NaN]) {
      expect(() =>
        crossEntropy(zeros([1, 2]), tensor([0], { dtype: "int32" }), { labelSmoothing }),
      ).toThrow(
        `crossEntropy: labelSmoothing is ${labelSmoothing}; it is a share between 0 and 1. Mend it.`,
      );
    }
  });

  test("float labels, probabilities of another shape, and ignoring among probabilities", () => {
    expect(() => crossEntropy(zeros([2, 3]), zeros([2]))).toThrow(
      "crossEntropy: the target float32[2] holds floats, the logits are float32[2,3]; probabilities must have the shape " +
        'of the logits. Reshape them, or cast labels: target.cast("int32").',
    );
    expect(() => crossEntropy(zeros([2, 3]), zeros([2, 3]), { ignoreIndex: 0 })).toThrow(
      "crossEntropy: ignoreIndex is 0 beside the probabilities float32[2,3]; it is for labels. Set rows that should " +
        "not count to 0.",
    );
    expect(() => crossEntropy(zeros([0, 3]), zeros([0, 3]))).toThrow(
      "crossEntropy: the target float32[0,3] is empty",
    );
    expect(() => nllLoss(zeros([2, 3]), zeros([2]))).toThrow("nllLoss: the labels are float32[2]");
  });
});
