/** The report of one training: a page with curves, confusion, digits and mistakes. */

import { type Line, lineChart } from "./charts.ts";
import { type Pictures, picture, sheet } from "./digits.ts";
import type { Examination, Mistake } from "./examine.ts";
import { type Html, html, type Part, page } from "./html.ts";
import type { Result } from "./result.ts";
import { describeSettings, listSettings, percent } from "./text.ts";
import type { Point } from "./train.ts";

export interface Report {
  readonly result: Result;
  readonly examination: Examination;
  /** Ten training digits of each class, class by class. */
  readonly samples: Pictures;
}

/** The whole page. */
export function reportPage({ result, examination, samples }: Report): string {
  const title = `${percent(result.testAccuracy)} of the test digits read`;
  return page(
    "First network",
    html`<h1>${title}</h1>
<p>${describeSettings(result.settings)}.</p>
${tiles(result, examination)}
<h2>Learning curves</h2>
<p>Measured every 100 steps on all test images and on as many training images.</p>
${curves(result)}
<div class="columns">
<section>
<h2>Confusion</h2>
<p>Test images by what they show (rows) and what was read (columns).</p>
${confusionTable(examination.confusion)}
</section>
<section>
<h2>What it learned from</h2>
<p>Ten of the training images of each class.</p>
${sheet(samples, 10, "Ten training images of each class, a row for each class")}
</section>
</div>
<h2>Worst mistakes</h2>
<p>The test images that were read wrongly with the least doubt, of ${examination.wrong} that were read wrongly.</p>
<div class="digits">${examination.mistakes.map((mistake, i) => mistakeTile(examination, mistake, i))}</div>
<h2>Settings</h2>
${settingsList(result)}`,
  );
}

function tiles(result: Result, { wrong }: Examination): Html {
  const tile = (name: string, value: Part) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<dl class="tiles">
${tile("Test accuracy", percent(result.testAccuracy))}
${tile("Test loss", result.testLoss.toFixed(4))}
${tile("Read wrongly", wrong)}
${tile("Learned numbers", result.parameters.toLocaleString("en"))}
${tile("Training time", `${result.trainSeconds.toFixed(1)} s`)}
${tile("One step", `${result.stepMs.toFixed(2)} ms`)}
</dl>`;
}

function curves({ curve }: Result): Html {
  const size = { width: 440, height: 300 };
  const line = (name: string, color: number, value: (point: Point) => number): Line => ({
    name,
    color,
    points: curve.map((point) => [point.step, value(point)]),
  });
  const loss = [
    line("training images", 1, ({ trainLoss }) => trainLoss),
    line("test images", 2, ({ testLoss }) => testLoss),
  ];
  const accuracy = [
    line("training images", 1, ({ trainAccuracy }) => trainAccuracy),
    line("test images", 2, ({ testAccuracy }) => testAccuracy),
  ];
  return html`<div class="columns">
${lineChart({ ...size, title: "Loss by step", scale: "loss", lines: loss })}
${lineChart({ ...size, title: "Accuracy by step", scale: "accuracy", lines: accuracy })}
</div>`;
}

/** Counts, the wrong ones the redder the more there are. */
function confusionTable(confusion: readonly (readonly number[])[]): Html {
  const worst = Math.max(1, ...confusion.flatMap((row, i) => row.filter((_, j) => j !== i)));
  const cell = (count: number, right: boolean) => {
    if (right) return html`<td class="right">${count}</td>`;
    if (count === 0) return html`<td class="zero">0</td>`;
    const share = Math.round(8 + (52 * count) / worst);
    return html`<td style="background: color-mix(in srgb, var(--bad) ${share}%, var(--card))">${count}</td>`;
  };
  return html`<div class="wide"><table class="confusion">
<tr><th></th>${confusion.map((_, j) => html`<th>${j}</th>`)}</tr>
${confusion.map((row, i) => html`<tr><th>${i}</th>${row.map((count, j) => cell(count, i === j))}</tr>\n`)}
</table></div>`;
}

function mistakeTile({ pictures, scoreName }: Examination, mistake: Mistake, i: number): Html {
  const { label, guess, score } = mistake;
  const sure = scoreName === "probability" ? percent(score) : score.toFixed(2);
  return html`<figure>${picture(pictures, i, `A ${label}`)}
<figcaption>${label} read as <b>${guess}</b><br><small>${scoreName} ${sure}</small></figcaption></figure>
`;
}

function settingsList({ settings, engine, threads }: Result): Html {
  const entries = [...listSettings(settings), ["engine", engine], ["threads", threads]];
  return html`<dl class="settings">
${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>`;
}
