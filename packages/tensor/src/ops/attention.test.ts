import { afterAll, describe, expect, test } from "vitest";
import { setMemoryLimit } from "../backend/memory.ts";
import { tensor } from "../create.ts";
import type { EngineName } from "../index.ts";
import { memory, setEngine, withRecording } from "../index.ts";
import { uniform } from "../random.ts";
import type { Tensor } from "../tensor.ts";
import type { AttentionOptions } from "./attention.ts";
import { scaledDotProductAttention } from "./attention.ts";
import { greater } from "./compare.ts";
import { transpose } from "./movement.ts";
import { sumTo } from "./sum-to.ts";

const engines: EngineName[] = ["reference", "wasm-strict", "wasm"];

afterAll(() => {
  setEngine("wasm");
  setMemoryLimit(2 ** 32);
});

function draw(shape: number[]): Tensor {
  const x = uniform(shape, { low: -1, high: 1, dtype: "float64" });
  x.requiresGrad = true;
  return x;
}

function expectClose(a: Tensor, b: Tensor): void {
  expect(a.shape).toEqual(b.shape);
  const wanted = b.dataSync();
  a.dataSync().forEach((value, i) => void expect(value).toBeCloseTo(wanted[i]!, 12));
}

/** The gradients by the rule of `y`'s op, recorded or not. */
function gradients(y: Tensor, g: Tensor, recorded: boolean): Tensor[] {
  return withRecording(recorded, () =>
    y.node!.rule!(g).map((part) => (typeof part === "function" ? part() : part) as Tensor),
  );
}

const [queries, keys] = [53, 131];
const masks: Record<string, () => AttentionOptions> = {
  nothing: () => ({}),
  "a mask of bool": () => ({ mask: greater(draw([2, 1, queries, keys]).detach(), 0) }),
  "a mask that is added": () => ({ mask: draw([queries, 1]).detach(), scale: 0.3 }),
  "the order": () => ({ causal: true }),
  "the order and the keys": () => ({ causal: true, mask: greater(draw([keys]).detach(), 0.5) }),
};

describe.each(engines)("on %s", (engine) => {
  test.each(Object.keys(masks))("blocks hidden by %s equal the composed form", (name) => {
    setEngine(engine);
    const heads = (length: number, width: number) => draw([2, length, 3, width]).transpose(1, 2);
    const inputs = [heads(queries, 5), heads(keys, 5), draw([3, keys, 4])] as const;
    const options = masks[name]!();
    const y = scaledDotProductAttention(...inputs, options);
    expect(y.node!.op).toBe("scaledDotProductAttention");
    const weighted = { ...options, mapWeights: (weights: Tensor) => weights };
    expectClose(y, scaledDotProductAttention(...inputs, weighted));
    const g = heads(queries, 4).detach();
    const fused = gradients(y, g, false);
    const composed = gradients(y, g, true);
    inputs.forEach(({ shape }, i) => {
      expectClose(sumTo(fused[i]!, shape), sumTo(composed[i]!, shape));
    });
  });
});

test("heads that lie side by side are read and written there", () => {
  const heads = () => draw([2, 7, 3, 4]).transpose(1, 2);
  const y = scaledDotProductAttention(heads(), heads(), heads());
  expect(transpose(y, 1, 2).layout.contiguous).toBe(true);
});

test("a mask that takes a gradient gets it", () => {
  const mask = draw([2, 3]);
  const y = scaledDotProductAttention(draw([2, 1]), draw([3, 1]), draw([3, 1]), { mask });
  expect(y.node!.op).toBe("matmul");
});

test("wide heads, and values of no width", () => {
  const wide = draw([2, 257]);
  const y = scaledDotProductAttention(wide, wide, tensor([[1], [3]], { dtype: "float64" }), {
    scale: 0,
  });
  expect(y.toArray()).toEqual([[2], [2]]);
  expect(scaledDotProductAttention(wide, wide, draw([2, 0])).shape).toEqual([2, 0]);
});

test("a sequence of 4096 needs no matrix of its scores", () => {
  const [q, k, v] = [1, 2, 3].map(() => uniform([1, 4096, 32])) as [Tensor, Tensor, Tensor];
  for (const x of [q, k, v]) x.requiresGrad = true;
  const inputs = 3 * 4096 * 32 * 4;
  setMemoryLimit(memory().reserved + 8 * inputs);
  const weighted = { causal: true, mapWeights: (weights: Tensor) => weights };
  expect(() => scaledDotProductAttention(q, k, v, weighted)).toThrow(/memory/i);
  const before = memory().bytes;
  const y = scaledDotProductAttention(q, k, v, { causal: true });
  const made = gradients(y, uniform([1, 4096, 32]), false);
  expect(made.map(({ shape }) => shape)).toEqual([q.shape, k.shape, v.shape]);
  expect(memory().bytes - before).toBeLessThan(2 * inputs);
});
