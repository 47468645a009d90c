/** The results as a table for people. */

import Table from "cli-table3";
import { median, type Result } from "./row.ts";

/** Three significant digits, or a whole number. */
export function figure(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** A line a row, a column a contestant; in brackets how many times faster than the peer gradkit is. */
export function table(results: readonly Result[]): string {
  const peers = [...new Set(results.flatMap(({ peers }) => Object.keys(peers)))];
  const lines = new Table({
    head: ["row", "unit", "gradkit", ...peers],
    colAligns: ["left", "left", "right", ...peers.map(() => "right" as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const { row, unit, ours, peers: values, speedup } of results) {
    const cells = peers.map((peer) =>
      peer in values ? `${figure(values[peer])} (${speedup[peer].toFixed(2)}x)` : "",
    );
    lines.push([row, unit, figure(ours), ...cells]);
  }
  return lines.toString();
}

/** The results with one thread each, of the rows in which somebody may use more. */
export function oneThreadEach(results: readonly Result[]): Result[] {
  return results.flatMap(({ row, unit, oneThread }) =>
    oneThread ? [{ row, unit, ...oneThread }] : [],
  );
}

/** How the rows of one family stand against each peer, a line each where there are several. */
export function summary(name: string, results: readonly Result[]): string[] {
  const ratios = new Map<string, { row: string; ratio: number }[]>();
  for (const { row, speedup } of results) {
    for (const [peer, ratio] of Object.entries(speedup)) {
      ratios.set(peer, [...(ratios.get(peer) ?? []), { row, ratio }]);
    }
  }
  return [...ratios]
    .filter(([, all]) => all.length > 1)
    .map(([peer, all]) => {
      const least = all.reduce((a, b) => (b.ratio < a.ratio ? b : a));
      const middle = median(all.map(({ ratio }) => ratio)).toFixed(2);
      return `${all.length} ${name} against ${peer}: median ${middle}x, least ${least.ratio.toFixed(2)}x (${least.row})`;
    });
}
