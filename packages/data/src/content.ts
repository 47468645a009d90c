/** Bytes to be written: made a piece after another, of tensors and what stands around them. */

import { ArgumentError, describe, narrow, type Tensor } from "@gradkit/tensor";
import { dtypeBytes } from "./elements.ts";

/** The most elements of a piece. */
const pieceElements = 2 ** 17;

/** Bytes that are made when they are asked for, as often as they are. */
export interface Content {
  readonly size: number;
  readonly pieces: () => Iterable<Uint8Array<ArrayBuffer>>;
}

/** The elements of a tensor, little-endian as all memory of this platform is; every NaN with the same bits. */
export function elementsOf(op: string, x: Tensor): Content {
  const { version } = x.storage;
  const check = () => {
    if (x.storage.version === version) return;
    throw new ArgumentError(
      op,
      `${describe(x)} was changed while it was written; a file holds values of one moment. Write it before, or a clone.`,
    );
  };
  return { size: x.size * dtypeBytes[x.dtype], pieces: () => piecesOf(x, check) };
}

function* piecesOf(x: Tensor, check: () => void): Generator<Uint8Array<ArrayBuffer>> {
  const flat = x.detach().reshape([x.size]);
  try {
    for (let at = 0; at < x.size; at += pieceElements) {
      check();
      const values = narrow(flat, 0, at, Math.min(pieceElements, x.size - at)).dataSync();
      for (let i = 0; i < values.length; i++) {
        if (Number.isNaN(values[i])) values[i] = Number.NaN;
      }
      // A copy by its nature, and so never in shared memory.
      yield new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
    }
  } finally {
    if (flat.storage !== x.storage) flat.dispose();
  }
}

/** Bytes that are there. */
export function bytesAs(bytes: Uint8Array<ArrayBuffer>): Content {
  return { size: bytes.length, pieces: () => [bytes] };
}

/** One content after another. */
export function concatenated(contents: readonly Content[]): Content {
  return {
    size: contents.reduce((sum, { size }) => sum + size, 0),
    pieces: function* () {
      for (const content of contents) yield* content.pieces();
    },
  };
}

/** All bytes at once. */
export function wholeOf({ size, pieces }: Content): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces()) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** The pieces as a stream, each made when it is asked for. */
export function streamOf(
  open: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): ReadableStream<Uint8Array> {
  async function* all() {
    yield* open();
  }
  const pieces = all();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return();
      },
    },
    { highWaterMark: 0 },
  );
}
