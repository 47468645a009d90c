/** The packages' sources as TypeScript parses them, for the checks of their structure. */

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { isTest, root } from "./packages.ts";

export interface Source {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly lines: number;
  readonly tree: ts.SourceFile;
}

/** Parses one file. */
export function parse(path: string, text: string): Source {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return { path, lines: text.trimEnd().split("\n").length, tree };
}

/** Every source of a package but its tests. */
export function readSources(): Source[] {
  return readFiles("packages/*/src/**/*.ts");
}

/** The sources of the wasm engine's kernels, which are AssemblyScript. */
export function readKernels(): Source[] {
  return readFiles("packages/tensor/assembly/*.ts");
}

function readFiles(pattern: string): Source[] {
  const paths = globSync(pattern, { cwd: root })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !isTest(path));
  return paths.sort().map((path) => parse(path, readFileSync(join(root, path), "utf8")));
}

/** Calls `visit` with every node below `node`, itself first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** True if an import or export takes types alone, and so leaves nothing at run time. */
function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) {
    const names = node.exportClause;
    if (node.isTypeOnly || names === undefined || !ts.isNamedExports(names)) return node.isTypeOnly;
    return names.elements.every((element) => element.isTypeOnly);
  }
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  if (clause.name !== undefined || names === undefined || !ts.isNamedImports(names)) return false;
  return names.elements.every((element) => element.isTypeOnly);
}

/** What a file needs at run time: the names it imports from, as they are written there. */
export function runtimeImports({ tree }: Source): string[] {
  const names: string[] = [];
  walk(tree, (node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      const from = node.moduleSpecifier;
      if (from !== undefined && ts.isStringLiteral(from) && !isTypeOnly(node))
        names.push(from.text);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [from] = node.arguments;
      if (from !== undefined && ts.isStringLiteral(from)) names.push(from.text);
    }
  });
  return names;
}

/** `path:line` of a node, as editors and terminals link it. */
export function place({ path, tree }: Source, node: ts.Node): string {
  return `${path}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`;
}
