import type { Tensor } from "@gradkit/tensor";
import { Generator, matmul, memory, ones, tensor, uniform } from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import { hessian } from "../index.ts";
import {
  directionalDerivative,
  gradientNorm,
  hessianVectorProduct,
  lossSurface,
  numericalGradient,
  surfaceOf,
} from "./index.ts";
import { bowl, close, double, list, network, rosenbrock } from "./testing.ts";

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
