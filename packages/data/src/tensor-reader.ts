/** Elements from a stream into a tensor's own memory, a piece after another. */

import { assign, narrow, type Shape, type Tensor, tensor, zeros } from "@gradkit/tensor";
import type { ByteReader } from "./byte-reader.ts";
import { decode, type ElementType, roomFor } from "./elements.ts";
import type { Fail } from "./errors.ts";

/** The most elements that lie beside the tensor while it is read. */
const pieceElements = 2 ** 17;

/** How a tensor is read. */
export interface TensorReading {
  readonly type: ElementType;
  readonly shape: Shape;
  readonly elements: number;
  readonly little: boolean;
  /**
   * Whether the file is known to hold all elements: then the tensor's memory is taken before they are there, and no second
   * one. A stream, which may end at once, is first read to the tensor's end.
   */
  readonly isThere: boolean;
  /** Told the file's bytes as they come, all at once where not {@link isThere}. */
  readonly onBytes?: ((bytes: Uint8Array<ArrayBuffer>) => Promise<void> | void) | undefined;
  readonly fail: Fail;
  /** The error for a stream that ends after a number of bytes. */
  readonly tooShort: (bytes: number) => Error;
}

/** Reads the tensor that a file ends with; `tooLong` makes the error for bytes that follow it. */
export async function readLastTensor(
  reader: ByteReader,
  reading: TensorReading,
  tooLong: () => Error,
): Promise<Tensor> {
  const x = await readTensor(reader, reading);
  try {
    if ((await reader.peek(1)).length > 0) throw tooLong();
    return x;
  } catch (error) {
    x.dispose();
    throw error;
  }
}

/** Reads one tensor; when that fails nothing is left behind. */
export async function readTensor(reader: ByteReader, reading: TensorReading): Promise<Tensor> {
  const { type, shape, elements, little, isThere, onBytes, fail, tooShort } = reading;
  const { dtype } = type;
  const most = isThere ? pieceElements : elements;
  if (elements === 0) await onBytes?.(new Uint8Array(0));
  let room = roomFor(type, Math.min(most, elements));
  let x: Tensor | undefined;
  try {
    for (let at = 0; at < elements; at += most) {
      const n = Math.min(most, elements - at);
      if (n < room.values.length) room = roomFor(type, n);
      const read = await reader.fill(room.bytes);
      if (read < room.bytes.length) throw tooShort(at * type.bytes + read);
      await onBytes?.(room.bytes);
      const values = decode(type, room, little, fail, at);
      if (n === elements) return tensor(values, { shape, dtype });
      x ??= zeros(shape, { dtype });
      const piece = tensor(values, { dtype });
      assign(narrow(x.reshape([elements]), 0, at, n), piece);
      piece.dispose();
    }
    return x ?? zeros(shape, { dtype });
  } catch (error) {
    x?.dispose();
    throw error;
  }
}
