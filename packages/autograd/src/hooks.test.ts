import type { Tensor } from "@gradkit/tensor";
import { keep, ones, scope, tensor } from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import { backward, grad, onGrad } from "./index.ts";

const leaf = (values: number[]) => tensor(values, { requiresGrad: true });

describe("onGrad", () => {
  test("sees the whole gradient of an inner tensor, once, when all parts have come", () => {
    const w = leaf([3]);
    const y = w.square();
    const seen: number[] = [];
    onGrad(y, (g) => {
      seen.push(g.item());
    });
    backward(y.mul(y).add(y).sum());
    expect(seen).toEqual([2 * 9 + 1]);
    expect(w.grad?.item()).toBe(19 * 6);
  });

  test("replaces the gradient of an inner tensor and of a leaf, in the order of the hooks", () => {
    const w = leaf([1, 2]);
    const y = w.mul(2);
    onGrad(y, (g) => g.mul(3));
    onGrad(w, (g) => g.add(1));
    onGrad(w, (g) => g.mul(10));
    backward(y.sum());
    expect(w.grad?.toArray()).toEqual([70, 70]);
  });

  test("runs on a leaf before the gradient is added to the one that is there", () => {
    const w = leaf([1]);
    onGrad(w, (g) => g.mul(2));
    backward(w.sum());
    backward(w.sum());
    expect(w.grad?.item()).toBe(4);
  });

  test("is taken away alone, also while it runs", () => {
    const w = leaf([1]);
    const f = (g: Tensor) => g.mul(2);
    const first = onGrad(w, f);
    onGrad(w, f);
    first();
    first();
    let calls = 0;
    const once = onGrad(w, () => {
      calls++;
      once();
    });
    backward(w.sum());
    backward(w.sum());
    expect(w.grad?.item()).toBe(4);
    expect(calls).toBe(1);
  });

  test("works inside functions, is recorded, and gives a reversed gradient", () => {
    const reversed = (x: Tensor) => {
      const y = x.mul(1);
      onGrad(y, (g) => g.neg());
      return y.pow(3).sum();
    };
    expect(grad(reversed)(tensor([2])).item()).toBe(-12);
    // The inner pass gives -3 x²; the outer one goes through its graph, where the hook of y stands again.
    const x = leaf([2]);
    const y = x.mul(1);
    onGrad(y, (g) => g.square());
    backward(y.pow(2).sum(), { createGraph: true });
    expect(x.grad?.item()).toBe(16);
    const slope = x.grad!;
    x.grad = null;
    onGrad(slope, (g) => g.mul(0));
    backward(slope.sum());
    expect(x.grad!.item()).toBe(0);
  });

  test("hands out a gradient that keep() takes out of the scope", () => {
    const w = leaf([1, 2]);
    let seen: Tensor | undefined;
    scope(() => {
      const y = w.square();
      onGrad(y, (g) => {
        seen = keep(g);
      });
      backward(y.sum().mul(3));
    });
    expect(seen?.toArray()).toEqual([3, 3]);
  });

  test("refuses a tensor without gradient, and a gradient of another shape or dtype", () => {
    expect(() => onGrad(ones([2]), () => undefined)).toThrow(
      /onGrad: float32\[2\], the result of ones, requires no gradient/,
    );
    const w = leaf([1, 2]);
    const remove = onGrad(w, (g) => g.sum());
    expect(() => backward(w.sum())).toThrow(
      /a hook gives float32\[\] for the gradient float32\[2\]/,
    );
    remove();
    onGrad(w, (g) => g.cast("float64"));
    expect(() => backward(w.sum())).toThrow(/a hook gives float64\[2\]/);
  });
});
