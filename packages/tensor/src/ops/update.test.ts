import { afterAll, describe, expect, test } from "vitest";
import {
  adamUpdate,
  assign,
  full,
  ones,
  setEngine,
  sgdUpdate,
  tensor,
  transpose,
  zeros,
} from "../index.ts";

afterAll(() => setEngine("wasm"));

const sgd = {
  learningRate: 1,
  momentum: 0,
  dampening: 0,
  weightDecay: 0,
  nesterov: false,
  first: true,
};
const adam = {
  learningRate: 1,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  decoupled: false,
  correction1: 0.1,
  correction2: 0.001,
};

describe("an update in place", () => {
  test("changes nothing where any parameter is refused", () => {
    const a = zeros([2]);
    const b = zeros([2]);
    expect(() => sgdUpdate([a, b], [ones([2]), ones([3])], [], sgd)).toThrow(
      /a gradient float32\[3\] for the parameter float32\[2\]/,
    );
    expect(() => adamUpdate([a, b], [ones([2]), ones([2])], [zeros([2])], [], adam)).toThrow(
      /a state that is missing/,
    );
    expect(a.toArray()).toEqual([0, 0]);
  });

  test("refuses results of ops and strided views", () => {
    const w = zeros([2, 2], { requiresGrad: true });
    expect(() => assign(w.add(1), zeros([2, 2]))).toThrow(/is the result of add/);
    expect(() => assign(transpose(zeros([2, 3])), zeros([3, 2]))).toThrow(/the result of permute/);
    expect(() => assign(w, zeros([2]))).toThrow(/assign: float32\[2\] to float32\[2,2\]/);
  });

  test("reads strided gradients", () => {
    const p = zeros([2, 3]);
    sgdUpdate([p], [transpose(ones([3, 2]))], [], sgd);
    expect(p.toArray()).toEqual([
      [-1, -1, -1],
      [-1, -1, -1],
    ]);
  });
});

describe.each(["reference", "wasm-strict", "wasm"] as const)("moments on %s", (engine) => {
  test.each([
    ["float32", 1.2e-38],
    ["float64", 2.3e-308],
  ] as const)("that become subnormal are 0, NaN stays: %s", (dtype, small) => {
    setEngine(engine);
    const values = (v: number) => full([5], v, { dtype });
    const g = tensor([0, 0, 0, 0, Number.NaN], { dtype });
    const [p, m, v] = [zeros([5], { dtype }), values(small), values(small)];
    adamUpdate([p], [g], [m], [v], adam);
    expect(m.toArray()).toEqual([0, 0, 0, 0, Number.NaN]);
    expect(v.toArray()).not.toContain(0);
    const momentum = values(small);
    sgdUpdate([zeros([5], { dtype })], [g], [momentum], { ...sgd, momentum: 0.9, first: false });
    expect(momentum.toArray()).toEqual([0, 0, 0, 0, Number.NaN]);
  });
});
