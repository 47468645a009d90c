/** A contestant's process: it reads commands, one a line, and answers each with a line of JSON. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Task } from "./task.ts";

/** How a process is started. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

interface Answer {
  readonly error?: string;
  readonly milliseconds?: number;
  readonly bytes?: number;
}

/** A started contestant. */
export class ContestantProcess {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  #complaints = "";

  constructor({ file, args, env }: Command) {
    this.#child = spawn(file, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    const { stdout, stderr, stdin } = this.#child;
    if (!stdout || !stderr || !stdin) throw new Error(`${file} was started without pipes.`);
    this.#answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
    stderr.on("data", (text) => {
      this.#complaints = (this.#complaints + text).slice(-2000);
    });
    stdin.on("error", () => {});
    this.#child.on("error", (error) => {
      this.#complaints += error.message;
    });
  }

  /** Gets ready for a row and writes its results to `task.result`. */
  async prepare(task: Task): Promise<void> {
    await this.#ask(`prepare ${JSON.stringify(task)}`);
  }

  /** Does the work so many times; the milliseconds that took. */
  async time(iterations: number): Promise<number> {
    const { milliseconds } = await this.#ask(`time ${iterations}`);
    if (typeof milliseconds === "number") return milliseconds;
    throw new Error("The contestant told no time.");
  }

  /** The greatest resident memory that the process has had, in bytes. */
  async peak(): Promise<number> {
    const { bytes } = await this.#ask("peak ");
    if (typeof bytes === "number") return bytes;
    throw new Error("The contestant told no memory.");
  }

  async #ask(command: string): Promise<Answer> {
    this.#child.stdin?.write(`${command}\n`);
    for (;;) {
      const { value, done } = await this.#answers.next();
      if (done) throw new Error(this.#complaints.trim() || "The contestant ended unasked.");
      // Libraries may print lines of their own.
      if (!value.startsWith("{")) continue;
      const answer: Answer = JSON.parse(value);
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer;
    }
  }

  /** Ends the process. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, "exit");
    this.#child.kill();
    await gone;
  }
}
