/**
 * Checks the packages as they would be published: packs each into artifacts/, looks at what is in it,
 * runs publint and attw on it, and installs all into a project of its own, which must type-check under
 * both module resolutions and run. Build first.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isTest, type Package, packages, root } from "./packages.ts";
import { npm, run, runQuietly } from "./run.ts";

interface Tarball {
  readonly path: string;
  readonly files: readonly string[];
}

const artifacts = join(root, "artifacts");
const problems: string[] = [];

function check(passed: boolean, problem: string): void {
  if (!passed) problems.push(problem);
}

function pack({ folder }: Package): Tarball {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", artifacts];
  const printed = JSON.parse(npm(args, join(root, folder)));
  // npm 12 answers with an object by package name, npm 11 with a list.
  const [{ filename, files }] = Object.values<{ filename: string; files: { path: string }[] }>(
    printed,
  );
  return { path: join(artifacts, filename), files: files.map(({ path }) => path) };
}

/** Needed files are there; tests, configuration and paths of this machine are not. */
function checkContents({ name, folder }: Package, { files }: Tarball): void {
  for (const needed of [
    "LICENSE",
    "README.md",
    "package.json",
    "dist/index.js",
    "dist/index.d.ts",
  ]) {
    check(files.includes(needed), `${name}: ${needed} is not in the tarball`);
  }
  // Parcel as it comes, and other resolvers that know no exports, go by these.
  const { main, types, exports } = JSON.parse(
    readFileSync(join(root, folder, "package.json"), "utf8"),
  );
  const whole = exports["."];
  check(main === whole.default && types === whole.types, `${name}: main or types is not the entry`);
  for (const file of files) {
    const allowed = /^dist\/|^src\/.+\.ts$|^(LICENSE|README\.md|CHANGELOG\.md|package\.json)$/.test(
      file,
    );
    check(allowed && !isTest(file), `${name}: ${file} is in the tarball`);
    const text = readFileSync(join(root, folder, file), "utf8");
    check(!text.includes(root), `${name}: ${file} holds the path of the folder it was built in`);
  }
}

/** A project that knows nothing of this repository but the tarballs. */
function checkConsumer(tarballs: readonly Tarball[]): void {
  const folder = mkdtempSync(join(tmpdir(), "gradkit-consumer-"));
  const write = (file: string, value: unknown) =>
    writeFileSync(join(folder, file), JSON.stringify(value));
  const names = packages.flatMap(({ entries }) => [...entries.keys()]);
  write("package.json", { name: "consumer", private: true, type: "module" });
  npm(["install", "--ignore-scripts", ...tarballs.map(({ path }) => path)], folder);
  const imports = names.map((name, i) => `import * as m${i} from "${name}";`).join("\n");
  const uses = names.map((name, i) => `use("${name}", m${i});`).join("\n");
  const use = `function use(name: string, module: object): void {
  if (Object.keys(module).length === 0) throw new Error(name + " exports nothing");
  // The bundler writes _Name for a class that names itself, and users see that in their tests and consoles.
  for (const [key, value] of Object.entries(module)) {
    if (typeof value === "function" && value.name === "_" + key) throw new Error(name + " has " + value.name);
  }
}`;
  writeFileSync(join(folder, "consumer.ts"), `${imports}\n${use}\n${uses}\n`);
  for (const [module, moduleResolution] of [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ]) {
    const compilerOptions = {
      ...{ module, moduleResolution, target: "es2022", lib: ["es2022", "dom"], types: [] },
      ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
    };
    write("tsconfig.json", { compilerOptions, files: ["consumer.ts"] });
    const compiles = run("node_modules/typescript/bin/tsc", ["--project", folder]);
    check(compiles, `a project with moduleResolution ${moduleResolution} does not type-check`);
  }
  const requires = names.map((name) => `require("${name}");`).join("\n");
  writeFileSync(join(folder, "consumer.cjs"), `${requires}\n`);
  for (const [program, verb] of [
    ["consumer.ts", "imports"],
    ["consumer.cjs", "requires"],
  ]) {
    const { status } = spawnSync(process.execPath, [program], { cwd: folder, stdio: "inherit" });
    check(status === 0, `a project that ${verb} every package does not run`);
  }
  rmSync(folder, { recursive: true });
}

rmSync(artifacts, { recursive: true, force: true });
mkdirSync(artifacts);
const tarballs = packages.map((each) => {
  const tarball = pack(each);
  checkContents(each, tarball);
  const lints = runQuietly("node_modules/publint/src/cli.js", ["run", tarball.path, "--strict"]);
  check(lints, `${each.name}: publint objects`);
  const attw = ["--profile", "esm-only", "--no-definitely-typed", "--no-emoji", tarball.path];
  const types = runQuietly("node_modules/@arethetypeswrong/cli/dist/index.js", attw);
  check(types, `${each.name}: attw objects`);
  return tarball;
});
checkConsumer(tarballs);
for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log(`${tarballs.length} packages are fit to publish.`);
process.exitCode = problems.length === 0 ? 0 : 1;
