/** All rows of a run on one page in one file: no script, and nothing that is fetched. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Result, Row } from "../harness/row.ts";
import { figure } from "../harness/table.ts";
import { chart } from "./chart.ts";

const root = join(import.meta.dirname, "..", "..");

/** Where the page goes, beside the reports of other programs. */
export const reportPath = join(root, "reports", "benchmarks", "report.html");

/** The page's styles: those of the reports of examples, and its own. */
const styles = [
  join(root, "examples", "first-network", "theme.css"),
  join(import.meta.dirname, "report.css"),
];

/** How wide the chart is drawn: for a screen, and for a phone; the page shows one of them. */
const widths = [960, 360];

/** Writes the page of a run; `machine` says in a line what it ran on. The path is given back. */
export function writeReport(
  rows: readonly Row[],
  results: readonly Result[],
  machine: string,
): string {
  mkdirSync(dirname(reportPath), { recursive: true });
  writeFileSync(reportPath, page(rows, results, machine));
  return reportPath;
}

/** The page as text. */
export function page(rows: readonly Row[], results: readonly Result[], machine: string): string {
  const peers = [...new Set(results.flatMap(({ speedup }) => Object.keys(speedup)))];
  const css = styles.map((path) => readFileSync(path, "utf8"));
  const work = new Map(rows.map((row) => [row.name, row.work]));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>gradkit's speed</title>
<style>
${css.join("")}</style>
</head>
<body>
<main>
<h1>gradkit's speed</h1>
<p>${escaped(machine)}. Each contestant with its best number of threads; medians of alternated turns, results
compared before times.</p>
<figure>
<figcaption>How many times faster than each peer; right of the line gradkit is ahead</figcaption>
<p class="legend">${peers.map((peer, i) => `<span><i style="background: var(--color-${i + 1})"></i>${escaped(peer)}</span>`).join(" ")}</p>
<div class="chart" role="img" aria-label="gradkit against its peers; the table below has the figures">${widths.map((width) => chart(results, peers, width)).join("")}</div>
</figure>
<h2>Figures</h2>
<div class="wide"><table>
<thead><tr>${["row", "unit", "gradkit", ...peers].map((cell) => `<th>${escaped(cell)}</th>`).join("")}</tr></thead>
<tbody>
${results.map((result) => line(result, peers)).join("\n")}
</tbody>
</table></div>
<h2>What a row does</h2>
<dl>
${results.map(({ row }) => `<dt>${escaped(row)}</dt><dd>${escaped(work.get(row) ?? "")}</dd>`).join("\n")}
</dl>
</main>
</body>
</html>
`;
}

function line(
  { row, unit, ours, peers: values, speedup }: Result,
  peers: readonly string[],
): string {
  const cells = peers.map((peer) =>
    peer in values
      ? `${figure(values[peer])} <small class="${speedup[peer] >= 1 ? "ahead" : "behind"}">${speedup[peer].toFixed(2)}×</small>`
      : "",
  );
  const all = [escaped(row), unit, figure(ours), ...cells];
  return `<tr>${all.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
