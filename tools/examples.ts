/**
 * The examples in doc comments, READMEs and guides, made into modules that check themselves. The rules are in
 * CONTRIBUTING.md.
 */

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { isTest, type Package, packages, root } from "./packages.ts";
import { walk } from "./sources.ts";

export interface Example {
  /** Where its first line is: `packages/tensor/src/create.ts:12`. */
  readonly place: string;
  readonly code: string;
}

/** A fenced block of Markdown: the words after its fence, and its lines. */
interface Fence {
  readonly info: string;
  readonly line: number;
  readonly code: string;
}

function fences(lines: readonly string[]): Fence[] {
  const found: Fence[] = [];
  let open = -1;
  for (const [i, line] of lines.entries()) {
    if (!line.trimStart().startsWith("```")) continue;
    if (open < 0) {
      open = i;
      continue;
    }
    const info = (lines[open] ?? "").trim().slice(3);
    found.push({ info, line: open + 1, code: lines.slice(open + 1, i).join("\n") });
    open = -1;
  }
  return found;
}

/** The examples of a TypeScript source: what follows each `@example`, fenced or bare. */
export function docExamples(path: string, text: string): Example[] {
  const examples: Example[] = [];
  for (const comment of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    const first = text.slice(0, comment.index).split("\n").length;
    const lines = comment[0]
      .slice("/**".length, -"*/".length)
      .split("\n")
      .map((line) => line.replace(/^\s*\* ?/, ""));
    for (const [i, line] of lines.entries()) {
      if (!/^\s*@example\b/.test(line)) continue;
      const next = lines.findIndex((each, j) => j > i && /^@[a-z]/.test(each));
      const body = lines.slice(i, next < 0 ? undefined : next);
      body[0] = line.replace(/^\s*@example\b/, "");
      const fenced = fences(body);
      const place = (offset: number) => `${path}:${first + i + offset}`;
      if (fenced.length === 0) examples.push({ place: place(0), code: body.join("\n").trim() });
      for (const { info, line, code } of fenced) {
        if (/^ts\b/.test(info)) examples.push({ place: place(line), code });
      }
    }
  }
  return examples;
}

/** The examples of a Markdown file: its fences marked `ts run`. */
export function markdownExamples(path: string, text: string): Example[] {
  return fences(text.split("\n"))
    .filter(({ info }) => info === "ts run")
    .map(({ line, code }) => ({ place: `${path}:${line + 1}`, code }));
}

/** Every example of the packages' sources, of the READMEs and of the guides. */
export function readExamples(): Example[] {
  const read = (pattern: string, parse: typeof docExamples) =>
    globSync(pattern, { cwd: root })
      .filter((path) => !isTest(path))
      .sort()
      .flatMap((path) => parse(path.replaceAll("\\", "/"), readFileSync(join(root, path), "utf8")));
  return [
    ...read("packages/*/src/**/*.ts", docExamples),
    ...read("{README.md,packages/*/README.md,docs/*.md}", markdownExamples),
  ];
}

/** The import names that an example without imports has in scope: its own package's and tensor's. */
function scopeOf({ place }: Example): string[] {
  const own = packages.find(({ folder }) => place.startsWith(`${folder}/`));
  const testing = own !== undefined && place.startsWith(`${own.folder}/src/testing/`);
  const names = [own?.name, testing ? `${own.name}/testing` : undefined, "@gradkit/tensor"];
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** The names that each module exports, those of types included. */
export type PublicNames = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads the public names of all packages. */
export function publicNames(program: ts.Program, all: readonly Package[]): PublicNames {
  const checker = program.getTypeChecker();
  const names = new Map<string, Set<string>>();
  for (const [name, source] of all.flatMap(({ entries }) => [...entries])) {
    const file = program.getSourceFile(join(root, source));
    const module = file && checker.getSymbolAtLocation(file);
    const symbols = module ? checker.getExportsOfModule(module) : [];
    names.set(name, new Set(symbols.map((symbol) => symbol.name)));
  }
  return names;
}

/** One line that imports what an example uses, where it imports nothing itself. */
function importLine(example: Example, tree: ts.SourceFile, names: PublicNames): string {
  if (tree.statements.some(ts.isImportDeclaration)) return "";
  const wanted = new Set<string>();
  walk(tree, (node) => {
    if (ts.isIdentifier(node)) wanted.add(node.text);
  });
  for (const statement of tree.statements) {
    const declared = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map(({ name }) => name)
      : ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)
        ? [statement.name]
        : [];
    for (const name of declared) {
      if (name) walk(name, (node) => ts.isIdentifier(node) && wanted.delete(node.text));
    }
  }
  return scopeOf(example)
    .map((from) => {
      const taken = [...(names.get(from) ?? [])].filter((name) => wanted.delete(name));
      return taken.length === 0 ? "" : `import { ${taken.join(", ")} } from "${from}"; `;
    })
    .join("");
}

interface Edit {
  readonly at: number;
  readonly until?: number;
  readonly text: string;
}

/** The edits that make one statement check the comment at its end; none if it cannot be checked. */
function checkOf(statement: ts.Statement, expected: string): Edit[] | undefined {
  const text = JSON.stringify(expected);
  if (ts.isVariableStatement(statement)) {
    const [declaration, ...others] = statement.declarationList.declarations;
    if (!declaration || others.length > 0 || !ts.isIdentifier(declaration.name)) return undefined;
    return [{ at: statement.end, text: ` expectValue(${text}, ${declaration.name.text});` }];
  }
  if (!ts.isExpressionStatement(statement)) return undefined;
  const { expression } = statement;
  const start = expression.getStart();
  if (expected.startsWith("throws ")) {
    let awaits = false;
    walk(expression, (node) => {
      awaits ||= ts.isAwaitExpression(node);
    });
    const [before, marker] = awaits ? ["await expectRejection", "async "] : ["expectError", ""];
    const message = JSON.stringify(expected.slice("throws ".length));
    return [
      { at: start, text: `${before}(${message}, ${marker}() => (` },
      { at: expression.end, text: "))" },
    ];
  }
  if (ts.isCallExpression(expression) && expression.expression.getText() === "console.log") {
    const { end } = expression.expression;
    const separator = expression.arguments.length > 0 ? ", " : "";
    return [{ at: start, until: end + 1, text: `expectPrint(${text}${separator}` }];
  }
  return [
    { at: start, text: `expectValue(${text}, (` },
    { at: expression.end, text: "))" },
  ];
}

/** The comments that follow code on their line, by position. */
function endComments(tree: ts.SourceFile): Map<number, string> {
  const comments = new Map<number, string>();
  const collect = (ranges: readonly ts.CommentRange[] | undefined) => {
    for (const { pos, end, kind } of ranges ?? []) {
      const line = tree.text.slice(tree.text.lastIndexOf("\n", pos) + 1, pos);
      if (kind === ts.SyntaxKind.SingleLineCommentTrivia && line.trim() !== "") {
        comments.set(pos, tree.text.slice(pos + 2, end).trim());
      }
    }
  };
  walk(tree, (node) => {
    collect(ts.getTrailingCommentRanges(tree.text, node.end));
    collect(ts.getTrailingCommentRanges(tree.text, node.pos));
  });
  return comments;
}

const checks = pathToFileURL(join(root, "tools/example-checks.ts")).href;

/** The example as a person would write it, with its imports. */
export function toPlainModule(example: Example, names: PublicNames): string {
  const tree = ts.createSourceFile("example.ts", example.code, ts.ScriptTarget.Latest, true);
  return `${importLine(example, tree, names)}${example.code}\nexport {};\n`;
}

/** The module that runs an example and fails where a line does not print what its comment says. */
export function toModule(example: Example, names: PublicNames): string {
  const { place, code } = example;
  const tree = ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true);
  const comments = endComments(tree);
  const edits: Edit[] = [];
  walk(tree, (node) => {
    if (!ts.isStatement(node)) return;
    for (const { pos } of ts.getTrailingCommentRanges(code, node.end) ?? []) {
      const expected = comments.get(pos);
      const check = expected === undefined ? undefined : checkOf(node, expected);
      if (check === undefined) continue;
      edits.push(...check);
      comments.delete(pos);
    }
  });
  for (const comment of comments.values()) {
    throw new Error(
      `${place}: the comment "${comment}" stands at the end of a line whose value cannot be checked; ` +
        "give a remark a line of its own.",
    );
  }
  let body = code;
  for (const { at, until = at, text } of edits.sort((a, b) => b.at - a.at)) {
    body = body.slice(0, at) + text + body.slice(until);
  }
  const helpers = `import { expectError, expectPrint, expectRejection, expectValue } from "${checks}"; `;
  return `${helpers}${importLine(example, tree, names)}\n${body}\nexport {};\n`;
}
