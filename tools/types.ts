/**
 * Checks types: everything at once, each package alone without its tests and Node's types, and the
 * benchmarks where their peers are installed. In one process, so that each file is parsed once.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { packages, root } from "./packages.ts";

const parsed = new Map<string, ts.SourceFile | undefined>();

/** The mistakes of the project in a folder. */
function check(folder: string): readonly ts.Diagnostic[] {
  const path = join(root, folder, "tsconfig.json");
  const { config, error } = ts.readConfigFile(path, ts.sys.readFile);
  if (error) return [error];
  const project = ts.parseJsonConfigFileContent(config, ts.sys, join(root, folder));
  const host = ts.createCompilerHost(project.options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, ...rest) => {
    if (!parsed.has(file)) parsed.set(file, getSourceFile(file, ...rest));
    return parsed.get(file);
  };
  const program = ts.createProgram(project.fileNames, project.options, host);
  return [...project.errors, ...ts.getPreEmitDiagnostics(program)];
}

const folders = [".", ...packages.map(({ folder }) => folder)];
if (existsSync(join(root, "benchmarks/node_modules"))) folders.push("benchmarks");
const mistakes = ts.sortAndDeduplicateDiagnostics(folders.flatMap(check));
console.log(
  ts.formatDiagnosticsWithColorAndContext(mistakes, {
    getCanonicalFileName: (file) => file,
    getCurrentDirectory: () => root,
    getNewLine: () => "\n",
  }) || `${folders.length} projects have no type errors.`,
);
process.exitCode = mistakes.length === 0 ? 0 : 1;
