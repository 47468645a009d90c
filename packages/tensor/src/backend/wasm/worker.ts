/**
 * The worker's program, as text: the package is one file in a bundle, and a function's own text would not survive
 * bundlers that rename or instrument. It compiles nothing; it is handed the modules and the memory.
 */

import type { Address } from "../backend.ts";
import { argumentsAt, own, quit, spinTime, state, word } from "./control.ts";

/** What a worker is told at its start. */
export interface Start {
  /** Its kernels are numbered as in `Linked.kernels`. */
  readonly modules: readonly WebAssembly.Module[];
  readonly memory: WebAssembly.Memory;
  /** The block of {@link word}. */
  readonly control: Address;
  /** The block of {@link own}. */
  readonly own: Address;
  readonly workspace: Address;
}

/** See `control.ts` for the words. */
export const workerSource = `
function start({ modules, memory, control, own, workspace }) {
  const named = modules.flatMap((module) =>
    Object.entries(new WebAssembly.Instance(module, { env: { memory } }).exports),
  );
  const kernels = [...new Map(named.filter(([, value]) => typeof value === "function")).values()];
  // Of a shared buffer a view stays valid when the memory grows.
  const words = new Int32Array(memory.buffer);
  const numbers = new Float64Array(memory.buffer);
  const first = control / 4;
  const firstNumber = control / 8 + ${argumentsAt};
  const left = first + ${word.left};
  const wake = first + ${word.wake};
  const stateWord = own / 4 + ${own.state};
  const quit = own / 4 + ${own.quit};
  const pause = Atomics.pause ?? (() => {});

  function work(piece) {
    const run = words[first + ${word.run}];
    const arity = words[first + ${word.arity}];
    const from = firstNumber + piece * arity;
    let result = run;
    try {
      kernels[words[first + ${word.kernel}]](...numbers.subarray(from, from + arity), workspace);
    } catch {
      result = 0;
    }
    const done = first + ${word.done} + piece;
    Atomics.compareExchange(words, done, -run, result);
    if (Atomics.load(words, first + ${word.waiting})) Atomics.notify(words, done);
  }

  const obeys = () =>
    Atomics.load(words, quit) &&
    Atomics.compareExchange(words, quit, ${quit.asked}, ${quit.obeyed}) === ${quit.asked};

  let sleepAt = performance.now() + ${spinTime};
  Atomics.store(words, stateWord, ${state.ready});
  while (!obeys()) {
    const count = Atomics.load(words, left);
    if (count > 0) {
      Atomics.store(words, stateWord, ${state.busy});
      if (Atomics.compareExchange(words, left, count, count - 1) === count) work(count - 1);
      Atomics.store(words, stateWord, ${state.ready});
      sleepAt = performance.now() + ${spinTime};
    } else if (performance.now() < sleepAt) {
      pause();
    } else {
      Atomics.add(words, first + ${word.sleepers}, 1);
      const seen = Atomics.load(words, wake);
      if (!Atomics.load(words, left) && !Atomics.load(words, quit)) Atomics.wait(words, wake, seen);
      Atomics.sub(words, first + ${word.sleepers}, 1);
      sleepAt = performance.now() + ${spinTime};
    }
  }
  Atomics.store(words, stateWord, ${state.ended});
}

const { parentPort } = globalThis.process?.getBuiltinModule?.("node:worker_threads") ?? {};
if (parentPort) {
  parentPort.once("message", start);
} else {
  self.onmessage = ({ data }) => {
    start(data);
    self.close();
  };
}
`;
