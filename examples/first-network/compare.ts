/** The exercises side by side: every one trained, one table, one plot. */

import { type Line, lineChart } from "./charts.ts";
import type { Digits } from "./data.ts";
import { type Exercise, exercises } from "./exercises.ts";
import { type Html, html, page, table } from "./html.ts";
import type { Settings } from "./options.ts";
import { showProgress } from "./progress.ts";
import { type Result, resultOf } from "./result.ts";
import { describeSettings, percent } from "./text.ts";
import { train } from "./train.ts";

/** An exercise and what came of it. */
export interface Outcome {
  readonly exercise: Exercise;
  readonly result: Result;
}

/** Trains every exercise from the same seed, one after the other. */
export function trainExercises(settings: Settings, digits: Digits): Outcome[] {
  const width = Math.max(...exercises.map(({ name }) => name.length));
  return exercises.map((exercise) => {
    const changed = { ...settings, ...exercise.change };
    const progress = showProgress(`${exercise.name.padEnd(width)} `, changed.steps);
    return { exercise, result: resultOf(changed, train(changed, digits, progress)) };
  });
}

const head = ["", "test accuracy", "train accuracy", "parameters", "ms a step"];

function cells({ exercise, result }: Outcome): string[] {
  const { testAccuracy, curve, parameters, stepMs } = result;
  return [
    exercise.name,
    percent(testAccuracy),
    percent(curve[curve.length - 1].trainAccuracy),
    parameters.toLocaleString("en"),
    stepMs.toFixed(2),
  ];
}

/** The table as lines of text. */
export function comparisonTable(outcomes: readonly Outcome[]): string {
  const rows = [head, ...outcomes.map(cells)];
  const widths = head.map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const aligned = rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "),
  );
  return aligned.join("\n");
}

/** A page with the plot of all curves and the table. */
export function comparisonPage(settings: Settings, outcomes: readonly Outcome[]): string {
  const lines = outcomes.map(curveOf);
  const chart = { title: "Test accuracy by step", scale: "accuracy", lines } as const;
  return page(
    "First network: the exercises",
    html`<h1>The exercises, side by side</h1>
<p>${describeSettings(settings)}; each exercise changes what it names.</p>
<div class="broad">${lineChart({ ...chart, width: 1000, height: 520 })}</div>
<div class="narrow">${lineChart({ ...chart, width: 440, height: 460 })}</div>
<h2>After the last step</h2>
${outcomesTable(outcomes)}`,
  );
}

function curveOf({ exercise, result }: Outcome): Line {
  const { name, color, dash } = exercise;
  const points = result.curve.map(({ step, testAccuracy }) => [step, testAccuracy] as const);
  return { name, color, dash, points };
}

function outcomesTable(outcomes: readonly Outcome[]): Html {
  return table(head, outcomes.map(cells));
}
