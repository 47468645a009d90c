import { setThreads } from "@gradkit/tensor";
import type { Task } from "../../harness/task.ts";

/** Called before any row is prepared. */
export function setup({ threads }: Task): void {
  setThreads(threads);
}
