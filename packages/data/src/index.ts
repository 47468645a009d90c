/**
 * Data for training: readers, splits, shuffling and batches.
 *
 * @packageDocumentation
 */

export type { BatchOptions } from "./batches.ts";
export { batches } from "./batches.ts";
export type { Dataset } from "./dataset.ts";
export { labelled } from "./dataset.ts";
export { DataError } from "./errors.ts";
export type { ReadIdxOptions } from "./idx.ts";
export { readIdx, writeIdx } from "./idx.ts";
export type { ReadNpyOptions } from "./npy.ts";
export { readNpy, streamNpy, writeNpy } from "./npy.ts";
export type { ReadNpzOptions } from "./npz.ts";
export { readNpz, streamNpz, writeNpz } from "./npz.ts";
export type { ReadSafetensorsOptions, Safetensors } from "./safetensors.ts";
export { readSafetensors } from "./safetensors.ts";
export type { WriteSafetensorsOptions } from "./safetensors-writer.ts";
export { streamSafetensors, writeSafetensors } from "./safetensors-writer.ts";
export type { FileBytes } from "./save-file.ts";
export { saveFile } from "./save-file.ts";
export type { ByteSource } from "./source.ts";
export type { Parts, SplitOptions } from "./split.ts";
export { splitByShare } from "./split.ts";
