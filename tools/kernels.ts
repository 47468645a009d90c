/**
 * Compiles `packages/tensor/assembly` with AssemblyScript: all kernels of the strict build, and of the fast build those
 * that are others there; both are written as hexadecimal digits. `node tools/kernels.ts` writes, `--check` compares with
 * what is there.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { main as asc } from "assemblyscript/asc";
import { kernelExports } from "./kernel-exports.ts";
import { readKernels } from "./sources.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const assembly = "packages/tensor/assembly";
const reference = "packages/tensor/src/backend/reference";
const target = "packages/tensor/src/backend/wasm/kernels.wasm.ts";

const flags = [
  "--runtime stub --noExportMemory --importMemory --sharedMemory",
  "--initialMemory 1 --maximumMemory 65536",
].flatMap((line) => line.split(" "));

/** The features of each build; *fast* differs by fused multiply-adds and what rests on them. */
const features = { fast: "simd,threads,relaxed-simd", strict: "simd,threads" } as const;

/** The sources and their kernels, by path. */
const sources = new Map(readKernels().map((source) => [source.path, source]));
const kernels = new Map(
  [...sources].map(([path, source]) => [
    path,
    kernelExports(source, (module) => {
      const imported = sources.get(`${assembly}/${basename(module)}.ts`);
      if (imported === undefined) throw new Error(`${path} imports ${module}, which is not there.`);
      return imported;
    }),
  ]),
);

/** The entry of what is compiled, which is written here. */
const entryPath = `${assembly}/index.ts`;
let entry = "";

/** The source that exports some of the kernels. */
function entryOf(isIn: (kernel: string) => boolean): string {
  return [...kernels]
    .map(([path, all]): [string, string[]] => [path, all.map(({ name }) => name).filter(isIn)])
    .filter(([, names]) => names.length > 0)
    .map(([path, names]) => `export { ${names.join(", ")} } from "./${basename(path, ".ts")}";`)
    .join("\n");
}

/**
 * A source, with its kernels' exports behind its end. The sources share the reference engine's scalar functions. Its
 * imports end in `.ts`, which asc writes once more, and the words of a float64 are read in another way there: `bits` is
 * our own.
 */
function readSource(name: string): string | null {
  const path = relative(root, join(root, name))
    .replaceAll("\\", "/")
    .replace(/\.ts\.ts$/, ".ts");
  if (path === entryPath) return entry;
  const own = path === `${reference}/bits.ts` ? `${assembly}/bits.ts` : path;
  const exported = (kernels.get(own) ?? []).flatMap(({ text }) => text ?? []);
  try {
    return [readFileSync(join(root, own), "utf8"), ...exported].join("\n");
  } catch {
    return null;
  }
}

async function compile(from: string, build: keyof typeof features, options: readonly string[]) {
  entry = from;
  const written: Uint8Array[] = [];
  let text = "";
  const { error, stderr } = await asc(
    [entryPath, "--outFile", "kernels.wasm", "--enable", features[build], ...flags, ...options],
    {
      readFile: readSource,
      writeFile: (_, contents) => {
        if (typeof contents === "string") text = contents;
        else written.push(contents);
      },
      listFiles: () => null,
    },
  );
  const [binary] = written;
  if (error || binary === undefined) throw new Error(`asc failed.\n${stderr}`);
  return { binary, text };
}

/**
 * The kernels that are others in the fast build: those that reach a relaxed instruction, and those that say which build
 * they belong to, which are one constant.
 */
function kernelsOfFast(text: string): ReadonlySet<string> {
  const bodies = new Map(
    [...text.matchAll(/^ \(func \$(\S+)(.*?)^ \)/gms)].map(([, name, body]) => [name, body]),
  );
  const calls = (body: string) => [...body.matchAll(/\bcall \$(\S+)/g)].map(([, name]) => name);
  const found = new Set(
    [...bodies].filter(([, body]) => body.includes(".relaxed_")).map(([n]) => n),
  );
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const [name, body] of bodies) if (calls(body).some((n) => found.has(n))) found.add(name);
  }
  const isConstant = (body: string) =>
    /^\s*\(result \w+\)\s+\S+\.const \S+\s*(return\s*)?$/.test(body);
  const exported = [...text.matchAll(/^ \(export "(\w+)" \(func \$(\S+)\)\)/gm)];
  return new Set(
    exported
      .filter(([, , path]) => found.has(path) || isConstant(bodies.get(path) ?? ""))
      .map(([, name]) => name),
  );
}

const names = [...kernels.values()].flat().map(({ name }) => name);
const whole = entryOf(() => true);
const sized = `${whole}\nexport { workspaceBytes } from "./matmul";`;
const readable = ["--optimizeLevel", "0", "--textFile", "kernels.wat"];
const { text } = await compile(sized, "fast", readable);
const ofFast = kernelsOfFast(text);
const part = entryOf((name) => ofFast.has(name));
const workspaceBytes = text.match(/\(global \$\S+\/workspaceBytes i32 \(i32\.const (\d+)\)\)/)?.[1];
if (workspaceBytes === undefined) throw new Error("The kernels export no workspaceBytes.");
// Shrinking, of level 1, takes 4 % off what pages load and nothing off the speed.
const optimized = ["--optimizeLevel", "3", "--shrinkLevel", "1", "--converge", "--noAssert"];
const hex = async (from: string, build: keyof typeof features) => {
  const { binary } = await compile(from, build, optimized);
  console.log(`${build}: ${binary.length} bytes`);
  return Buffer.from(binary).toString("hex");
};

// Hexadecimal digits, of which gzip makes less than of base64, in which a byte begins anywhere.
const contents = `/** Generated by tools/kernels.ts from packages/tensor/assembly; do not edit. */

/** The names of all kernels. */
export type KernelName =
${names.map((name) => `  | "${name}"`).join("\n")};

/** All kernels of the strict build. */
export const strict =
  "${await hex(whole, "strict")}";

/** The kernels that are others in the fast build, and their names. */
export const fast =
  "${await hex(part, "fast")}";

export const fastKernels =
  "${[...ofFast].join(" ")}";

/** What a thread's kernels need to work in. */
export const workspaceBytes = ${workspaceBytes};
`;

if (process.argv.includes("--check")) {
  if (readFileSync(join(root, target), "utf8") !== contents) {
    console.error(`${target} is not what its sources give; run \`npm run kernels\`.`);
    process.exitCode = 1;
  }
} else {
  writeFileSync(join(root, target), contents);
}
