import type { Tensor } from "@gradkit/tensor";
import {
  Generator,
  linspace,
  matmul,
  memory,
  normal,
  ones,
  softmaxCrossEntropy,
  tensor,
  uniform,
  zeros,
} from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import { hessian } from "../index.ts";
import {
  conditionReport,
  directionalDerivative,
  gradientNorm,
  hessianEigenvalues,
  hessianVectorProduct,
  hutchinsonTrace,
  isConvexAt,
  lanczos,
  lossSurface,
  numericalGradient,
  predictedChange,
  secondDerivativeTest,
  spectralDensity,
  surfaceOf,
} from "./index.ts";

const double = (values: number[]) => tensor(values, { dtype: "float64" });
const list = (x: { readonly length: number } & ArrayLike<number>) => Array.from(x);
const close = (found: ArrayLike<number>, expected: ArrayLike<number>, digits = 9) => {
  expect(found.length).toBe(expected.length);
  list(expected).forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value, digits);
  });
};

/** Σ scale x² / 2, whose Hessian has the scales as eigenvalues. */
const bowl = (scales: number[], at = double(scales.map(() => 1))) =>
  surfaceOf((x) => x.square().mul(double(scales)).sum().div(2), at);

/** 100 (y - x²)² + (x - 1)², with its minimum at [1, 1]. */
const rosenbrock = (p: Tensor) => {
  const [x, y] = [p.mul(tensor([1, 0])).sum(), p.mul(tensor([0, 1])).sum()];
  return y.sub(x.square()).square().mul(100).add(x.sub(1).square());
};

/** A network with 3 inputs, 4 hidden units and 2 classes, and the loss of 20 rows. */
function network(dtype: "float32" | "float64") {
  const generator = new Generator(3);
  const random = (...shape: number[]) =>
    normal(shape, { dtype, generator, std: 0.7, requiresGrad: true });
  const parameters = [random(3, 4), random(4), random(4, 2), random(2)];
  const [w1, b1, w2, b2] = parameters as [Tensor, Tensor, Tensor, Tensor];
  const x = uniform([20, 3], { dtype, generator, low: -1 });
  const labels = tensor(Int32Array.from({ length: 20 }, (_, i) => (i * i) % 2));
  const loss = () =>
    softmaxCrossEntropy(matmul(matmul(x, w1).add(b1).tanh(), w2).add(b2), labels).mean();
  return { parameters, loss, surface: lossSurface(loss, parameters) };
}

describe("a surface", () => {
  test("has values, gradients and products around its point", () => {
    const surface = surfaceOf(rosenbrock, double([-1.2, 1]));
    expect(surface.value()).toBeCloseTo(24.2, 12);
    expect(surface.value(double([2.2, 0]))).toBeCloseTo(0, 12);
    close(surface.gradient().dataSync(), [-215.6, -88]);
    close(surface.gradient(double([2.2, 0])).dataSync(), [0, 0]);
    close(surface.product(double([1, 0])).dataSync(), [1330, 480]);
    close(surface.product(double([0, 1])).dataSync(), [480, 200]);
  });

  test("flattens the point in row-major order", () => {
    const surface = surfaceOf((x) => x.mul(tensor([[0], [1]])).sum(), ones([2, 2]));
    expect(list(surface.gradient().dataSync())).toEqual([0, 0, 1, 1]);
  });

  test("of a loss puts the parameters back, also after an error, and leaves no gradients", () => {
    const { parameters, surface } = network("float64");
    const before = parameters.map(String);
    const step = ones([surface.size], { dtype: "float64" });
    expect(surface.value(step)).not.toBe(surface.value());
    surface.gradient(step);
    surface.product(step);
    expect(parameters.map(String)).toEqual(before);
    expect(parameters.every((p) => p.grad === null)).toBe(true);
    const w = tensor([1, 2], { requiresGrad: true });
    const broken = lossSurface(() => {
      if (w.dataSync()[0] !== 1) throw new Error("moved");
      return w.sum();
    }, [w]);
    expect(() => broken.value(tensor([1, 1]))).toThrow("moved");
    expect(w.toArray()).toEqual([1, 2]);
  });

  test("holds no memory between calls", () => {
    const { surface } = network("float32");
    surface.value();
    const before = memory().tensors;
    surface.value(ones([surface.size])).toFixed();
    const kept = [surface.gradient(), surface.product(ones([surface.size]))];
    // The two results and the two vectors of ones.
    expect(memory().tensors - before).toBeLessThanOrEqual(4);
    expect(kept.length).toBe(2);
  });

  test("refuses what is no surface", () => {
    expect(() => lossSurface(() => ones([]), [])).toThrow(/lossSurface: no parameters/);
    expect(() => lossSurface(() => ones([]), [ones([2])])).toThrow(/does not ask for a gradient/);
    const a = ones([1], { requiresGrad: true });
    const b = ones([1], { requiresGrad: true, dtype: "float64" });
    expect(() => lossSurface(() => a.add(b), [a, b])).toThrow(/must have one dtype/);
    expect(() => surfaceOf((x) => x, ones([2])).value()).toThrow(/must give one number/);
    expect(() => surfaceOf((x) => x.sum(), ones([2])).product(ones([3]))).toThrow(
      /product: a vector float32\[3\] over 2 coordinates; it must be float32\[2\]/,
    );
  });
});

describe("differences", () => {
  test("gradients: centred better than one-sided, both near the exact one", () => {
    const surface = surfaceOf(rosenbrock, double([-1.2, 1]));
    const error = (g: Tensor) => Math.max(...list(g.sub(surface.gradient()).abs().dataSync()));
    const centred = error(numericalGradient(surface));
    const oneSided = error(numericalGradient(surface, { scheme: "one-sided" }));
    expect(centred).toBeLessThan(1e-6);
    expect(oneSided).toBeLessThan(1e-4);
    expect(centred).toBeLessThan(oneSided);
  });

  test("their errors are those of the formulas", () => {
    // For x³ at 1 the one-sided difference is 3 + 3 h + h², the centred one 3 + h².
    const cube = surfaceOf((x) => x.pow(3).sum(), double([1]));
    const at = (scheme: "one-sided" | "centred") =>
      numericalGradient(cube, { scheme, epsilon: 0.125 }).item();
    expect(at("one-sided")).toBe(3 + 3 * 0.125 + 0.125 * 0.125);
    expect(at("centred")).toBe(3 + 0.125 * 0.125);
    const along = directionalDerivative(cube, double([2]), { scheme: "centred", epsilon: 0.125 });
    expect(along).toBe(2 * (3 + 0.125 * 0.125));
  });

  test("in float32 and on a network", () => {
    for (const [dtype, digits] of [
      ["float32", 3],
      ["float64", 8],
    ] as const) {
      const { surface } = network(dtype);
      close(numericalGradient(surface).dataSync(), surface.gradient().dataSync(), digits);
    }
  });

  test("directional derivatives", () => {
    const surface = surfaceOf(rosenbrock, double([-1.2, 1]));
    const v = double([3, -4]);
    const exact = -215.6 * 3 + 88 * 4;
    expect(directionalDerivative(surface, v)).toBeCloseTo(exact, 10);
    expect(directionalDerivative(surface, v, { scheme: "centred" })).toBeCloseTo(exact, 5);
    expect(directionalDerivative(surface, v, { scheme: "one-sided" })).toBeCloseTo(exact, 3);
    expect(directionalDerivative(surface, double([0, 0]), { scheme: "centred" })).toBe(0);
  });

  test("Hessian-vector products of a network: exact, by differences, and by the matrix", () => {
    const { surface, parameters } = network("float64");
    const v = uniform([surface.size], { dtype: "float64", low: -1, generator: new Generator(4) });
    const exact = hessianVectorProduct(surface, v).dataSync();
    close(hessianVectorProduct(surface, v, { scheme: "centred" }).dataSync(), exact, 8);
    expect(surface.size).toBe(parameters.reduce((n, p) => n + p.size, 0));
    expect(list(hessianVectorProduct(surface, v.mul(0), { scheme: "centred" }).dataSync())).toEqual(
      new Array(surface.size).fill(0),
    );
    const f = (x: Tensor) => x.square().sum().square().add(x.pow(3).sum());
    const x = uniform([6], { dtype: "float64", generator: new Generator(5) });
    const u = uniform([6], { dtype: "float64", generator: new Generator(6) });
    close(
      surfaceOf(f, x).product(u).dataSync(),
      matmul(hessian(f)(x), u.reshape([6, 1])).dataSync(),
      12,
    );
  });

  test("the gradient's norm", () => {
    expect(gradientNorm(bowl([3, 4]))).toBe(5);
  });
});

describe("the spectrum", () => {
  const scales = Array.from({ length: 200 }, (_, i) => (i === 0 ? -7 : i === 199 ? 50 : i / 200));

  test("Lanczos finds its ends, with honest errors, and weights that sum to 1", () => {
    const { smallest, largest, errors, weights, values } = lanczos(bowl(scales), { steps: 30 });
    expect(smallest).toBeCloseTo(-7, 9);
    expect(largest).toBeCloseTo(50, 9);
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    values.forEach((value, i) => {
      const nearest = Math.min(...scales.map((scale) => Math.abs(scale - value)));
      expect(nearest).toBeLessThanOrEqual(errors[i]! + 1e-9);
    });
  });

  test("as many steps as coordinates give all of it; equal ones are found once", () => {
    const all = lanczos(bowl([5, -1, 2, 9, 0.5]));
    close(all.values, [-1, 0.5, 2, 5, 9]);
    const twins = lanczos(bowl([2, 2, 2, 7, 7, 1]));
    close(twins.values, [1, 2, 7]);
    expect(list(lanczos(bowl([0, 0, 0])).values)).toEqual([0]);
  });

  test("on a network it agrees with the whole Hessian, in both dtypes", () => {
    const { surface } = network("float64");
    const whole = hessianEigenvalues(surface);
    const { smallest, largest } = lanczos(surface);
    expect(smallest).toBeCloseTo(whole[0]!, 9);
    expect(largest).toBeCloseTo(whole.at(-1)!, 9);
    const single = lanczos(network("float32").surface, { steps: 15 });
    expect(Number.isFinite(single.smallest)).toBe(true);
    expect(single.largest).toBeGreaterThan(0);
  });

  test("the density integrates to 1, overall and by parts", () => {
    // A quarter of the eigenvalues lies at 10, the rest at 1.
    const surface = bowl(Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 10 : 1)));
    const { at, density } = spectralDensity(surface, { probes: 10, sigma: 0.3 });
    const step = at[1]! - at[0]!;
    const share = (from: number, to: number) =>
      density.reduce((sum, y, i) => sum + (at[i]! >= from && at[i]! < to ? y * step : 0), 0);
    expect(share(-10, 20)).toBeCloseTo(1, 3);
    expect(Math.abs(share(5, 20) - 0.25)).toBeLessThan(0.03);
    const point = spectralDensity(bowl([2, 2]), { probes: 1 });
    expect(point.density.every(Number.isFinite)).toBe(true);
  });

  test("Hutchinson's trace is exact for a diagonal, and near for a network within its error", () => {
    expect(hutchinsonTrace(bowl([1, 2, 3.5]), { samples: 3 })).toEqual({
      trace: 6.5,
      standardError: 0,
    });
    const { surface } = network("float64");
    const exact = hessianEigenvalues(surface).reduce((a, b) => a + b);
    const { trace, standardError } = hutchinsonTrace(surface, { samples: 400 });
    expect(standardError).toBeGreaterThan(0);
    expect(Math.abs(trace - exact)).toBeLessThan(4 * standardError);
  });

  test("refuses steps, samples and sizes that make no sense", () => {
    expect(() => lanczos(bowl([1, 2]), { steps: 3 })).toThrow(
      /3 steps over 2 coordinates; valid are 1 to 2/,
    );
    expect(() => hutchinsonTrace(bowl([1]), { samples: 0 })).toThrow(/0 samples/);
    expect(() => spectralDensity(bowl([1, 2]), { points: 1 })).toThrow(/1 points/);
    expect(() => spectralDensity(bowl([1, 2]), { probes: 0 })).toThrow(/probes/);
    expect(() => hessianEigenvalues(surfaceOf((x) => x.sum(), zeros([501])))).toThrow(
      /at most 500/,
    );
    const nan = surfaceOf((x) => x.square().sum().mul(Number.NaN), ones([2]));
    expect(() => hessianEigenvalues(nan)).toThrow(/must be finite/);
  });
});

describe("what it says of a point", () => {
  test("convex or not", () => {
    expect(isConvexAt(bowl([1, 1e-3]))).toBe(true);
    expect(isConvexAt(bowl([1, 0]))).toBe(false);
    expect(isConvexAt(bowl([1, -1e-3]))).toBe(false);
    // Rosenbrock's function bends down in one direction where y > x² + 1 / 200.
    expect(isConvexAt(surfaceOf(rosenbrock, double([0, 0])))).toBe(true);
    expect(isConvexAt(surfaceOf(rosenbrock, double([0, 0.01])))).toBe(false);
  });

  test("the L2-regularised hinge loss is convex, along any line and by its Hessian", () => {
    const generator = new Generator(8);
    const x = normal([30, 3], { dtype: "float64", generator });
    const y = double(Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? 1 : -1)));
    const hinge = (w: Tensor) =>
      matmul(x, w.reshape([3, 1]))
        .reshape([30])
        .mul(y)
        .neg()
        .add(1)
        .relu()
        .mean()
        .add(w.square().sum().mul(0.1));
    for (let trial = 0; trial < 20; trial++) {
      const [a, b] = [
        normal([3], { dtype: "float64", generator }),
        normal([3], { dtype: "float64", generator }),
      ];
      expect(isConvexAt(surfaceOf(hinge, a))).toBe(true);
      const middle = hinge(a.add(b).div(2)).item();
      expect(middle).toBeLessThanOrEqual((hinge(a).item() + hinge(b).item()) / 2);
    }
  });

  test("minimum, maximum, saddle, undecided", () => {
    const kind = (scales: number[]) =>
      secondDerivativeTest(bowl(scales, zeros([scales.length], { dtype: "float64" }))).kind;
    expect(kind([1, 2])).toBe("minimum");
    expect(kind([-1, -2])).toBe("maximum");
    expect(kind([1, -2])).toBe("saddle");
    expect(kind([1, 0])).toBe("undecided");
    expect(kind([1, 0, -1])).toBe("saddle");
    const minimum = secondDerivativeTest(surfaceOf(rosenbrock, double([1, 1])));
    expect(minimum.kind).toBe("minimum");
    const root = Math.sqrt(1002 * 1002 - 4 * 400);
    close(minimum.eigenvalues, [(1002 - root) / 2, (1002 + root) / 2]);
    const quartic = surfaceOf((x) => x.pow(4).sum(), double([0, 0]));
    expect(secondDerivativeTest(quartic).kind).toBe("undecided");
    const monkey = surfaceOf(
      (x) =>
        x
          .square()
          .mul(tensor([1, -1]))
          .sum(),
      tensor([0, 0]),
    );
    expect(secondDerivativeTest(monkey).kind).toBe("saddle");
  });

  test("refuses a point that is not stationary, unless told how near is near", () => {
    const slope = bowl([1, 2]);
    expect(() => secondDerivativeTest(slope)).toThrow(
      /the gradient's length is 2\.236.*stationary/,
    );
    expect(secondDerivativeTest(slope, { tolerance: 3 }).kind).toBe("minimum");
  });

  test("conditioning", () => {
    const good = conditionReport(bowl([1, 4]));
    expect(good).toMatchObject({
      conditionNumber: 4,
      definite: true,
      poor: false,
      smallest: 1,
      largest: 4,
    });
    expect(good.text).toBe(
      "curvature from 1 to 4, condition number 4: good. Steps of gradient descent longer than 0.5 diverge.",
    );
    expect(conditionReport(bowl([1, 5000]))).toMatchObject({ poor: true, definite: true });
    expect(conditionReport(bowl([1, 0]))).toMatchObject({
      conditionNumber: Infinity,
      poor: true,
      definite: false,
    });
    expect(conditionReport(bowl([1, -2])).text).toMatch(
      /number 2: good, with flat or opposite directions/,
    );
    const large = conditionReport(
      bowl(list(linspace(1, 50, 600, { dtype: "float64" }).dataSync())),
    );
    expect(large.largest).toBeCloseTo(50, 6);
    expect(large.conditionNumber).toBeCloseTo(50, 1);
  });

  test("the predicted change of a step: exact for quadratics, of third order else", () => {
    const quadratic = predictedChange(bowl([1, 9]), 0.1);
    // g = [1, 9]: gᵀg = 82, gᵀHg = 1 + 729.
    expect(quadratic).toMatchObject({ slope: 82, bend: 730 });
    expect(quadratic.predicted).toBeCloseTo(-8.2 + 3.65, 12);
    expect(quadratic.actual).toBeCloseTo(quadratic.predicted, 12);
    expect(quadratic.best).toBeCloseTo(82 / 730, 14);
    const { surface } = network("float64");
    const off = (rate: number) => {
      const { predicted, actual } = predictedChange(surface, rate);
      return Math.abs(predicted - actual);
    };
    expect(off(0.1) / off(0.05)).toBeGreaterThan(6);
    expect(off(0.1) / off(0.05)).toBeLessThan(10);
    expect(predictedChange(bowl([-1]), 0.1).best).toBe(Infinity);
  });
});
