/** The cases of Debian's libonnx-testdata: which there are, which fit, and whether one passes. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Tensor } from "@gradkit/tensor";
import { describe, isFloat, scope } from "@gradkit/tensor";
import { assertClose } from "../op-fixtures.ts";
import { evaluate } from "./interpreter.ts";
import type { Model } from "./model.ts";
import { readModel } from "./model.ts";
import { dtypeOf, elementTypes, readTensor, toTensor } from "./tensor-message.ts";

/** Where the package puts them, a folder for each set. */
export const folder = "/usr/share/libonnx-testdata/data";

/** Cases of one node each, and models that PyTorch wrote with what it computed by them. */
export type CaseSet = "node" | "pytorch-converted" | "pytorch-operator";

/** The names of a set's cases, such as `abs` and, of PyTorch's, `pytorch-operator/exp`. */
export function caseNames(set: CaseSet): string[] {
  const names = readdirSync(join(folder, set)).map((name) =>
    name.replace(/^test_(operator_)?/, ""),
  );
  return names.sort().map((name) => (set === "node" ? name : `${set}/${name}`));
}

function pathOf(name: string): string {
  const [own, set = "node"] = name.split("/").reverse();
  return join(folder, set, `test_${set === "pytorch-operator" ? "operator_" : ""}${own}`);
}

/** Why a case does not fit by its name and its model (see left-out.ts); undefined if it does. */
export function misfit(name: string): string | undefined {
  if (name.endsWith("_expanded")) return "expanded";
  const { graph } = readModel(readFileSync(join(pathOf(name), "model.onnx")));
  const ports = [...graph.inputs, ...graph.outputs];
  if (ports.some(({ elementType }) => elementType === undefined)) return "sequences and optionals";
  const other = ports.find(({ elementType = 0 }) => !dtypeOf(elementType));
  return other && elementTypes[other.elementType ?? 0];
}

/** The tensors of a data set, such as `input_0.pb`, in their order. */
function tensorsOf(path: string, kind: "input" | "output") {
  const count = readdirSync(path).filter((file) => file.startsWith(`${kind}_`)).length;
  return Array.from({ length: count }, (_, i) =>
    readTensor(readFileSync(join(path, `${kind}_${i}.pb`))),
  );
}

function checkDataSet(model: Model, path: string): void {
  const outputs = evaluate(model, tensorsOf(path, "input").map(toTensor));
  const expected = tensorsOf(path, "output");
  if (outputs.length !== expected.length) {
    throw new Error(`${outputs.length} outputs where ${expected.length} are expected`);
  }
  expected.forEach((message, i) => {
    checkDtype(outputs[i], dtypeOf(message.elementType));
    // ONNX's own limits for floats; all else is exact.
    const tolerance = isFloat(outputs[i].dtype) ? { rtol: 1e-3, atol: 1e-7 } : { rtol: 0, atol: 0 };
    assertClose(outputs[i], message, tolerance);
  });
}

function checkDtype(x: Tensor, dtype: string | undefined): void {
  if (x.dtype !== dtype) throw new Error(`${describe(x)} where ${dtype} is expected`);
}

/** Why a case fails on the engine in use; undefined if it passes. */
export function failureOf(name: string): string | undefined {
  try {
    const model = readModel(readFileSync(join(pathOf(name), "model.onnx")));
    const sets = readdirSync(pathOf(name)).filter((file) => file.startsWith("test_data_set"));
    if (sets.length === 0) throw new Error("no data");
    for (const set of sets) scope(() => checkDataSet(model, join(pathOf(name), set)));
    return undefined;
  } catch (error) {
    return String(error);
  }
}
