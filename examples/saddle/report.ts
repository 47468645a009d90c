/** The report: the walks on a map, their heights, and the eigenvalues, as one page with drawings. */

import { init } from "echarts/dist/echarts.esm.min.mjs";
import { Html, html, page, table } from "../first-network/html.ts";
import type { Curvature } from "./hinge.ts";
import { decay } from "./hinge.ts";
import type { Walk } from "./walks.ts";

const label = { fontSize: 14, color: "var(--soft)" };
const rule = { lineStyle: { color: "var(--line)" } };
const axis = {
  type: "value",
  axisLabel: label,
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: rule,
};

function color(i: number): string {
  return `var(--color-${i + 1})`;
}

function drawn(title: string, names: readonly string[], option: object): Html {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 1000, height: 440 });
  const grid = { left: 10, right: 20, top: 20, bottom: 30, containLabel: true };
  chart.setOption({ animation: false, textStyle: { fontFamily: "inherit" }, grid, ...option });
  const svg = chart
    .renderToSVGString()
    .replace(/<style[\s\S]*?<\/style>/g, "")
    .replace(/^<svg width="\d+" height="\d+"/, "<svg");
  chart.dispose();
  const legend = names.map(
    (name, i) => html`<span><i style="border-top: 3px solid ${color(i)}"></i>${name}</span> `,
  );
  return html`<figure><figcaption>${title}</figcaption>
<div class="chart" role="img" aria-label="${title}">${new Html(svg)}</div>
<p class="legend">${legend}</p></figure>`;
}

const lines = (walks: readonly Walk[], data: (walk: Walk) => unknown[]) =>
  walks.map((walk, i) => ({
    type: "line",
    data: data(walk),
    silent: true,
    showSymbol: false,
    z: 9 - i, // plain descent on top: all begin on its way
    lineStyle: { width: 2.5, color: color(i), type: i === 0 ? "dashed" : "solid" },
  }));

/** The ground as cells, of a stronger shade where it is lower. */
function ground(): object {
  const [columns, rows] = [60, 44];
  const cells = Array.from({ length: columns * rows }, (_, i) => {
    const x = -0.6 + ((i % columns) * 1.8) / columns;
    const y = -1.4 + (Math.floor(i / columns) * 2.8) / rows;
    const [x2, y2] = [(x + 0.015) * (x + 0.015), (y + 0.032) * (y + 0.032)];
    return [x, y, x2 / 2 + (y2 * y2) / 4 - y2 / 2];
  });
  return {
    type: "custom",
    silent: true,
    data: cells,
    renderItem: (_: unknown, api: { value(i: number): number; coord(at: number[]): number[] }) => {
      const [x, y, z] = [0, 1, 2].map((i) => api.value(i));
      const [left, bottom] = api.coord([x, y]);
      const [right, top] = api.coord([x + 1.8 / columns, y + 2.8 / rows]);
      const shape = { x: left, y: top, width: right - left + 0.3, height: bottom - top + 0.3 };
      const share = Math.round(Math.max(0, 0.6 - z) * 60);
      const fill = `color-mix(in oklab, var(--color-9) ${share}%, var(--card))`;
      return { type: "rect", shape, style: { fill } };
    },
  };
}

/** One HTML file, which fetches nothing. */
export function reportPage(walks: readonly Walk[], hinges: readonly Curvature[]): string {
  const names = walks.map(({ name }) => name);
  const map = drawn("Ways on the map; the lower, the stronger the shade", names, {
    xAxis: { ...axis, min: -0.6, max: 1.2, splitLine: { show: false } },
    yAxis: { ...axis, min: -1.4, max: 1.4, splitLine: { show: false } },
    series: [ground(), ...lines(walks, ({ points }) => [...points])],
  });
  const heights = drawn(
    "Height at each step; the saddle point lies at 0, the minima at -0.25",
    names,
    {
      xAxis: { ...axis, splitLine: { show: false } },
      yAxis: { ...axis, max: 0.1 },
      series: lines(walks, (walk) => walk.heights.map((h, i) => [i, h])),
    },
  );
  const eigenvalues = drawn(
    "Least and greatest eigenvalue of the Hessian at random weights",
    hinges.map(({ name }) => name),
    {
      xAxis: {
        ...axis,
        min: 0,
        max: "dataMax",
        axisLabel: { show: false },
        splitLine: { show: false },
      },
      yAxis: { ...axis, min: 0 },
      series: hinges.flatMap(({ extremes }, i) =>
        [0, 1].map((end) => ({
          type: "scatter",
          silent: true,
          symbol: end === 0 ? "circle" : "triangle",
          symbolSize: 7,
          data: extremes.map((pair, at) => [at, pair[end]]),
          itemStyle: { color: color(i) },
        })),
      ),
    },
  );
  const ends = walks.map(({ name, points, heights: h }) => {
    const [x, y] = points[points.length - 1];
    return [name, x.toFixed(3), y.toFixed(3), h[h.length - 1].toFixed(4)];
  });
  return page(
    "A saddle point",
    html`<h1>A saddle point</h1>
<p>Three walkers start a millionth beside the ridge of x² / 2 + y⁴ / 4 - y² / 2.</p>
${map}${heights}
${table(["walker", "x at the end", "y at the end", "height"], ends)}
<h2>A convex loss</h2>
<p>A linear classifier of two clouds of points, its loss with ${decay / 2} |w|² added. No eigenvalue is negative: the least are ${decay}.</p>
${eigenvalues}`,
  );
}
