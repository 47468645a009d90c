/** Trains a network to read handwritten digits and writes a report: `npm start`, `npm start -- --help`. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OutOfMemoryError, setEngine } from "@gradkit/tensor";
import { comparisonPage, comparisonTable, trainExercises } from "./compare.ts";
import { type Digits, loadDigits } from "./data.ts";
import { examine, samples } from "./examine.ts";
import { InputError, parseOptions, type Settings } from "./options.ts";
import { showProgress } from "./progress.ts";
import { reportPage } from "./report.ts";
import { resultOf } from "./result.ts";
import { describeSettings, percent } from "./text.ts";
import { train } from "./train.ts";

async function main(args: readonly string[]): Promise<void> {
  const { data, compare, engine, out, ...settings } = parseOptions(args);
  setEngine(engine);
  makeFolder(out);
  const digits = await loadDigits(data);
  const [images] = digits.train.x.shape;
  if (settings.batch > images) {
    throw new InputError(`--batch is ${settings.batch}; there are ${images} training images`);
  }
  console.log(`${describeSettings(settings)}.`);
  if (compare) compareAll(settings, digits, out);
  else trainOne(settings, digits, out);
}

/** One training and its report. */
function trainOne(settings: Settings, digits: Digits, out: string): void {
  const run = train(settings, digits, showProgress("", settings.steps));
  const result = resultOf(settings, run);
  const { testAccuracy, testLoss, steps, trainSeconds, stepMs } = result;
  if (!Number.isFinite(testLoss)) {
    throw new InputError(`after ${steps} steps the loss is ${testLoss}; lower --learning-rate`);
  }
  const examination = examine(run.model, digits, 24);
  save(out, "result.json", json(result));
  save(out, "report.html", reportPage({ result, examination, samples: samples(digits, 10) }));
  console.log(
    `Test accuracy ${percent(testAccuracy)} after ${trainSeconds.toFixed(1)} s of training, ${stepMs.toFixed(2)} ms a step.`,
  );
  console.log(`Report: ${join(out, "report.html")}`);
}

/** All exercises, their table and their plot. */
function compareAll(settings: Settings, digits: Digits, out: string): void {
  const outcomes = trainExercises(settings, digits);
  const results = outcomes.map(({ exercise, result }) => ({ name: exercise.name, ...result }));
  save(out, "comparison.json", json(results));
  save(out, "comparison.html", comparisonPage(settings, outcomes));
  console.log(`\n${comparisonTable(outcomes)}\n\nReport: ${join(out, "comparison.html")}`);
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new InputError(`--out ${path} cannot be made: ${String(error)}`, { cause: error });
  }
}

function save(folder: string, name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof InputError || error instanceof OutOfMemoryError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
