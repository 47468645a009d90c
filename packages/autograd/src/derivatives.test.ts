import type { Tensor } from "@gradkit/tensor";
import { arange, exp, matmul, ones, scope, sin, tensor, zeros } from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import { backward, grad, hessian, hvp, jacobian, jvp, noGrad, vhp, vjp } from "./index.ts";
import { gradCheck } from "./testing/index.ts";

const double = (values: number[]) => tensor(values, { dtype: "float64" });
const list = (x: Tensor) => Array.from(x.dataSync());
const close = (x: Tensor, expected: number[], digits = 12) => {
  expect(x.size).toBe(expected.length);
  list(x).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, digits);
  });
};

/** f(a, b) = [a₀ b, a₁ b²], whose Jacobian is [[b, 0 | a₀], [0, b² | 2 a₁ b]]. */
const curve = (a: Tensor, b: Tensor) =>
  a
    .mul(b)
    .mul(tensor([1, 0]))
    .add(a.mul(b.square()).mul(tensor([0, 1])));

describe("vjp and jvp", () => {
  const inputs: [Tensor, Tensor] = [double([3, 5]), double([2])];

  test("vjp carries a gradient of any shape back, as often as asked", () => {
    const { value, pullback } = vjp(curve, inputs);
    expect(list(value)).toEqual([6, 20]);
    expect(pullback(double([1, 0])).map(list)).toEqual([[2, 0], [3]]);
    expect(pullback(double([0, 1])).map(list)).toEqual([[0, 4], [20]]);
    expect(pullback(double([10, 1])).map(list)).toEqual([[20, 4], [50]]);
    expect(value.requiresGrad).toBe(false);
  });

  test("jvp carries changes of the inputs forth", () => {
    expect(list(jvp(curve, inputs, [double([1, 0]), double([0])]).tangent)).toEqual([2, 0]);
    expect(list(jvp(curve, inputs, [double([0, 1]), double([0])]).tangent)).toEqual([0, 4]);
    const { value, tangent } = jvp(curve, inputs, [double([1, 1]), double([10])]);
    expect(list(value)).toEqual([6, 20]);
    expect(list(tangent)).toEqual([2 + 30, 4 + 200]);
    expect(tangent.requiresGrad).toBe(false);
  });

  test("vᵀ(J t) and (vᵀJ) t agree for a function with products, rows and broadcasts", () => {
    const f = (a: Tensor, b: Tensor) => matmul(a, exp(b)).div(b.sum(0)).tanh();
    const a = arange(0, 6, 1, { dtype: "float64" }).mul(0.1).reshape([2, 3]);
    const b = arange(0, 12, 1, { dtype: "float64" }).mul(0.05).add(0.2).reshape([3, 4]);
    const [s, t] = [a.mul(a).add(0.3), b.sub(0.7)];
    const { value, pullback } = vjp(f, [a, b]);
    const v = sin(arange(0, 8, 1, { dtype: "float64" })).reshape([2, 4]);
    const [ga, gb] = pullback(v);
    const { tangent } = jvp(f, [a, b], [s, t]);
    expect(tangent.shape).toEqual(value.shape);
    const forth = v.mul(tangent).sum().item();
    expect(ga!.mul(s).sum().add(gb!.mul(t).sum()).item()).toBeCloseTo(forth, 12);
    const step = 1e-6;
    const difference = f(a.add(s.mul(step)), b.add(t.mul(step))).sub(
      f(a.sub(s.mul(step)), b.sub(t.mul(step))),
    );
    close(difference.div(2 * step), list(tangent), 8);
  });

  test("what the function does not read has no gradient and adds no change", () => {
    const f = (a: Tensor, _: Tensor) => a.mul(2);
    expect(
      vjp(f, [ones([2]), ones([3])])
        .pullback(ones([2]))
        .map(list),
    ).toEqual([
      [2, 2],
      [0, 0, 0],
    ]);
    expect(list(jvp(f, [ones([2]), ones([3])], [zeros([2]), ones([3])]).tangent)).toEqual([0, 0]);
    const constant = jvp(() => tensor([7]), [ones([2])], [ones([2])]);
    expect(list(constant.tangent)).toEqual([0]);
  });

  test("both can be differentiated again, by inputs and by vectors", () => {
    gradCheck(
      (a, b, v) => vjp(curve, [a, b]).pullback(v)[0]!.exp(),
      [...inputs, double([0.1, 0.2])],
    );
    gradCheck((a, t) => jvp((x) => x.pow(3), [a], [t]).tangent, [double([1, 2]), double([3, 1])]);
    // d³ of x⁴ along 1: 24 x.
    const slope = (f: (x: Tensor) => Tensor) => (x: Tensor) => jvp(f, [x], [ones([1])]).tangent;
    expect(slope(slope(slope((x) => x.pow(4))))(double([2])).item()).toBeCloseTo(48, 12);
  });

  test("they reach through to what the function uses from outside", () => {
    const a = tensor([3], { requiresGrad: true });
    backward(jvp((x) => x.square().mul(a), [tensor([2])], [tensor([5])]).tangent);
    expect(a.grad?.item()).toBe(20);
    a.grad = null;
    backward(vjp((x) => x.mul(a), [tensor([2])]).pullback(tensor([7]))[0]!);
    expect(a.grad!.item()).toBe(7);
    expect(
      noGrad(() => jvp((x) => x.mul(a), [tensor([2])], [tensor([5])]).tangent.requiresGrad),
    ).toBe(false);
  });

  test("keep the graph of tensors that the function uses and the caller holds", () => {
    const w = tensor([3], { requiresGrad: true });
    const square = w.square();
    expect(noGrad(() => grad((x) => x.mul(square).sum())(tensor([2]))).item()).toBe(9);
    backward(square);
    expect(w.grad?.item()).toBe(6);
  });

  test("do not overflow on 100,000 ops in a row", () => {
    scope(() => {
      const f = (x: Tensor) => {
        let y = x;
        for (let i = 0; i < 100_000; i++) y = y.add(0);
        return y;
      };
      expect(jvp(f, [tensor([1])], [tensor([3])]).tangent.item()).toBe(3);
    });
  });

  test("refuse vectors that do not fit", () => {
    const one: [Tensor] = [ones([2])];
    expect(() => jvp((x) => x, one, [])).toThrow(/jvp: 0 tangents for 1 inputs; each needs one/);
    expect(() => jvp((x) => x, one, [ones([3])])).toThrow(
      /jvp: the tangent float32\[3\] for the input float32\[2\]; the shapes must be the same/,
    );
    expect(() => vjp((x) => x, one).pullback(ones([1]))).toThrow(
      /vjp: the gradient float32\[1\] for the value float32\[2\]/,
    );
    expect(() => vjp(() => ones([1]), [])).toThrow(/vjp: no inputs/);
    expect(() => hvp((x) => x.sum(), one, [ones([3])])).toThrow(/hvp: the vector float32\[3\]/);
    expect(() => vhp((x) => x, one, [ones([2])])).toThrow(/must give one number/);
  });
});

describe("jacobian", () => {
  const f = (x: Tensor) => x.mul(x.sum()).reshape([2, 1]);

  test.each(["reverse", "forward"] as const)(
    "has the value's shape and the input's, %s",
    (mode) => {
      const j = jacobian(f, { mode })(double([1, 2]));
      expect(j.shape).toEqual([2, 1, 2]);
      expect(j.dtype).toBe("float64");
      expect(list(j)).toEqual([4, 1, 2, 5]);
      expect(j.requiresGrad).toBe(false);
    },
  );

  test.each(["reverse", "forward"] as const)("of a wide and a tall function, %s", (mode) => {
    const w = double([1, 2, 3, 4, 5, 6]).reshape([2, 3]);
    const linear = jacobian((x) => matmul(w, x), { mode });
    expect(list(linear(double([1, 1, 1])))).toEqual([1, 2, 3, 4, 5, 6]);
    const scalar = jacobian((x) => x.square().sum(), { mode })(double([1, 2]));
    expect(scalar.shape).toEqual([2]);
    expect(list(scalar)).toEqual([2, 4]);
    expect(jacobian((x) => x.mul(2), { mode })(zeros([0])).shape).toEqual([0, 0]);
  });

  test.each(["reverse", "forward"] as const)("can be differentiated again, %s", (mode) => {
    gradCheck((x) => jacobian((y) => y.mul(y.square().sum()), { mode })(x), [double([0.5, -1.5])]);
    const twice = jacobian(
      jacobian((x) => x.pow(3), { mode }),
      { mode },
    )(double([1, 2]));
    expect(twice.shape).toEqual([2, 2, 2]);
    close(twice, [6, 0, 0, 0, 0, 0, 0, 12]);
  });

  test("of grad is the Hessian", () => {
    const g = (x: Tensor) => x.square().sum().square();
    close(jacobian(grad(g))(double([1, 2])), [28, 16, 16, 52]);
    close(jacobian(grad(g), { mode: "forward" })(double([1, 2])), [28, 16, 16, 52]);
  });
});

describe("second order", () => {
  // Rosenbrock's function: H = [[2 - 400 (y - 3 x²), -400 x], [-400 x, 200]].
  const rosenbrock = (p: Tensor) => {
    const [x, y] = [p.mul(tensor([1, 0])).sum(), p.mul(tensor([0, 1])).sum()];
    return y.sub(x.square()).square().mul(100).add(x.sub(1).square());
  };

  test("the Hessian of Rosenbrock's function", () => {
    close(hessian(rosenbrock)(double([1, 1])), [802, -400, -400, 200]);
    close(hessian(rosenbrock)(double([-1.2, 1])), [1330, 480, 480, 200], 10);
  });

  test("a Hessian has the input's shape twice, and can be differentiated again", () => {
    const h = hessian((x) => x.pow(3).sum());
    expect(h(ones([2, 2])).shape).toEqual([2, 2, 2, 2]);
    const third = jacobian(h)(double([1, 2]));
    close(third, [6, 0, 0, 0, 0, 0, 0, 6]);
    expect(list(hessian((x) => x.sum())(ones([2])))).toEqual([0, 0, 0, 0]);
  });

  test("hvp and vhp are its products, over several inputs", () => {
    const f = (a: Tensor, b: Tensor) => a.square().mul(b).sum();
    // H by (a, b) for one element: [[2 b, 2 a], [2 a, 0]].
    const inputs: [Tensor, Tensor] = [double([3, 4]), double([5, 6])];
    const vectors = [double([1, 0]), double([10, 1])];
    const expected = [
      [10 + 60, 8],
      [6, 0],
    ];
    expect(hvp(f, inputs, vectors).map(list)).toEqual(expected);
    expect(vhp(f, inputs, vectors).map(list)).toEqual(expected);
    gradCheck((x, v) => hvp((y) => y.pow(4).sum(), [x], [v])[0]!, [double([1, 2]), double([3, 1])]);
    gradCheck((x, v) => vhp((y) => y.pow(4).sum(), [x], [v])[0]!, [double([1, 2]), double([3, 1])]);
  });

  test("a product without a matrix for a million inputs", () => {
    scope(() => {
      const x = ones([1_000_000]);
      const [product] = vhp((y) => y.pow(3).sum(), [x], [x]);
      expect(product!.max().item()).toBe(6);
      expect(product!.min().item()).toBe(6);
    });
  });
});
