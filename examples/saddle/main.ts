/** Walks from beside a saddle point, and writes a report: `npm run saddle`. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { curvatures } from "./hinge.ts";
import { reportPage } from "./report.ts";
import { walk, walkers } from "./walks.ts";

const folder = join("reports", "saddle");
const walks = walkers.map((walker) => walk(walker, 200, 1));
const hinges = curvatures(40, 1);

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "report.html"), reportPage(walks, hinges));
for (const { name, points, heights } of walks) {
  const [x, y] = points[points.length - 1];
  const last = heights[heights.length - 1];
  console.log(`${name}: at (${x.toFixed(3)}, ${y.toFixed(3)}), height ${last.toFixed(4)}`);
}
for (const { name, extremes } of hinges) {
  const all = extremes.flat();
  console.log(
    `${name}: eigenvalues from ${Math.min(...all).toFixed(4)} to ${Math.max(...all).toFixed(4)}`,
  );
}
console.log(`Report: ${join(folder, "report.html")}`);
