/** How gradkit stands against each peer, row by row, as SVG drawn by ECharts without a browser. */

import { init } from "echarts/dist/echarts.esm.min.mjs";
import type { Result } from "../harness/row.ts";

const label = { fontSize: 13, color: "var(--text)" };
const rule = { lineStyle: { color: "var(--line)" } };
const rowHeight = 24;

/**
 * A point for each peer of each row on one axis, which doubles from line to line, or in a narrow drawing becomes four
 * times as much; the colours are the page's.
 */
export function chart(results: readonly Result[], peers: readonly string[], width: number): string {
  const rows = results.filter(({ speedup }) => Object.keys(speedup).length > 0);
  // Browsers choose the font, so that nothing here knows how wide a name becomes.
  const left = 14 + 7.5 * Math.max(...rows.map(({ row }) => row.length));
  const height = rows.length * rowHeight + 48;
  const base = width < 600 ? 4 : 2;
  const drawing = init(null, null, { renderer: "svg", ssr: true, width, height });
  const ratios = rows.flatMap(({ speedup }) => Object.values(speedup));
  drawing.setOption({
    animation: false,
    textStyle: { fontFamily: "inherit" },
    grid: { left, right: 24, top: 28, bottom: 4, outerBoundsMode: "none" },
    xAxis: {
      type: "log",
      logBase: base,
      position: "top",
      min: base ** Math.floor(Math.log2(Math.min(0.5, ...ratios)) / Math.log2(base)),
      max: base ** Math.ceil(Math.log2(Math.max(2, ...ratios)) / Math.log2(base)),
      axisLabel: { ...label, color: "var(--soft)", formatter: times },
      splitLine: rule,
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: rows.map(({ row }) => row),
      axisLabel: label,
      axisLine: { show: false },
      axisTick: { show: false },
    },
    series: peers.map((peer, i) => ({
      type: "scatter",
      name: peer,
      silent: true,
      symbolSize: 11,
      itemStyle: { color: `var(--color-${i + 1})` },
      data: rows.flatMap(({ row, speedup }) => (peer in speedup ? [[speedup[peer], row]] : [])),
      ...(i === 0 && {
        markLine: {
          silent: true,
          symbol: "none",
          label: { show: false },
          lineStyle: { color: "var(--text)", type: "solid", width: 1.5 },
          data: [{ xAxis: 1 }],
        },
      }),
    })),
  });
  const svg = drawing.renderToSVGString();
  drawing.dispose();
  return inPage(svg);
}

function times(ratio: number): string {
  return ratio >= 1 ? `${ratio}×` : `1/${1 / ratio}`;
}

/** The drawing without what only a file of its own needs, and as wide as there is room. */
function inPage(svg: string): string {
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, "")
    .replace(/ xmlns(:xlink)?="[^"]*"/g, "")
    .replace(/^<svg width="\d+" height="\d+"/, "<svg");
}
