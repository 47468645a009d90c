import { backward } from "@gradkit/autograd";
import { type EngineName, Generator, normal, ones, scope, setEngine, std } from "@gradkit/tensor";
import { afterAll, describe, expect, test } from "vitest";
import { AlphaDropout, Dropout, init, Linear, SELU } from "./index.ts";

const engines: EngineName[] = ["wasm", "wasm-strict", "reference"];

afterAll(() => setEngine("wasm"));

describe.each(engines)("on %s", (engine) => {
  test("zeroes a share of p, scales the rest, and uses the same mask for the gradient", () => {
    setEngine(engine);
    const n = 20_000;
    for (const p of [0.1, 0.5, 0.75]) {
      const x = ones([n], { requiresGrad: true });
      const y = new Dropout(p, { generator: new Generator(3) }).forward(x);
      const values = y.dataSync();
      const zeros = values.filter((value) => value === 0).length;
      // Five standard deviations of a binomial share.
      expect(Math.abs(zeros / n - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / n));
      expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / (1 - p))]));
      backward(y.sum());
      expect(x.grad!.dataSync()).toEqual(values);
    }
  });

  test("draws a new mask each time, and the same ones from the same seed", () => {
    setEngine(engine);
    const masks = (seed: number) => {
      const layer = new Dropout(0.5, { generator: new Generator(seed) });
      return [layer.forward(ones([64])).toArray(), layer.forward(ones([64])).toArray()];
    };
    const [first, second] = masks(1);
    expect(second).not.toEqual(first);
    expect(masks(1)).toEqual([first, second]);
    expect(masks(2)[0]).not.toEqual(first);
  });
});

describe("a self-normalising stack", () => {
  test.each([0, 0.1])("keeps mean 0 and standard deviation 1 through 30 layers, p = %s", (p) => {
    setEngine("wasm");
    const generator = new Generator(6);
    const options = { weightInit: init.lecunNormal(), biasInit: init.zeros(), generator };
    // The input is no fixed point: it has another mean and spread.
    let x = normal([500, 100], { mean: 0.3, std: 1.2, generator });
    scope(() => {
      for (let depth = 1; depth <= 30; depth++) {
        x = new Linear(100, 100, options).forward(x);
        x = new AlphaDropout(p, { generator }).forward(new SELU().forward(x));
        if (depth < 5) continue;
        expect(Math.abs(x.mean().item())).toBeLessThan(0.15);
        expect(Math.abs(std(x).item() - 1)).toBeLessThan(0.15);
      }
    });
  });

  test("does not with plain dropout", () => {
    setEngine("wasm");
    const generator = new Generator(6);
    const options = { weightInit: init.lecunNormal(), biasInit: init.zeros(), generator };
    let x = normal([500, 100], { generator });
    for (let depth = 1; depth <= 30; depth++) {
      x = new Linear(100, 100, options).forward(x);
      x = new Dropout(0.1, { generator }).forward(new SELU().forward(x));
    }
    expect(Math.abs(std(x).item() - 1)).toBeGreaterThan(0.15);
  });
});

test("in evaluation, and with p = 0, the input comes through itself", () => {
  const x = ones([4]);
  expect(new Dropout(0.5).eval().forward(x)).toBe(x);
  expect(new Dropout(0).forward(x)).toBe(x);
  expect(new Dropout(1).forward(x).toArray()).toEqual([0, 0, 0, 0]);
  expect(new AlphaDropout(0.5).eval().forward(x)).toBe(x);
  expect(`${new Dropout()} ${new AlphaDropout(0.1)}`).toBe("Dropout(p: 0.5) AlphaDropout(p: 0.1)");
});

test("a p that is no probability is refused", () => {
  for (const p of [-0.1, 1.5, Number.NaN]) {
    expect(() => new Dropout(p)).toThrow(
      `Dropout: p is ${p}; a probability lies between 0 and 1. Mend it.`,
    );
    expect(() => new AlphaDropout(p)).toThrow(`AlphaDropout: p is ${p};`);
  }
});
