import { decode } from "fast-png";
import { expect, test } from "vitest";
import { lineChart } from "./charts.ts";
import { picture, sheet } from "./digits.ts";
import { html, page, table } from "./html.ts";

test("what is put in is escaped, once, unless it is HTML", () => {
  const inner = html`<b>${"a < b & \"c\" 'd'"}</b>`;
  expect(inner.text).toBe("<b>a &#60; b &#38; &#34;c&#34; &#39;d&#39;</b>");
  expect(html`<p>${inner}${[1, " ", inner]}</p>`.text).toBe(`<p>${inner.text}1 ${inner.text}</p>`);
  expect(page("<x>", html`y`)).toContain("<title>&#60;x&#62;</title>");
  expect(table(["<"], [["&"]]).text).toMatch(/<th>&#60;<\/th>[\s\S]*<td>&#38;<\/td>/);
});

/** The paths of the lines of a chart: their points as numbers. */
function paths(text: string): number[][] {
  return [...text.matchAll(/<path d="([^"]*)"[^>]*stroke="var\(--color-\d\)"/g)].map(([, path]) =>
    path.split(/[ML ]/).filter(Boolean).map(Number),
  );
}

test("lines are drawn in the page's colours, higher for what is better", () => {
  const size = { title: "<t>", width: 440, height: 300 };
  const line = (color: number, ...values: number[]) => ({
    name: `line ${color}`,
    color,
    points: values.map((value, i) => [i * 100, value] as const),
  });
  const accuracy = lineChart({ ...size, scale: "accuracy", lines: [line(1, 0.1, 0.9, 1)] }).text;
  const [[, low, , high, , highest]] = paths(accuracy);
  expect(low).toBeGreaterThan(high);
  expect(high).toBeGreaterThan(highest);
  const loss = lineChart({ ...size, scale: "loss", lines: [line(1, 2, 1), line(2, 1, 0)] }).text;
  const [[, start, , end], [, other]] = paths(loss);
  expect(end).toBeGreaterThan(start);
  expect(other).toBeCloseTo(end, 3);
  expect(loss).toContain("&#60;t&#62;");
  expect(loss).toContain("line 2");
});

/** The pixels of an image element. */
function pixels(text: string): { width: number; height: number; data: number[] } {
  const [, base64] = /base64,([^"]*)"/.exec(text)!;
  const { width, height, data } = decode(Buffer.from(base64, "base64"));
  return { width, height, data: [...data] };
}

test("pictures stand in rows, the last filled up with black", () => {
  const three = { width: 2, height: 1, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  expect(pixels(picture(three, 1, "").text)).toEqual({ width: 2, height: 1, data: [3, 4] });
  const all = { width: 4, height: 2, data: [1, 2, 3, 4, 5, 6, 0, 0] };
  expect(pixels(sheet(three, 2, "").text)).toEqual(all);
  const tall = { width: 1, height: 2, pixels: Uint8Array.of(1, 2, 3, 4) };
  expect(pixels(sheet(tall, 2, "").text).data).toEqual([1, 3, 2, 4]);
  expect(picture(three, 0, 'a "b"').text).toContain('alt="a &#34;b&#34;"');
});
