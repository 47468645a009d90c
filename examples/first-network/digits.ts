/** Pictures of digits as PNG inside of the page. */

import { encode } from "fast-png";
import { type Html, html } from "./html.ts";

/** Grey pictures of one size, one after the other: 0 is black, 255 white. */
export interface Pictures {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** The picture at `position` alone. */
export function picture({ width, height, pixels }: Pictures, position: number, text: string): Html {
  const size = width * height;
  return image(width, height, pixels.subarray(position * size, (position + 1) * size), text);
}

/** All pictures in rows of `columns`. */
export function sheet({ width, height, pixels }: Pictures, columns: number, text: string): Html {
  const count = pixels.length / (width * height);
  const sheetWidth = columns * width;
  const joined = new Uint8Array(sheetWidth * height * Math.ceil(count / columns));
  for (let line = 0; line < count * height; line++) {
    const position = Math.floor(line / height);
    const top = Math.floor(position / columns) * height + (line % height);
    const start = top * sheetWidth + (position % columns) * width;
    joined.set(pixels.subarray(line * width, (line + 1) * width), start);
  }
  return image(sheetWidth, joined.length / sheetWidth, joined, text);
}

function image(width: number, height: number, data: Uint8Array, text: string): Html {
  const png = encode({ width, height, data, channels: 1, depth: 8 });
  const address = `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
  return html`<img src="${address}" alt="${text}" width="${width}" height="${height}">`;
}
