/**
 * `npm run test:onnx`: ONNX's node cases on every engine, from Debian's libonnx-testdata. Prints for each engine how many
 * of those that fit pass, then how many of the models that PyTorch wrote, and fails where that is not what left-out.ts
 * says. Names run these alone: `npm run test:onnx -- conv_with_autopad_same`.
 */

import { existsSync } from "node:fs";
import type { EngineName } from "@gradkit/tensor";
import { setEngine } from "@gradkit/tensor";
import { report } from "../counts.ts";
import { caseNames, failureOf, folder, misfit } from "./cases.ts";
import { failing, fitting, leftOut, pytorchModels } from "./left-out.ts";

const engines: readonly EngineName[] = ["wasm", "wasm-strict", "reference"];

/** Where the list and the files disagree about what fits. */
function listErrors(names: readonly string[]): string[] {
  const known = new Set(names);
  const gone = [...leftOut.keys(), ...Object.keys(failing)].filter((name) => !known.has(name));
  const wrong = names.filter((name) => {
    const reason = misfit(name);
    // Only the list tells what is random.
    return (
      reason !== leftOut.get(name) && !(reason === undefined && leftOut.get(name) === "random")
    );
  });
  const count = names.length - leftOut.size;
  return [
    ...gone.map((name) => `${name} is listed and not there`),
    ...wrong.map((name) => `${name}: ${misfit(name)} is listed as ${leftOut.get(name)}`),
    ...(count === fitting ? [] : [`${count} cases fit where ${fitting} are listed`]),
  ];
}

/** Runs cases on an engine; how many pass, and what differs from the list. */
function run(
  engine: EngineName,
  title: string,
  names: readonly string[],
): readonly [number, readonly string[]] {
  setEngine(engine);
  const failures = names.map((name) => [name, failureOf(name)] as const);
  const passed = failures.filter(([, failure]) => failure === undefined).length;
  console.log(`${title}: ${passed} of ${names.length}`);
  const errors = failures.flatMap(([name, failure]) => {
    if (failing[name] === undefined) return failure === undefined ? [] : `${name}: ${failure}`;
    return failure === undefined ? `${name} passes; take it off the list` : [];
  });
  return [passed, errors.map((error) => `${engine}: ${error}`)];
}

function main(wanted: readonly string[]): void {
  if (!existsSync(folder)) {
    report("onnx", 0, [`${folder} is not there. Install it: apt-get install libonnx-testdata.`]);
    return;
  }
  const nodes = caseNames("node");
  const models = [...caseNames("pytorch-converted"), ...caseNames("pytorch-operator")];
  const all = [...nodes, ...models];
  const errors = [
    ...listErrors(nodes),
    ...(models.length === pytorchModels ? [] : [`${models.length} models by PyTorch`]),
    ...wanted.filter((name) => !all.includes(name)).map((name) => `${name} is no case`),
  ];
  const isRun = (name: string) =>
    !leftOut.has(name) && (wanted.length === 0 || wanted.includes(name));
  const results = engines.flatMap((engine) => [
    run(engine, engine, nodes.filter(isRun)),
    run(engine, `${engine}, models by PyTorch`, models.filter(isRun)),
  ]);
  const passed = results.reduce((sum, [count]) => sum + count, 0);
  report("onnx", passed, [...errors, ...results.flatMap(([, differences]) => differences)]);
}

main(process.argv.slice(2));
