/** The workers of one build: how they are started, ended and missed. */

import type { Address } from "../backend.ts";
import { allocate, int32View, release } from "../memory.ts";
import { loseThread, onSetThreads, threads } from "../threads.ts";
import { own, ownBytes, quit, state } from "./control.ts";
import type { Spawned } from "./spawn.ts";
import { spawn } from "./spawn.ts";
import { type Start, workerSource } from "./worker.ts";

/** What workers are given. */
export interface Equipment {
  readonly modules: readonly WebAssembly.Module[];
  readonly memory: WebAssembly.Memory;
  readonly workspaceBytes: number;
  /** The block of words through which work is shared. */
  readonly control: Address;
  /** Wakes all who sleep. */
  wake(): void;
  /** The worker's program, if not our own. */
  readonly source?: string;
}

/** The workers that a pool has, as many as {@link threads} says but for the caller. */
export interface Workers {
  /** Starts workers that are missing and lets go of those that are too many. */
  adjust(): void;
  /** Whether one is ready to take work. */
  anyReady(): boolean;
  /** Stops those that hold a piece, which is too long in the making, for ever. */
  stopBusy(): void;
}

interface Member {
  readonly spawned: Spawned;
  readonly own: Address;
  readonly workspace: Address;
}

const told = new Set<string>();

/** Says once what became of a worker, and counts it as lost. */
function report(what: string): void {
  loseThread();
  if (told.has(what)) return;
  told.add(what);
  console.warn(
    `gradkit: a worker thread ${what}; the engine goes on with fewer, threads() tells how many. ` +
      "setThreads(n) starts others.",
  );
}

/** No workers at first. */
export function createWorkers(equipment: Equipment): Workers {
  const { modules, memory, workspaceBytes, control, wake, source = workerSource } = equipment;
  let members: Member[] = [];
  /** Asked to end; one may still finish a piece, so its blocks are given back only when it has ended. */
  let leaving: Member[] = [];
  /** Failed or stopped; its blocks are given back when the runtime says that it is gone, if it ever does. */
  let lost: Member[] = [];

  const stateOf = (member: Member) => Atomics.load(int32View(), member.own / 4 + own.state);

  function start(): void {
    let block: Address | undefined;
    let workspace: Address | undefined;
    try {
      block = allocate(ownBytes);
      workspace = allocate(workspaceBytes);
      int32View().fill(0, block / 4, (block + ownBytes) / 4);
      const message: Start = { modules, memory, control, own: block, workspace };
      const spawned = spawn(source, message, {
        onFailure: (reason) => onFailure(member, reason),
        onExit: () => onExit(member),
      });
      const member: Member = { spawned, own: block, workspace };
      members.push(member);
    } catch (error) {
      giveBack(block, workspace);
      report(`could not start (${error instanceof Error ? error.message : error})`);
    }
  }

  function giveBack(block: Address | undefined, workspace: Address | undefined): void {
    if (block !== undefined) release(block, ownBytes);
    if (workspace !== undefined) release(workspace, workspaceBytes);
  }

  function onFailure(member: Member, reason: string): void {
    if (!members.includes(member)) return;
    members = members.filter((each) => each !== member);
    lost.push(member);
    const started = stateOf(member) !== state.starting;
    report(`${started ? "ended" : "could not start"} (${reason})`);
  }

  function onExit(member: Member): void {
    if (!leaving.concat(lost).includes(member)) return;
    leaving = leaving.filter((each) => each !== member);
    lost = lost.filter((each) => each !== member);
    giveBack(member.own, member.workspace);
  }

  function askToEnd(member: Member): void {
    Atomics.store(int32View(), member.own / 4 + own.quit, quit.asked);
  }

  function adjust(): void {
    const most = threads() - 1;
    if (members.length > most) {
      const tooMany = members.splice(most);
      tooMany.forEach(askToEnd);
      leaving.push(...tooMany);
      wake();
    }
    while (members.length < threads() - 1) {
      const back = leaving.find(callBack);
      leaving = leaving.filter((member) => member !== back);
      if (back) members.push(back);
      else start();
    }
    if (leaving.length === 0) return;
    const ended = leaving.filter((member) => stateOf(member) === state.ended);
    for (const member of ended) giveBack(member.own, member.workspace);
    leaving = leaving.filter((member) => !ended.includes(member));
  }

  /** Asks a worker to stay after all; false where it has obeyed already. */
  function callBack(member: Member): boolean {
    const at = member.own / 4 + own.quit;
    return Atomics.compareExchange(int32View(), at, quit.asked, quit.no) === quit.asked;
  }

  onSetThreads(() => {
    told.clear();
    if (members.length > threads() - 1) adjust();
  });

  return {
    adjust,
    anyReady: () => members.some((member) => stateOf(member) !== state.starting),
    stopBusy() {
      const busy = members.concat(leaving).filter((member) => stateOf(member) === state.busy);
      members = members.filter((member) => !busy.includes(member));
      leaving = leaving.filter((member) => !busy.includes(member));
      lost.push(...busy);
      for (const member of busy) {
        askToEnd(member);
        member.spawned.terminate();
        report("did not finish a piece of work and was stopped");
      }
    },
  };
}
