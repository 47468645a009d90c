import type { Tensor } from "@gradkit/tensor";
import { Generator, linspace, matmul, normal, ones, tensor, zeros } from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import {
  conditionReport,
  hessianEigenvalues,
  hutchinsonTrace,
  isConvexAt,
  lanczos,
  predictedChange,
  secondDerivativeTest,
  spectralDensity,
  surfaceOf,
} from "./index.ts";
import { bowl, close, double, list, network, rosenbrock } from "./testing.ts";

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
