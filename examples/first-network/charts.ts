/** Line charts as SVG, drawn by ECharts without a browser; their colours are the page's, light or dark. */

import { init } from "echarts/dist/echarts.esm.min.mjs";
import { Html, html } from "./html.ts";

/** One line of a chart. */
export interface Line {
  readonly name: string;
  /** Which of the page's colours, from 1. */
  readonly color: number;
  readonly dash?: "solid" | "dashed" | "dotted";
  /** Pairs of step and value. */
  readonly points: readonly (readonly [step: number, value: number])[];
}

export interface Chart {
  readonly title: string;
  /** What the values are: losses, or accuracies from 0 to 1. */
  readonly scale: "loss" | "accuracy";
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

/** A chart with its title and its legend, both as text of the page. */
export function lineChart(chart: Chart): Html {
  return html`<figure>
<figcaption>${chart.title}</figcaption>
<div class="chart" role="img" aria-label="${chart.title}">${drawn(chart)}</div>
<p class="legend">${chart.lines.map(legendEntry)}</p>
</figure>`;
}

function legendEntry({ name, color, dash = "solid" }: Line): Html {
  return html`<span><i style="border-top: 3px ${dash} var(--color-${color})"></i>${name}</span> `;
}

const label = { fontSize: 14, color: "var(--soft)" };
const rule = { lineStyle: { color: "var(--line)" } };

/**
 * What stands on the axis of values, which doubles from line to line: a loss as it is; for an accuracy the
 * errors in per cent, turned round and labelled with the accuracy, so that 98 and 99 % stand as far apart as
 * 92 and 96 %.
 */
const scales = {
  loss: { height: (loss: number) => loss, label: (y: number) => `${Number(y.toPrecision(2))}` },
  accuracy: {
    height: (accuracy: number) => 100 - 100 * accuracy,
    label: (y: number) => `${Number((100 - y).toPrecision(4))} %`,
  },
};

/** The least height: such an axis has no place for 0. */
const least = 0.01;

function drawn({ scale, lines, width, height }: Chart): Html {
  const values = scales[scale];
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: "inherit" },
    grid: { left: 4, right: 20, top: 10, bottom: 4 },
    xAxis: {
      type: "value",
      max: Math.max(...lines.flatMap(({ points }) => points.map(([step]) => step))),
      axisLabel: label,
      axisLine: { ...rule, onZero: false },
      axisTick: { show: false },
      splitLine: { show: false },
      splitNumber: Math.floor(width / 100),
    },
    yAxis: {
      type: "log",
      logBase: 2,
      inverse: scale === "accuracy",
      ...(scale === "accuracy" && { max: 100 }),
      axisLabel: { ...label, formatter: values.label },
      splitLine: rule,
    },
    series: lines.map(({ name, color, dash = "solid", points }) => ({
      type: "line",
      name,
      data: points.map(([step, value]) => [step, Math.max(values.height(value), least)]),
      silent: true,
      showSymbol: false,
      lineStyle: { width: 2, type: dash, color: `var(--color-${color})` },
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return inPage(svg);
}

/** The drawing without what only a file of its own needs. */
function inPage(svg: string): Html {
  return new Html(
    svg
      .replace(/<style[\s\S]*?<\/style>/g, "")
      .replace(/ xmlns(:xlink)?="[^"]*"/g, "")
      .replace(/^<svg width="\d+" height="\d+"/, "<svg"),
  );
}
