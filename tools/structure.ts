/** What holds of every package's sources: levels, cycles, sizes, exact arithmetic. */

import { dirname, join } from "node:path/posix";
import ts from "typescript";
import type { Package } from "./packages.ts";
import { place, runtimeImports, type Source, walk } from "./sources.ts";

/** The levels inside tensor (see ARCHITECTURE.md): a file imports from its own or a lower one. */
const levels: readonly RegExp[] = [
  /^(dtype|shape|errors|nested)\.ts$/,
  /^(layout|lifetime|storage)\.ts$|^backend\//,
  /^(graph|run|operand)\.ts$/,
  /^ops\//,
  /^(tensor|scope|create|create-options|frequencies|generator|random|distributions|choice|print)\.ts$/,
  /^index\.ts$|^testing\//,
];

const maximumLines = 300;

/** Files that may be longer, with their own limits: a generated one, and those with a line for each op. */
const longFiles: ReadonlyMap<string, number> = new Map([
  ["packages/tensor/src/backend/wasm/kernels.wasm.ts", Number.POSITIVE_INFINITY],
  ["packages/tensor/src/index.ts", 400],
  ["packages/tensor/src/tensor.ts", 430],
]);

/** Files whose powers and functions of Math reach no result. */
const inexactFiles: ReadonlySet<string> = new Set([
  // Sizes of blocks.
  "packages/tensor/src/backend/memory.ts",
]);

/** What ECMAScript defines to the last bit; everything else of Math differs between engines. */
const exact = new Set(
  "abs ceil clz32 f16round floor fround imul max min round sign sqrt trunc E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2".split(
    " ",
  ),
);

/** Where a file of the same package lies that `source` imports, from the root. */
function relativeImports(source: Source): string[] {
  const names = runtimeImports(source).filter((name) => name.startsWith("."));
  return names.map((name) => join(dirname(source.path), name));
}

/** Imports in tensor that point upwards, and files that no level names. */
export function levelErrors(sources: readonly Source[]): string[] {
  const folder = "packages/tensor/src/";
  const level = (path: string) =>
    levels.findIndex((pattern) => pattern.test(path.slice(folder.length)));
  return sources
    .filter(({ path }) => path.startsWith(folder))
    .flatMap((source) => {
      const own = level(source.path);
      if (own < 0) return [`${source.path} has no level: give it one in tools/structure.ts`];
      return relativeImports(source)
        .filter((path) => level(path) > own)
        .map((path) => `${source.path} (level ${own}) imports ${path} (level ${level(path)})`);
    });
}

/**
 * Files that import each other at run time, each group written as a ring. Rings within tensor's ops are
 * none: the rule of one op is written with others, which it calls long after all are loaded.
 */
export function importCycles(sources: readonly Source[]): string[] {
  const isOp = (path: string) => path.startsWith("packages/tensor/src/ops/");
  const imports = new Map(
    sources.map((source) => {
      const all = relativeImports(source);
      return [source.path, isOp(source.path) ? all.filter((path) => !isOp(path)) : all];
    }),
  );
  const finished = new Set<string>();
  const cycles: string[] = [];
  function visit(path: string, trail: readonly string[]): void {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path].join(" -> "));
    if (start >= 0 || finished.has(path)) return;
    for (const next of imports.get(path) ?? []) visit(next, [...trail, path]);
    finished.add(path);
  }
  for (const path of imports.keys()) visit(path, []);
  return cycles;
}

/** Imports of anything but the package's own files, its declared dependencies and Node's modules. */
export function foreignImports(sources: readonly Source[], packages: readonly Package[]): string[] {
  return packages.flatMap(({ folder, dependencies }) => {
    const allowed = (name: string) =>
      name.startsWith(".") ||
      name.startsWith("node:") ||
      dependencies.some((each) => name === each || name.startsWith(`${each}/`));
    return sources
      .filter(({ path }) => path.startsWith(`${folder}/`))
      .flatMap((source) =>
        runtimeImports(source)
          .filter((name) => !allowed(name))
          .map((name) => `${source.path} imports ${name}, which ${folder} does not depend on`),
      );
  });
}

/** Files of more than 300 lines, or than their own limit. */
export function longFileErrors(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, lines }) => {
    const most = longFiles.get(path) ?? maximumLines;
    return lines > most ? [`${path} has ${lines} lines; ${most} are the most`] : [];
  });
}

/** Powers but of literals (`2 ** 20`), and functions of Math whose last bits differ between engines. */
export function inexactMath(sources: readonly Source[]): string[] {
  const errors: string[] = [];
  for (const source of sources.filter(({ path }) => !inexactFiles.has(path))) {
    walk(source.tree, (node) => {
      const name = inexactName(node);
      if (name) errors.push(`${place(source, node)} uses ${name}, which differs between engines`);
    });
  }
  return errors;
}

function inexactName(node: ts.Node): string | undefined {
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.getText();
    const constant = ts.isNumericLiteral(node.left) && ts.isNumericLiteral(node.right);
    return operator === "**=" || (operator === "**" && !constant) ? operator : undefined;
  }
  if (!ts.isIdentifier(node) || node.text !== "Math") return undefined;
  const { parent } = node;
  if (!ts.isPropertyAccessExpression(parent)) return "Math without a plain name";
  if (parent.expression !== node) return undefined;
  return exact.has(parent.name.text) ? undefined : parent.getText();
}

/** True if a public name, or the file that it stands for, has a doc comment. */
function isDocumented(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const aliased = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  const target = aliased ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target.valueDeclaration;
  if (declaration && ts.isSourceFile(declaration)) return declaration.text.startsWith("/**");
  return target.getDocumentationComment(checker).length > 0;
}

/** The members of an interface or a class, inherited ones too, but for what is private or comes from elsewhere. */
function membersOf(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol[] {
  const isClass = (symbol.flags & ts.SymbolFlags.Class) !== 0;
  if (!isClass && (symbol.flags & ts.SymbolFlags.Interface) === 0) return [];
  const own = checker.getDeclaredTypeOfSymbol(symbol).getProperties();
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return [...own, ...(isClass ? (symbol.exports?.values() ?? []) : [])].filter((member) => {
    const declaration = member.declarations?.[0];
    if (!declaration) return false;
    const { fileName } = declaration.getSourceFile();
    const isOurs = !fileName.endsWith(".d.ts") && !member.name.startsWith("#");
    return isOurs && (ts.getCombinedModifierFlags(declaration) & hidden) === 0;
  });
}

/** Where a member is declared: `Conv.stride`, also for a class that inherits it. */
function memberName(member: ts.Symbol): string {
  const parent = member.declarations?.[0].parent;
  // A property that is a parameter of the constructor stands a level deeper.
  const owner = parent && ts.isConstructorDeclaration(parent) ? parent.parent : parent;
  const isNamed = owner && (ts.isClassDeclaration(owner) || ts.isInterfaceDeclaration(owner));
  return `${isNamed ? owner.name?.text : "?"}.${member.name}`;
}

/** Public names without a doc comment, and members of interfaces and classes, each once where it is declared. */
export function undocumented(program: ts.Program, entries: readonly string[]): string[] {
  const checker = program.getTypeChecker();
  return entries.flatMap((entry) => {
    const file = program.getSourceFile(entry);
    const module = file && checker.getSymbolAtLocation(file);
    if (!module) return [`${entry} exports nothing`];
    const names = checker.getExportsOfModule(module).flatMap((symbol) => {
      const aliased = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
      const target = aliased ? checker.getAliasedSymbol(symbol) : symbol;
      const bare = (each: ts.Symbol) => !isDocumented(each, checker);
      // What stands in a namespace, such as the initialisers, is public too.
      const inside =
        target.flags & ts.SymbolFlags.ValueModule ? [...checker.getExportsOfModule(target)] : [];
      return [
        ...[symbol].filter(bare).map(({ name }) => name),
        ...inside.filter(bare).map(({ name }) => `${symbol.name}.${name}`),
        ...[target, ...inside]
          .flatMap((each) => membersOf(each, checker))
          .filter(bare)
          .map(memberName),
      ];
    });
    return [...new Set(names)].map((name) => `${entry}: ${name} has no doc comment`);
  });
}
