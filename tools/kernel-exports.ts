/**
 * The kernels of an AssemblyScript source, which its decorators name: `@kernel(f32, f64)` on a generic function stands for
 * an export each, `addF32` and `addF64` of `add`; `@kernel(zip, f32, f64)` on a class for `zip<Add, f32>` and `zip<Add, f64>`
 * under the names `addF32` and `addF64`; `@kernel` marks a function that is exported as it stands.
 */

import ts from "typescript";
import type { Source } from "./sources.ts";

/** A kernel's name, and for an instance of a generic function its source. */
export interface KernelExport {
  readonly name: string;
  readonly text?: string;
}

/** The kernels of a source; `sourceOf` gives the one that is imported from a module. */
export function kernelExports(
  source: Source,
  sourceOf: (module: string) => Source,
): KernelExport[] {
  return source.tree.statements.flatMap((node): KernelExport[] => {
    if (!ts.isFunctionDeclaration(node) && !ts.isClassDeclaration(node)) return [];
    const decorator = node.modifiers?.filter(ts.isDecorator).find(isKernel)?.expression;
    const name = node.name?.text;
    if (decorator === undefined || name === undefined) return [];
    if (!ts.isCallExpression(decorator)) return [{ name }];
    const words = decorator.arguments.map((each) => each.getText());
    if (ts.isFunctionDeclaration(node)) {
      return words.map((type) => instance(name, name, [type], parametersOf(node)));
    }
    const [loop = "", ...types] = words;
    const parameters = parametersOf(findFunction(loop, source, sourceOf));
    const lower = name.charAt(0).toLowerCase() + name.slice(1);
    return types.map((type) => instance(lower, loop, [name, type], parameters));
  });
}

function isKernel({ expression }: ts.Decorator): boolean {
  return (
    (ts.isCallExpression(expression) ? expression.expression : expression).getText() === "kernel"
  );
}

function parametersOf(node: ts.FunctionDeclaration): readonly [name: string, type: string][] {
  return node.parameters.map(({ name, type }) => [name.getText(), type?.getText() ?? ""]);
}

/** The exported instance of a generic function, whose last type ends the name. */
function instance(
  name: string,
  generic: string,
  types: readonly string[],
  parameters: readonly (readonly [name: string, type: string])[],
): KernelExport {
  const type = types.at(-1) as string;
  const full = name + type.charAt(0).toUpperCase() + type.slice(1);
  const declared = parameters.map((each) => each.join(": ")).join(", ");
  const values = parameters.map(([each]) => each).join(", ");
  const text = `export function ${full}(${declared}): void { ${generic}<${types.join(", ")}>(${values}); }`;
  return { name: full, text };
}

/** A function of the source, or one that it imports. */
function findFunction(
  name: string,
  source: Source,
  sourceOf: (module: string) => Source,
): ts.FunctionDeclaration {
  for (const node of source.tree.statements) {
    if (ts.isFunctionDeclaration(node) && node.name?.text === name) return node;
    if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) continue;
    const names = node.importClause?.namedBindings;
    if (names === undefined || !ts.isNamedImports(names)) continue;
    if (names.elements.some((each) => each.name.text === name)) {
      return findFunction(name, sourceOf(node.moduleSpecifier.text), sourceOf);
    }
  }
  throw new Error(`${source.path} has no function ${name}, which a @kernel there names.`);
}
