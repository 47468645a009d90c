/** The results as a table for people. */

import Table from "cli-table3";
import type { Result } from "./row.ts";

/** Three significant digits, or a whole number. */
function figure(value: number): string {
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
