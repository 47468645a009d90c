import { narrow } from "@gradkit/tensor";
import { beforeAll, expect, test, vi } from "vitest";
import { comparisonPage, comparisonTable, trainExercises } from "./compare.ts";
import { type Digits, type Images, loadDigits } from "./data.ts";
import { examine, samples } from "./examine.ts";
import { exercises } from "./exercises.ts";
import { parseOptions, type Settings } from "./options.ts";
import { reportPage } from "./report.ts";
import { resultOf } from "./result.ts";
import { type Point, type Run, train } from "./train.ts";

/** The first 1,000 training and 500 test images of MNIST. */
let digits: Digits;

beforeAll(async () => {
  const all = await loadDigits();
  const first = ({ x, y }: Images, n: number) => ({ x: narrow(x, 0, 0, n), y: narrow(y, 0, 0, n) });
  digits = { ...all, train: first(all.train, 1000), test: first(all.test, 500) };
});

function settingsOf(change: Partial<Settings>): Settings {
  const { out: _out, engine: _engine, compare: _compare, ...settings } = parseOptions([]);
  return { ...settings, ...change };
}

function trained(change: Partial<Settings>): Run {
  return train(settingsOf(change), digits, { step: () => {}, point: () => {}, end: () => {} });
}

function lastPoint(change: Partial<Settings>): Point {
  return trained(change).curve.at(-1)!;
}

test.each<Partial<Settings>>([
  {},
  { activation: "tanh" },
  { activation: "sigmoid", optimizer: "adam", learningRate: 0.01 },
  { loss: "mse", learningRate: 0.5 },
  { dropout: 0.1 },
  { optimizer: "momentum", learningRate: 0.02 },
  { optimizer: "nesterov", learningRate: 0.02 },
  { optimizer: "adamw", learningRate: 0.002 },
  { model: "softmax" },
  { model: "logistic" },
  { model: "perceptron" },
])("with %o it learns to read", (change) => {
  expect(lastPoint({ ...change, steps: 200, batch: 50 }).testAccuracy).toBeGreaterThan(0.7);
});

test("the curve has a point for the start, every hundred steps and the end", () => {
  const { curve, trainSeconds } = trained({ steps: 230, batch: 10 });
  expect(curve.map(({ step }) => step)).toEqual([0, 100, 200, 230]);
  expect(curve[3].trainLoss).toBeLessThan(curve[0].trainLoss);
  expect(trainSeconds).toBeGreaterThan(0);
});

test("the same settings give the same curve, another seed another one", () => {
  const change = { steps: 20, dropout: 0.5 };
  const { curve } = trained(change);
  expect(trained(change).curve).toEqual(curve);
  expect(trained({ ...change, seed: 2 }).curve).not.toEqual(curve);
});

test("a training that goes astray ends at the next measurement", () => {
  const { step, trainLoss } = lastPoint({ learningRate: 1000, l2: 1, steps: 300 });
  expect([step, trainLoss]).toEqual([100, Number.NaN]);
});

test("decay makes a training slower, L2 makes its weights smaller", () => {
  const loss = (decay: Settings["decay"]) => lastPoint({ steps: 100, decay }).trainLoss;
  const none = loss("none");
  for (const decay of ["power", "exponential", "piecewise"] as const) {
    expect(loss(decay)).toBeGreaterThan(none);
  }
  const squares = (l2: number) => {
    const [weight] = trained({ steps: 50, l2 }).model.module.parameters();
    return weight.square().sum().item();
  };
  expect(squares(0.1)).toBeLessThan(0.9 * squares(0));
});

test("confusion, mistakes and their pictures agree with the accuracy", () => {
  const { model, curve } = trained({ steps: 100 });
  const { confusion, wrong, mistakes, pictures } = examine(model, digits, 5);
  const right = confusion.reduce((sum, row, label) => sum + row[label], 0);
  expect(right / 500).toBeCloseTo(curve[1].testAccuracy, 6);
  expect(right + wrong).toBe(500);
  expect(confusion.flat().reduce((sum, count) => sum + count)).toBe(500);

  const labels = digits.test.y.dataSync();
  for (const { position, label, guess, score } of mistakes) {
    expect(labels[position]).toBe(label);
    expect(guess).not.toBe(label);
    expect(score).toBeGreaterThan(0.1);
    expect(score).toBeLessThanOrEqual(mistakes[0].score);
  }
  const last = narrow(digits.test.x, 0, mistakes[4].position, 1).mul(255).dataSync();
  expect([...pictures.pixels.subarray(4 * 784)]).toEqual([...last].map(Math.round));
});

/** What no report may have: scripts, and addresses of anything outside. */
const foreign = /<script|https?:|url\((?!#)|@import|<link| on\w+="/i;

test.each(["network", "perceptron"] as const)("the report of a %s is one whole page", (model) => {
  const settings = settingsOf({ model, steps: 20 });
  const run = trained(settings);
  const result = resultOf(settings, run);
  const examination = examine(run.model, digits, 24);
  const page = reportPage({ result, examination, samples: samples(digits, 10) });
  expect(foreign.exec(page)).toBeNull();
  expect(/undefined|NaN|\[object/.exec(page)).toBeNull();
  expect(page.match(/<svg /g)).toHaveLength(2);
  expect(page.match(/<img src="data:image\/png;base64,/g)).toHaveLength(1 + 24);
  for (const { label, guess } of examination.mistakes) {
    expect(page).toContain(`${label} read as <b>${guess}</b>`);
  }
});

test("every exercise is trained and stands in the table, the page and the plot", () => {
  vi.spyOn(console, "log").mockReturnValue();
  const settings = settingsOf({ steps: 3 });
  const outcomes = trainExercises(settings, digits);
  vi.restoreAllMocks();
  expect(outcomes.map(({ exercise }) => exercise)).toEqual(exercises);
  const table = comparisonTable(outcomes).split("\n");
  const page = comparisonPage(settings, outcomes);
  expect(foreign.exec(page)).toBeNull();
  expect(new Set(table.map((line) => line.length)).size).toBe(1);
  for (const [i, { exercise, result }] of outcomes.entries()) {
    expect(result.settings).toEqual({ ...settings, ...exercise.change });
    expect(Number.isFinite(result.testLoss)).toBe(true);
    expect(table[i + 1].startsWith(exercise.name)).toBe(true);
    expect(page).toContain(`<td>${exercise.name}</td>`);
  }
  // Each curve is drawn twice: for broad and for narrow windows.
  expect(page.match(/stroke="var\(--color-/g)).toHaveLength(2 * exercises.length);
});
