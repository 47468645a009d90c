import { afterAll, describe, expect, test } from "vitest";
import type { CellName } from "../backend/recurrent.ts";
import { cellSizes } from "../backend/recurrent.ts";
import { ones, tensor, zeros } from "../create.ts";
import type { EngineName } from "../index.ts";
import { memory, setEngine, withRecording } from "../index.ts";
import { uniform } from "../random.ts";
import type { Tensor } from "../tensor.ts";
import { indexPut } from "./advanced-index.ts";
import { mul } from "./binary.ts";
import type { RecurrentWeights } from "./recurrent.ts";
import { gru, lstm, rnn } from "./recurrent.ts";
import { composedSteps } from "./recurrent-cells.ts";
import { recurrentSteps } from "./recurrent-steps.ts";

const engines: EngineName[] = ["reference", "wasm-strict", "wasm"];
const cells = Object.keys(cellSizes) as CellName[];
const nets = { rnn, gru, lstm };
const gateCounts = { rnn: 1, gru: 3, lstm: 4 };

afterAll(() => setEngine("wasm"));

function draw(shape: number[], requiresGrad = false): Tensor {
  const x = uniform(shape, { low: -1, high: 1, dtype: "float64" });
  x.requiresGrad = requiresGrad;
  return x;
}

/** Random weights of one layer and direction in float64. */
function weights(gates: number, inside: number, hidden: number): RecurrentWeights {
  const [weightIh, weightHh] = [draw([gates * hidden, inside]), draw([gates * hidden, hidden])];
  return { weightIh, weightHh, biasIh: draw([gates * hidden]), biasHh: draw([gates * hidden]) };
}

function expectClose(a: Tensor, b: Tensor): void {
  expect(a.shape).toEqual(b.shape);
  const wanted = b.dataSync();
  a.dataSync().forEach((value, i) => void expect(value).toBeCloseTo(wanted[i]!, 12));
}

describe.each(engines)("on %s", (engine) => {
  test.each(cells)("%s in one kernel equals its composed form, forward and back", (cell) => {
    setEngine(engine);
    const sizes = [4, 4, 2, 1];
    const hidden = 7;
    const gates = cellSizes[cell].gates * hidden;
    const inputs = {
      x: draw([11, gates], true),
      weight: draw([gates, hidden], true),
      h: draw([4, hidden], true),
      ...(cell === "gru" && { bias: draw([gates], true) }),
      ...(cell === "lstm" && { c: draw([4, hidden], true) }),
    };
    const y = recurrentSteps("op", cell, sizes, inputs);
    expectClose(y, composedSteps(cell, sizes, inputs));
    const g = draw([...y.shape]);
    const made = (recorded: boolean) =>
      withRecording(recorded, () =>
        y.node!.rule!(g).map((part) => (typeof part === "function" ? part() : part) as Tensor),
      );
    const [fused, composed] = [made(false), made(true)];
    expect(fused.length).toBe(y.node!.inputs.length);
    fused.forEach((part, i) => void expectClose(part, composed[i]!));
  });

  test.each(["rnn", "gru", "lstm"] as const)("%s reads no padding", (name) => {
    setEngine(engine);
    const own = [weights(gateCounts[name], 2, 3), weights(gateCounts[name], 2, 3)];
    const x = draw([4, 2, 2]);
    const options = { lengths: [2, 4], bidirectional: true };
    const clean = nets[name](x, own, options);
    const padding = [{ start: 2 }, 0];
    const spoilt = nets[name](indexPut(x, padding, Number.NaN), own, options);
    expect(spoilt.y.toArray()).toEqual(clean.y.toArray());
    expect(spoilt.h.toArray()).toEqual(clean.h.toArray());
    expect((clean.y.toArray() as number[][][]).slice(2).map((step) => step[0])).toEqual([
      [0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0],
    ]);
    const batchFirst = nets[name](x.transpose(0, 1), own, { ...options, batchFirst: true });
    expect(batchFirst.y.transpose(0, 1).toArray()).toEqual(clean.y.toArray());
  });
});

test("lengths that are all the steps change nothing", () => {
  const own = [weights(4, 2, 3)];
  const x = draw([3, 2, 2]);
  const whole = lstm(x, own);
  const given = lstm(x, own, { lengths: tensor([3, 3], { dtype: "int32" }) });
  expect(given.y.toArray()).toEqual(whole.y.toArray());
  expect(given.c.toArray()).toEqual(whole.c.toArray());
});

test("two layers are two nets in a row, with what stands between", () => {
  const own = [weights(3, 2, 3), weights(3, 3, 3)];
  const x = draw([4, 2, 2]);
  const first = gru(x, own.slice(0, 1));
  const second = gru(mul(first.y, 2), own.slice(1));
  const both = gru(x, own, { between: (y) => mul(y, 2) });
  expect(both.y.toArray()).toEqual(second.y.toArray());
  expect(both.h.toArray()).toEqual([first.h, second.h].flatMap((h) => h.toArray() as never));
});

test("a batch of nothing gives nothing", () => {
  const { y, h, c } = lstm(zeros([3, 0, 2], { dtype: "float64" }), [weights(4, 2, 3)]);
  expect([y.shape, h.shape, c.shape]).toEqual([
    [3, 0, 3],
    [1, 0, 3],
    [1, 0, 3],
  ]);
});

test("what only a gradient needs is kept for none", () => {
  const own = [{ weightIh: ones([4, 1]), weightHh: ones([4, 1]) }];
  const x = ones([1000, 1, 1]);
  const before = memory().bytes;
  const results = lstm(x, own);
  const without = memory().bytes - before;
  x.requiresGrad = true;
  const recorded = lstm(x, own);
  expect(memory().bytes - before - without).toBe(without + 4 * 5 * 1000);
  expect(recorded.y.toArray()).toEqual(results.y.toArray());
});
