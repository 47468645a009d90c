/** A row's inputs as typed arrays. */

import { readFileSync } from "node:fs";
import type { Task } from "../harness/task.ts";

function bytesOf(task: Task, name: string): ArrayBuffer {
  const file = task.arrays[name];
  if (!file) throw new Error(`${task.row} has no input "${name}".`);
  return new Uint8Array(readFileSync(file.path)).buffer;
}

/** An input's shape. */
export function shapeOf(task: Task, name: string): number[] {
  return [...(task.arrays[name]?.shape ?? [])];
}

/** A float32 input. */
export function floats(task: Task, name: string): Float32Array<ArrayBuffer> {
  return new Float32Array(bytesOf(task, name));
}

/** An int32 input. */
export function integers(task: Task, name: string): Int32Array<ArrayBuffer> {
  return new Int32Array(bytesOf(task, name));
}
