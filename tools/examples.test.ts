import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import {
  docExamples,
  markdownExamples,
  type PublicNames,
  publicNames,
  readExamples,
  toModule,
  toPlainModule,
} from "./examples.ts";
import { packages, root } from "./packages.ts";

const config = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile).config;
const options: ts.CompilerOptions = {
  ...ts.parseJsonConfigFileContent(config, ts.sys, root).options,
  types: ["node"],
  noUnusedLocals: false,
  noUnusedParameters: false,
  verbatimModuleSyntax: false,
};
const examples = readExamples();
let program: ts.Program;
let names: PublicNames;

/** Runs a module's text on this Node from the packages' sources; resolves to its error, if any. */
async function run(module: string): Promise<string> {
  const flags = [
    "--conditions=@gradkit/source",
    "--input-type=module-typescript",
    "--eval",
    module,
  ];
  const child = spawn(process.execPath, flags, {
    cwd: root,
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, "node_modules/.cache/examples") },
    stdio: ["ignore", "ignore", "pipe"],
    timeout: 100_000,
  });
  const [errors, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
  const error = /^\w*Error\b[\s\S]*?(?=\n {4}at |\n\n)/m.exec(errors)?.[0] ?? errors;
  return code === 0 ? "" : error;
}

beforeAll(() => {
  const entries = packages.flatMap(({ entries }) => [...entries.values()]);
  program = ts.createProgram(
    entries.map((entry) => join(root, entry)),
    options,
  );
  names = publicNames(program, packages);
});

describe("the rules for examples", () => {
  const example = (code: string) => ({ place: "packages/tensor/src/a.ts:1", code });
  const plain = new Map([["@gradkit/tensor", new Set(["tensor", "Tensor"])]]);

  test("examples are found in doc comments, bare and fenced", () => {
    const source = [
      "/**",
      " * Adds.",
      " *",
      " * @example add(1, 2); // 3",
      " * @example",
      " * ```ts",
      " * add(2, 2); // 4",
      " * ```",
      " * @param x a number",
      " */",
      "export const add = 1;",
    ].join("\n");
    expect(docExamples("a.ts", source)).toEqual([
      { place: "a.ts:4", code: "add(1, 2); // 3" },
      { place: "a.ts:7", code: "add(2, 2); // 4" },
    ]);
  });

  test("examples are found in Markdown where they are marked", () => {
    const text = "# A\n\n```ts run\nf();\n```\n\n```ts\ng();\n```\n";
    expect(markdownExamples("README.md", text)).toEqual([{ place: "README.md:4", code: "f();" }]);
  });

  test("names are imported where the example has no imports, but not its own", () => {
    expect(toPlainModule(example("const x = tensor(1);"), plain)).toMatch(
      /^import \{ tensor \} from "@gradkit\/tensor"; const x/,
    );
    expect(toPlainModule(example("const tensor = 1;"), plain)).toMatch(/^const tensor/);
    expect(toPlainModule(example('import "node:fs"; tensor(1);'), plain)).toMatch(
      /^import "node:fs"/,
    );
  });

  const right = [
    "[1, 2.5]; // [1, 2.5]",
    "const words = ['a']; // ['a']\nwords.length; // 1",
    'console.log("loss", 0.5); // loss 0.5',
    'const short = { toString: () => "[1]" };\nshort; // [1]\n[short].length; // 1',
    "await Promise.resolve({ a: 1 }); // { a: 1 }",
    "[[1, 2],\n [3, 4]]; // [[1, 2], [3, 4]]",
    'JSON.parse("{"); // throws SyntaxError',
    'await Promise.reject(new RangeError("far")); // throws RangeError: far',
    "for (const i of [2, 2]) {\n  // twice\n  i + 1; // 3\n}",
  ];
  test.each(right)("holds: %s", async (code) => {
    expect(await run(toModule(example(code), new Map()))).toBe("");
  });

  const wrong = [
    "1 + 1; // 3",
    "const x = 1; // 2",
    'console.log("a"); // b',
    "await Promise.resolve(1); // 2",
    "JSON.parse('1'); // throws SyntaxError",
    "await Promise.resolve(1); // throws Error",
    'JSON.parse("{"); // throws RangeError',
    "throw new Error('no comment');",
  ];
  test.each(wrong)("fails: %s", async (code) => {
    expect(await run(toModule(example(code), new Map()))).toMatch(/expected|no comment/);
  });

  test("a comment at the end of a line without a value is refused", () => {
    const code = "for (const i of [1]) { // a remark\n  i;\n}";
    expect(() => toModule(example(code), new Map())).toThrow(/cannot be checked/);
  });
});

describe("examples", () => {
  test("there are some", () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  test("examples type-check", () => {
    const files = new Map(examples.map((each, i) => [join(root, `example-${i}.ts`), each]));
    const host = ts.createCompilerHost(options);
    const { fileExists, readFile, getSourceFile } = host;
    const textOf = (path: string) => {
      const example = files.get(path);
      return example && toPlainModule(example, names);
    };
    host.fileExists = (path) => files.has(path) || fileExists(path);
    host.readFile = (path) => textOf(path) ?? readFile(path);
    host.getSourceFile = (path, ...rest) => {
      const code = textOf(path);
      return code === undefined
        ? (program.getSourceFile(path) ?? getSourceFile(path, ...rest))
        : ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true);
    };
    const checked = ts.createProgram([...files.keys()], options, host);
    const errors = [...files].flatMap(([path, { place }]) => {
      const found = ts.getPreEmitDiagnostics(checked, checked.getSourceFile(path));
      return found.map(({ messageText }) => {
        return `${place}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
      });
    });
    expect(errors).toEqual([]);
  });

  test.concurrent.each(examples.map((each) => [each.place, each] as const))(
    "%s",
    async (_place, example) => {
      expect(await run(toModule(example, names))).toBe("");
    },
  );
});
