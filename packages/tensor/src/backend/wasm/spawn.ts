/** Starts a worker in whichever way the runtime has: Node's worker threads (Bun's, Deno's), or a Worker from a Blob. */

import { builtin } from "../host.ts";

/** A worker as its starter holds it. */
export interface Spawned {
  /** Stops it wherever it is. */
  terminate(): void;
}

/** Who is told of a worker's end. */
export interface Listeners {
  /** It failed, or ended, with the reason in words. */
  onFailure(reason: string): void;
  /** Nothing of it runs any more; runtimes with a Worker from a Blob do not say so. */
  onExit(): void;
}

interface NodeWorker {
  on(event: "error", listener: (error: Error) => void): void;
  on(event: "exit", listener: (code: number) => void): void;
  postMessage(message: unknown): void;
  unref(): void;
  terminate(): void;
}

interface WorkerThreads {
  readonly Worker: new (source: string, options: object) => NodeWorker;
}

/** A worker that runs a program and is sent a message. It keeps no process open. Throws where no worker can be made. */
export function spawn(source: string, message: unknown, listeners: Listeners): Spawned {
  const { onFailure, onExit } = listeners;
  const threads = builtin<WorkerThreads>("node:worker_threads");
  if (threads) {
    // None of the program's loaders and flags: they cost time, and what they load may not like a second thread.
    const options = { eval: true, execArgv: [], env: {}, name: "gradkit" };
    const worker = new threads.Worker(source, options);
    worker.unref();
    worker.on("error", (error) => onFailure(error.message));
    worker.on("exit", (code) => {
      onFailure(`it ended with code ${code}`);
      onExit();
    });
    worker.postMessage(message);
    return worker;
  }
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module", name: "gradkit" });
  worker.onerror = (event) =>
    onFailure(event.message || "the page's content security policy may forbid blob: workers");
  worker.postMessage(message);
  return worker;
}
