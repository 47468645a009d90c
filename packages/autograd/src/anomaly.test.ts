import type { Tensor } from "@gradkit/tensor";
import { dropout, matmul, tensor, where, withName } from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import { AnomalyError, backward, checkpoint, detectAnomaly, grad, onGrad } from "./index.ts";

const leaf = (values: number[] | number[][]) => tensor(values, { requiresGrad: true });

/** The anomaly that `f` runs into. */
function anomaly(f: () => unknown): AnomalyError {
  try {
    detectAnomaly(f);
  } catch (error) {
    if (error instanceof AnomalyError) return error;
    throw error;
  }
  throw new Error("no anomaly was found");
}

describe("forward", () => {
  test("names the op, the element and that its input was finite", () => {
    const error = anomaly(() =>
      tensor([
        [1, 2, 3],
        [4, 5, -6],
      ])
        .log()
        .mul(2),
    );
    expect(error).toMatchObject({
      op: "log",
      pass: "forward",
      path: "",
      index: [1, 2],
      value: Number.NaN,
      inherited: false,
    });
    expect(error.message).toBe(
      "log: forward, float32[2,3] is NaN at [1,2]; all that it was given was finite. " +
        "Look at the op's domain and at the size of its inputs.",
    );
  });

  test("names the first op, also where none is recorded, and where infinity comes first", () => {
    const x = tensor([1, 0]);
    expect(anomaly(() => x.log().mul(0).exp())).toMatchObject({ op: "log", value: -Infinity });
    expect(anomaly(() => tensor([100]).exp().log())).toMatchObject({ op: "exp", value: Infinity });
  });

  test("says which input had it already", () => {
    const error = anomaly(() =>
      tensor([1, 2])
        .mul(3)
        .add(tensor([0, Number.NaN])),
    );
    expect(error).toMatchObject({ op: "add", index: [1], inherited: true });
    expect(error.message).toMatch(/input 1 \(float32\[2\]\) had one already/);
  });

  test("names the layer", () => {
    const layer = (name: string, f: () => Tensor) => withName(name, f);
    const error = anomaly(() =>
      layer("encoder", () => layer("layers.0", () => tensor([-1]).sqrt())),
    );
    expect(error.path).toBe("encoder.layers.0");
    expect(error.message).toMatch(
      /sqrt: forward in encoder\.layers\.0, float32\[1\] is NaN at \[0\]/,
    );
    expect(anomaly(() => [layer("a", () => tensor([1])), tensor([-1]).sqrt()]).path).toBe("");
  });

  test("lets pass what does not spread, integers, and infinities on request", () => {
    const x = tensor([1, Number.NaN]);
    const clean = detectAnomaly(() => where(tensor([true, false]), x, tensor([2, 3])));
    expect(clean.toArray()).toEqual([1, 3]);
    const masked = () => tensor([1, -Infinity]).add(0).exp();
    expect(detectAnomaly(masked, { infinity: false }).dataSync()[1]).toBe(0);
    expect(() => detectAnomaly(() => masked().log().mul(0), { infinity: false })).toThrow(
      /mul: forward, float32\[2\] is NaN at \[1\]/,
    );
  });
});

describe("backward", () => {
  test("names the op whose rule gave it, and its layer", () => {
    const x = leaf([4, 0]);
    const error = anomaly(() => backward(withName("norm", () => x.sqrt()).sum()));
    expect(error).toMatchObject({
      op: "sqrt",
      path: "norm",
      pass: "backward",
      index: [1],
      value: Infinity,
      inherited: false,
    });
    expect(error.message).toMatch(
      /^sqrt: backward in norm, the gradient float32\[2\] of input 0 is Infinity at \[1\]; all/,
    );
  });

  test("says that the gradient that came was bad already", () => {
    const error = anomaly(() =>
      backward(leaf([1, 2]).mul(3), { gradient: tensor([1, Number.NaN]) }),
    );
    expect(error).toMatchObject({ op: "mul", pass: "backward", index: [1], inherited: true });
    expect(error.message).toMatch(/the gradient of its result \(float32\[2\]\) had one already/);
  });

  test("sees gradients that become infinite as they are added up", () => {
    const big = tensor([3e38]);
    const error = anomaly(() => {
      const x = leaf([0]);
      backward(x.mul(big).add(x.mul(big)).sum());
    });
    expect(error).toMatchObject({ op: "mul", pass: "backward", value: Infinity });
  });

  test("finds it in derivatives of functions, of second order and inside checkpoints", () => {
    expect(anomaly(() => grad((x) => x.sqrt().sum())(tensor([0])))).toMatchObject({ op: "sqrt" });
    // The first derivative of x^1.5 at 0 is 0, the second infinite.
    const slope = grad((x) => x.pow(1.5).sum());
    expect(slope(tensor([0])).item()).toBe(0);
    expect(anomaly(() => grad((x) => slope(x).sum())(tensor([0])))).toMatchObject({
      pass: "backward",
    });
    const x = leaf([0]);
    expect(anomaly(() => backward(checkpoint((y) => y.sqrt(), [x]).sum()))).toMatchObject({
      op: "sqrt",
      pass: "backward",
    });
  });

  test("names a hook that gives it, of an op's result and of a leaf", () => {
    const x = leaf([1, 2]);
    onGrad(x, (g) => g.div(tensor([1, 0])));
    const error = anomaly(() => backward(x.mul(3).sum()));
    expect(error).toMatchObject({ op: "onGrad", pass: "backward", index: [1], inherited: false });
    expect(error.message).toMatch(
      /^onGrad: backward, the gradient float32\[2\] of a result of tensor is Infinity at \[1\]; all .* Look at the hook\.$/,
    );
    const between = anomaly(() => {
      const y = withName("head", () => leaf([1, 2]).mul(3));
      onGrad(y, (g) => g.mul(Number.NaN));
      backward(y, { gradient: tensor([1, Number.NaN]) });
    });
    expect(between).toMatchObject({ op: "onGrad", path: "head", index: [0], inherited: true });
    expect(between.message).toMatch(/of a result of mul is NaN .* that came .* had one already/);
  });

  test("finds nothing in a sound step, and gives back what the function gives", () => {
    const w = leaf([
      [1, 2],
      [3, 4],
    ]);
    const loss = detectAnomaly(() => {
      const y = matmul(dropout(w, 0.5), w).tanh().sum();
      backward(y);
      return y.item();
    });
    expect(Number.isFinite(loss)).toBe(true);
    expect(w.grad).not.toBeNull();
  });
});

describe("the mode", () => {
  test("ends with the call, also after an error", () => {
    expect(() => detectAnomaly(() => tensor([-1]).log())).toThrow(AnomalyError);
    expect(tensor([-1]).log().item()).toBeNaN();
    const x = leaf([0]);
    backward(x.sqrt().sum());
    expect(x.grad?.item()).toBe(Infinity);
  });

  test("refuses an async function", () => {
    // @ts-expect-error: the compiler refuses it too
    expect(() => detectAnomaly(async () => 1)).toThrow(/detectAnomaly: the function is async/);
  });
});
