import { join, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { packages, root } from "./packages.ts";
import { parse, readKernels, readSources } from "./sources.ts";
import {
  foreignImports,
  importCycles,
  inexactMath,
  levelErrors,
  longFileErrors,
  undocumented,
} from "./structure.ts";

const sources = readSources();
const example = (path: string, text: string) => parse(`packages/tensor/src/${path}`, text);

test("tensor's files import only from their own level or below", () => {
  expect(levelErrors(sources)).toEqual([]);
});

test("an import from a higher level is found, a type import is not", () => {
  const upwards = example("shape.ts", 'export { add } from "./ops/binary.ts";');
  const types = example("dtype.ts", 'import { type Tensor } from "./tensor.ts";');
  const downwards = example("ops/binary.ts", 'import { a } from "../shape.ts";');
  expect(levelErrors([upwards, types, downwards])).toEqual([
    "packages/tensor/src/shape.ts (level 0) imports packages/tensor/src/ops/binary.ts (level 3)",
  ]);
  expect(levelErrors([example("helpers.ts", "")])).toEqual([
    "packages/tensor/src/helpers.ts has no level: give it one in tools/structure.ts",
  ]);
});

test("no files import each other in a ring", () => {
  expect(importCycles(sources)).toEqual([]);
});

test("a ring of imports is found once, one closed by a type import or within ops is not", () => {
  const a = example("a.ts", 'import { b } from "./ops/b.ts"; import { c } from "./c.ts";');
  const b = example("ops/b.ts", 'import { a } from "../a.ts";');
  const c = example("c.ts", 'import type { a } from "./a.ts";');
  const d = example("ops/d.ts", 'import { e } from "./e.ts";');
  const e = example("ops/e.ts", 'import { d } from "./d.ts";');
  expect(importCycles([a, b, c, d, e])).toEqual([
    "packages/tensor/src/a.ts -> packages/tensor/src/ops/b.ts -> packages/tensor/src/a.ts",
  ]);
});

test("packages import only what they depend on", () => {
  expect(foreignImports(sources, packages)).toEqual([]);
});

test("an import of another package that is not declared is found", () => {
  const upwards = example("a.ts", 'import { Linear } from "@gradkit/layers";');
  const own = example("b.ts", 'import { add } from "@gradkit/tensor";');
  expect(foreignImports([upwards, own], packages)).toHaveLength(2);
});

test("files keep to their size", () => {
  const kernels = readKernels();
  expect(kernels.length).toBeGreaterThan(10);
  expect(longFileErrors([...sources, ...kernels])).toEqual([]);
});

test("a file of 301 lines is found", () => {
  const lines = (count: number) => example(`ops/${count}.ts`, "export {};\n".repeat(count));
  expect(longFileErrors([lines(300), lines(301)])).toHaveLength(1);
});

test("no result rests on what differs between engines", () => {
  expect(inexactMath(sources)).toEqual([]);
});

test("every way to an inexact function is found, exact ones are not", () => {
  const code = `
    const a = Math.exp(1);
    const b = 2 ** a;
    const { log } = Math;
    const c = Math["sin"](1);
    const d = Math.sqrt(Math.fround(2)) + Math.PI * 2 ** 20;
  `;
  const places = inexactMath([example("ops/unary.ts", code)]).map((error) => error.split(" ")[0]);
  expect(places).toEqual([2, 3, 4, 5].map((line) => `packages/tensor/src/ops/unary.ts:${line}`));
});

test("every public name has a doc comment", () => {
  const config = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const entries = packages.flatMap((each) => [...each.entries.values()]);
  const paths = entries.map((entry) => join(root, entry));
  const program = ts.createProgram(paths, { ...options, types: ["node"] });
  expect(undocumented(program, paths)).toEqual([]);
});

test("every package's type tests are among the files that are type checked", () => {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const checked = new Set(fileNames.map((path) => relative(root, path).replaceAll("\\", "/")));
  const missing = packages.filter(({ folder }) => !checked.has(`${folder}/src/types.test-d.ts`));
  expect(missing).toEqual([]);
});

test("members without a doc comment are found, inherited ones once, hidden ones not", () => {
  const { tree } = example(
    "entry.ts",
    `
    abstract class Conv {
      readonly stride: number;
      protected readonly dims: number;
      #checked: boolean;
      /** Parts of the channels. */
      readonly groups: number;
      constructor(readonly padding: number, private readonly name: string) {}
      abstract forward(): void;
      get rank(): number {}
    }
    /** Along one dim. */
    export class Conv1d extends Conv {
      static most: number;
      forward(): void {}
    }
    /** Along two dims. */
    export class Conv2d extends Conv {
      /** Computes. */
      forward(): void {}
    }
    /** Settings. */
    export interface Options {
      bias: boolean;
    }
    export function make(): void {}
  `,
  );
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost({}),
    getSourceFile: (name) => (name === tree.fileName ? tree : undefined),
  };
  const program = ts.createProgram([tree.fileName], { noLib: true }, host);
  const found = undocumented(program, [tree.fileName]).map((error) => error.split(" ")[1]);
  expect(found).toEqual([
    "make",
    "Conv1d.forward",
    "Conv.stride",
    "Conv.padding",
    "Conv.rank",
    "Conv1d.most",
    "Options.bias",
  ]);
});
