/** Pieces of HTML that escape what is put into them. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Text that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What can stand in a piece of HTML; lists stand one after the other. */
export type Part = Html | string | number | readonly Part[];

/** Makes HTML from a template: pieces of HTML go in as they are, everything else as text. */
export function html(template: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(String.raw({ raw: template }, ...parts.map(render)));
}

function render(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(render).join("");
  return String(part).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A table: its head, and its rows. */
export function table(head: readonly Part[], rows: readonly (readonly Part[])[]): Html {
  return html`<div class="wide"><table>
<thead><tr>${head.map((cell) => html`<th>${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>`;
}

/** A whole page in one file: no script, and nothing that is fetched. */
export function page(title: string, body: Html): string {
  const styles = ["theme.css", "report.css"].map((name) => {
    return new Html(readFileSync(join(import.meta.dirname, name), "utf8"));
  });
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
${styles}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.text;
}
