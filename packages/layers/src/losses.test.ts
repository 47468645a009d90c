import { backward } from "@gradkit/autograd";
import { gradCheck } from "@gradkit/autograd/testing";
import { type EngineName, Generator, normal, setEngine, tensor, zeros } from "@gradkit/tensor";
import { afterAll, describe, expect, test } from "vitest";
import { assertClose, type Plain } from "../../../tools/op-fixtures.ts";
import fixtures from "./fixtures.json" with { type: "json" };
import { bceWithLogits, l1Loss, mseLoss, type Reduction } from "./index.ts";

const engines: EngineName[] = ["wasm", "wasm-strict", "reference"];
const losses = { mseLoss, l1Loss, bceWithLogits };
const titled = Object.entries(losses);
const { inputs } = fixtures;

afterAll(() => setEngine("wasm"));

describe.each(engines)("on %s", (engine) => {
  test.each(fixtures.pairs)("$loss with reduction $reduction equals PyTorch's", (fixture) => {
    setEngine(engine);
    const loss = losses[fixture.loss as keyof typeof losses];
    const reduction = fixture.reduction as Reduction;
    for (const dtype of ["float64", "float32"] as const) {
      const tolerance =
        dtype === "float64" ? { rtol: 1e-10, atol: 1e-14 } : { rtol: 1.3e-6, atol: 1e-5 };
      const from = ({ values, shape }: Plain) => tensor([...values], { shape, dtype });
      const prediction = from(inputs.prediction);
      const target = from(fixture.loss === "bceWithLogits" ? inputs.share : inputs.target);
      prediction.requiresGrad = true;
      target.requiresGrad = true;
      const y = loss(prediction, target, { reduction });
      assertClose(y, fixture.y, tolerance);
      backward(reduction === "none" ? y.mul(from(inputs.elements)).sum() : y);
      assertClose(prediction.grad!, fixture.gradients[0], tolerance);
      assertClose(target.grad!, fixture.gradients[1], tolerance);
    }
  });

  test("cross-entropy of far logits neither overflows nor vanishes", () => {
    setEngine(engine);
    const x = tensor([200, -200, 200, -200, 30], { requiresGrad: true });
    const t = tensor([0, 1, 1, 0, 1]);
    const y = bceWithLogits(x, t, { reduction: "none" });
    // e⁻³⁰, which 1 - σ(30) would lose, in the value and in the gradient.
    const tail = 9.357622968840175e-14;
    const exact = { shape: [5], values: [200, 200, 0, 0, tail] };
    assertClose(y, exact, { rtol: 1e-6, atol: 1e-37 });
    backward(y.sum());
    const slope = { shape: [5], values: [1, -1, 0, 0, -tail] };
    assertClose(x.grad!, slope, { rtol: 1e-6, atol: 1e-37 });
  });
});

test.each(titled)("%s: gradients agree with differences to the second order", (_, loss) => {
  const generator = new Generator(8);
  const draw = () => normal([3, 2], { dtype: "float64", generator });
  for (const reduction of ["mean", "sum", "none"] as const) {
    gradCheck((p, t) => loss(p, t, { reduction }), [draw(), draw()]);
  }
});

test("the slope of binary cross-entropy at a logit of 0 is 1/2 - t", () => {
  const x = tensor([0, 0, 0], { requiresGrad: true });
  backward(bceWithLogits(x, tensor([0, 0.25, 1]), { reduction: "sum" }));
  expect(x.grad!.toArray()).toEqual([0.5, 0.25, -0.5]);
});

test("the slope of the absolute error is 0 where both are equal", () => {
  const x = tensor([1, 2, 3], { requiresGrad: true });
  backward(l1Loss(x, tensor([2, 2, 2]), { reduction: "sum" }));
  expect(x.grad!.toArray()).toEqual([-1, 0, 1]);
});

test("a target of whole numbers is taken as such", () => {
  const target = tensor(new Uint8Array([0, 255]));
  expect(mseLoss(tensor([1, 254]), target).item()).toBe(1);
});

describe.each(titled)("%s refuses", (name, loss) => {
  test("shapes that differ, also those that would broadcast", () => {
    expect(() => loss(zeros([4, 1]), zeros([4]))).toThrow(
      `${name}: the prediction is float32[4,1], the target float32[4]; a loss does not broadcast, the shapes must be ` +
        "the same. Reshape one of them.",
    );
    expect(() => loss(zeros([2, 3]), zeros([1]))).toThrow(
      /float32\[2,3\], the target float32\[1\]/,
    );
  });

  test("predictions that are no floats, and truth values as target", () => {
    const int = tensor(new Int32Array([1]));
    expect(() => loss(int, zeros([1]))).toThrow(
      `${name}: the prediction is int32[1], the target float32[1]; the prediction must be float32 or float64 and the ` +
        'target hold numbers. Cast it: x.cast("float32").',
    );
    expect(() => loss(zeros([1]), tensor([true]))).toThrow(/the target bool\[1\]/);
  });

  test("to reduce nothing", () => {
    for (const reduction of ["mean", "sum"] as const) {
      expect(() => loss(zeros([0, 3]), zeros([0, 3]), { reduction })).toThrow(
        `${name}: the target float32[0,3] is empty; a ${reduction} needs at least one element that counts. ` +
          'Leave such batches out, or pass { reduction: "none" }.',
      );
    }
    expect(loss(zeros([0, 3]), zeros([0, 3]), { reduction: "none" }).shape).toEqual([0, 3]);
  });

  test("an unknown reduction", () => {
    const reduction = "average" as Reduction;
    expect(() => loss(zeros([1]), zeros([1]), { reduction })).toThrow(
      `${name}: the reduction is "average"; the reductions are "mean", "sum" and "none". Name one.`,
    );
  });
});
