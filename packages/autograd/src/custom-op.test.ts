import type { Tensor } from "@gradkit/tensor";
import { exp, log, ones, tensor } from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import { backward, customOp, grad, hessian, noGrad } from "./index.ts";
import { gradCheck } from "./testing/index.ts";

const double = (values: number[]) => tensor(values, { dtype: "float64" });

/** ln(1 + eˣ) through plain numbers, its gradient sigmoid by rule. */
const softness = customOp({
  name: "softness",
  forward: (x: Tensor) => log(exp(x).add(1)),
  rule: (g, y, x) => [g.mul(exp(x.sub(y)))],
});

describe("an op with a rule", () => {
  test("has the rule's gradients, to second order, through its own result", () => {
    expect(softness(double([0])).item()).toBeCloseTo(Math.LN2, 14);
    expect(grad((x) => softness(x).sum())(double([0])).item()).toBeCloseTo(0.5, 14);
    expect(hessian((x) => softness(x).sum())(double([0])).item()).toBeCloseTo(0.25, 14);
    gradCheck(softness, [double([-1, 0.5, 2])]);
  });

  test("is one op of its name, whose forward is not recorded", () => {
    const y = softness(tensor([1], { requiresGrad: true }));
    expect(y.op).toBe("softness");
    expect(y.node?.op).toBe("softness");
    expect(y.node?.inputs[0]?.node).toBeNull();
    expect(noGrad(() => softness(tensor([1], { requiresGrad: true })).requiresGrad)).toBe(false);
    expect(softness(ones([1])).requiresGrad).toBe(false);
  });

  test("the rule is what counts, not what forward does", () => {
    const straightThrough = customOp({
      name: "straightThrough",
      forward: (x: Tensor) => x.greater(0).cast("float32"),
      rule: (g) => [g],
    });
    const w = tensor([-1, 2], { requiresGrad: true });
    const y = straightThrough(w);
    expect(y.toArray()).toEqual([0, 1]);
    backward(y.mul(tensor([5, 7])).sum());
    expect(w.grad?.toArray()).toEqual([5, 7]);
  });

  test("makes only the gradients that are wanted, and broadcast ones are summed", () => {
    const made: string[] = [];
    const product = customOp({
      name: "product",
      forward: (a: Tensor, b: Tensor) => a.mul(b),
      rule: (g, _, a, b) => [
        () => {
          made.push("a");
          return g.mul(b);
        },
        () => {
          made.push("b");
          return g.mul(a);
        },
      ],
    });
    const a = tensor([3], { requiresGrad: true });
    backward(product(a, tensor([1, 2])).sum());
    expect(a.grad?.toArray()).toEqual([3]);
    expect(made).toEqual(["a"]);
  });

  test("null is no gradient; a rule with too few is refused", () => {
    const mask = customOp({
      name: "mask",
      forward: (x: Tensor, m: Tensor) => x.mul(m),
      rule: (g, _, __, m) => [g.mul(m), null],
    });
    const [x, m] = [tensor([2], { requiresGrad: true }), tensor([3], { requiresGrad: true })];
    backward(mask(x, m).sum());
    expect(x.grad?.item()).toBe(3);
    expect(m.grad).toBeNull();
    const short = customOp({
      name: "short",
      forward: (a: Tensor, b: Tensor) => a.add(b),
      // @ts-expect-error: a gradient for each input
      rule: (g) => [g],
    });
    expect(() => backward(short(x, m).sum())).toThrow(
      /short: the rule gives 1 gradients for 2 inputs/,
    );
  });
});

describe("an op with a composed form", () => {
  const norm = customOp({
    name: "norm",
    forward: (x: Tensor, scale: Tensor) => {
      let sum = 0;
      for (const value of x.dataSync()) sum += value * value;
      return scale.detach().mul(Math.sqrt(sum));
    },
    composed: (x: Tensor, scale: Tensor) => x.square().sum().sqrt().mul(scale),
  });

  test("has the composed form's gradients, to second order", () => {
    const x = double([3, 4]);
    const scale = double([2]);
    expect(norm(x, scale).toArray()).toEqual([10]);
    const slope = grad((y) => norm(y, scale).sum())(x).toArray() as number[];
    expect(slope[0]).toBeCloseTo(1.2, 14);
    expect(slope[1]).toBeCloseTo(1.6, 14);
    gradCheck(norm, [x, scale]);
  });

  test("refuses a composed form of another shape, and one that uses what is no input", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const odd = customOp({
      name: "odd",
      forward: (y: Tensor) => y.mul(2),
      composed: (y: Tensor) => y.sum(),
    });
    expect(() => backward(odd(x).sum())).toThrow(
      /odd: the composed form gives float32\[\], forward float32\[2\]/,
    );
    const w = tensor([3], { requiresGrad: true });
    const hidden = customOp({
      name: "hidden",
      forward: (y: Tensor) => y.mul(w),
      composed: (y: Tensor) => y.mul(w),
    });
    expect(() => backward(hidden(x).sum())).toThrow(
      /hidden: the composed form uses float32\[1\], which requires a gradient and is no input/,
    );
  });
});
