import {
  adamUpdate,
  assign,
  dropout,
  memory,
  ones,
  scope,
  setMemoryLimit,
  sgdUpdate,
  tensor,
  zeros,
} from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import { backward, enableGrad, grad, noGrad } from "./index.ts";

const leaf = (values: number[]) => tensor(values, { requiresGrad: true });

describe("backward", () => {
  test("leaves gradients on the leaves that require them", () => {
    const w = leaf([2, 3]);
    const x = tensor([5, 7]);
    backward(w.mul(x).sum());
    expect(w.grad?.toArray()).toEqual([5, 7]);
    expect(x.grad).toBeNull();
  });

  test("adds to the gradient that is there", () => {
    const w = leaf([2, 3]);
    backward(w.square().sum());
    backward(w.sum());
    expect(w.grad?.toArray()).toEqual([5, 7]);
  });

  test("walks an op once, whatever reads its result", () => {
    const w = leaf([3]);
    const y = w.square();
    backward(y.mul(y).add(y).sum());
    expect(w.grad?.item()).toBe(4 * 27 + 6);
  });

  test("undoes broadcasting and promotion", () => {
    const w = leaf([1, 2]);
    const wide = tensor([[1], [2], [3]], { dtype: "float64", requiresGrad: true });
    const y = w.add(wide);
    backward(y.mul(y).sum());
    expect(w.grad?.dtype).toBe("float32");
    expect(w.grad?.toArray()).toEqual([18, 24]);
    expect(wide.grad?.dtype).toBe("float64");
    expect(wide.grad?.toArray()).toEqual([[10], [14], [18]]);
  });

  test("gives leaves that share a gradient storages of their own", () => {
    const a = leaf([1]);
    const b = leaf([2]);
    backward(a.add(b).sum());
    expect(a.grad?.storage).not.toBe(b.grad?.storage);
  });

  test("does not overflow on 100,000 ops in a row", () => {
    scope(() => {
      const w = leaf([1]);
      let y = w.add(0);
      for (let i = 1; i < 100_000; i++) y = y.add(0);
      backward(y.sum());
      expect(w.grad?.item()).toBe(1);
    });
  });

  test("takes the gradient at an output that is no scalar", () => {
    const w = leaf([1, 2]);
    backward(w.square(), { gradient: tensor([10, 1]) });
    expect(w.grad?.toArray()).toEqual([20, 4]);
  });

  test("with createGraph its gradients can be differentiated", () => {
    const w = leaf([2]);
    backward(w.pow(3).sum(), { createGraph: true });
    const slope = w.grad!;
    w.grad = null;
    backward(slope.sum());
    expect(w.grad!.item()).toBe(12);
  });
});

describe("backward refuses", () => {
  test("an output that is no scalar", () => {
    expect(() => backward(leaf([1, 2]).square())).toThrow(/backward: float32\[2\] is no scalar/);
  });

  test("an output without a graph", () => {
    expect(() => backward(tensor([1]).square())).toThrow(
      /hangs on no tensor that requires a gradient/,
    );
    expect(() => backward(noGrad(() => leaf([1]).square()))).toThrow(/outside of noGrad/);
  });

  test("a second pass, unless the graph is retained", () => {
    const w = leaf([2]);
    const y = w.square().sum();
    backward(y, { retainGraph: true });
    backward(y);
    expect(w.grad?.item()).toBe(8);
    expect(() => backward(y)).toThrow(/let go by an earlier backward pass.*retainGraph/);
  });

  test("a tensor that was freed", () => {
    const w = leaf([2]);
    const x = tensor([3]);
    const y = w.mul(x).sum();
    x.dispose();
    expect(() => backward(y)).toThrow(/the tensor made by tensor was freed by dispose/);
  });

  test("inputs changed in place since", () => {
    for (const change of [
      (w: ReturnType<typeof leaf>) => assign(w, tensor([5])),
      (w: ReturnType<typeof leaf>) =>
        sgdUpdate([w], [ones([1])], [], {
          learningRate: 1,
          momentum: 0,
          dampening: 0,
          weightDecay: 0,
          nesterov: false,
          first: true,
        }),
      (w: ReturnType<typeof leaf>) =>
        adamUpdate([w], [ones([1])], [zeros([1])], [zeros([1])], {
          learningRate: 1,
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-8,
          weightDecay: 0,
          decoupled: false,
          correction1: 0.1,
          correction2: 0.001,
        }),
    ]) {
      const w = leaf([2]);
      const y = w.square().sum();
      change(w);
      expect(() => backward(y)).toThrow(
        /an input of square .* was changed in place after it was used/,
      );
    }
  });

  test("a gradient of another shape", () => {
    expect(() => backward(leaf([1, 2]).square(), { gradient: ones([3]) })).toThrow(
      /float32\[3\] for the output float32\[2\]/,
    );
  });
});

describe("memory", () => {
  test("a pass frees masks and lets go of what the graph kept", () => {
    scope(() => {
      const w = leaf([1, 2, 3, 4]);
      const loss = dropout(w, 0.5).sum();
      const masks = () => memory().byOp.find(({ op }) => op === "bernoulli")?.tensors ?? 0;
      const before = masks();
      backward(loss);
      expect(masks()).toBe(before - 1);
    });
  });

  test("what hangs on a loss that is held goes with its graph", () => {
    const w = leaf([1, 2]);
    const y = w.square();
    const loss = y.sum();
    backward(loss);
    expect(loss.node?.inputs).toEqual([]);
    expect(() => backward(y, { gradient: ones([2]) })).toThrow(
      /let go by an earlier backward pass/,
    );
  });

  test("gradients outlive the scope that they were made in, and go when they are replaced", () => {
    const w = leaf([1, 2]);
    scope(() => backward(w.square().sum()));
    expect(w.grad?.toArray()).toEqual([2, 4]);
    const held = memory().tensors;
    for (let i = 0; i < 10; i++) {
      scope(() => {
        w.grad = null;
        backward(w.square().sum());
      });
    }
    expect(memory().tensors).toBe(held);
  });

  test("past the limit the error names the biggest holders", () => {
    setMemoryLimit(2 ** 23);
    try {
      scope(() => {
        const all = () => Array.from({ length: 100 }, () => ones([2 ** 18]));
        expect(all).toThrow(/out of memory: 1.0 MiB .* most by ones \d+\.\d MiB.*scope/);
      });
      expect(
        scope(() =>
          ones([2 ** 18])
            .sum()
            .item(),
        ),
      ).toBe(2 ** 18);
    } finally {
      setMemoryLimit(2 ** 32);
    }
  });
});

describe("noGrad", () => {
  test("switches recording off and on", () => {
    const w = leaf([1]);
    expect(noGrad(() => w.square().requiresGrad)).toBe(false);
    expect(noGrad(() => enableGrad(() => w.square().requiresGrad))).toBe(true);
    expect(w.square().requiresGrad).toBe(true);
  });

  test("refuses an async function", () => {
    // @ts-expect-error: the compiler refuses it too
    expect(() => noGrad(async () => 1)).toThrow(/noGrad: the function is async/);
  });
});

describe("grad", () => {
  test("differentiates as often as asked", () => {
    const f = (x: ReturnType<typeof leaf>) => x.pow(4).sum();
    const x = tensor([2], { dtype: "float64" });
    expect(grad(f)(x).item()).toBeCloseTo(32, 12);
    expect(grad((y) => grad(f)(y).sum())(x).item()).toBeCloseTo(48, 12);
    expect(grad((z) => grad((y) => grad(f)(y).sum())(z).sum())(x).item()).toBeCloseTo(48, 12);
  });

  test("reaches through to what the function uses from outside", () => {
    const a = tensor([3], { requiresGrad: true });
    const slope = grad((x) => a.mul(x.square()).sum())(tensor([2]));
    backward(slope.sum());
    expect(a.grad?.item()).toBe(4);
  });

  test("keeps no graph where nothing outside asks for one", () => {
    const slope = grad((x) => x.square().sum())(tensor([2]));
    expect(slope.requiresGrad).toBe(false);
  });

  test("refuses a function that gives no number", () => {
    expect(() => grad((x) => x.square())(tensor([1, 2]))).toThrow(
      /gives float32\[2\]; it must give one number/,
    );
  });
});
