/** What an optimiser takes: tensors, or groups of them with settings of their own. */

import {
  ArgumentError,
  DTypeError,
  describe,
  GradientError,
  isFloat,
  isTensor,
  type Tensor,
} from "@gradkit/tensor";
import type { Schedule } from "./schedules.ts";

/** Parameters with settings of their own; what is left out is the optimiser's. */
export interface ParameterGroup {
  /** The tensors that are learned. */
  readonly parameters: Iterable<Tensor>;
  /** A number, or a function from the step. Default: the optimiser's. */
  readonly learningRate?: number | Schedule | undefined;
  /** Default: the optimiser's. */
  readonly weightDecay?: number | undefined;
}

/** What an optimiser takes to learn: tensors, such as `model.parameters()`, or groups of them. */
export type Parameters = Iterable<Tensor> | readonly ParameterGroup[];

/** Settings that a group may have of its own. */
export interface GroupSettings {
  /** A number, or a function from the step, counted from 0, to one. */
  readonly learningRate: number | Schedule;
  /** As the optimiser takes it. */
  readonly weightDecay: number;
}

/** The groups that were given, or one of the tensors. */
export function groupsOf(name: string, parameters: Parameters): ParameterGroup[] {
  if (!isIterable(parameters)) {
    throw new ArgumentError(
      name,
      `the parameters are no list but ${typeof parameters}; they are tensors or groups of them. Pass model.parameters().`,
    );
  }
  const list: readonly (Tensor | ParameterGroup)[] = [...parameters];
  if (list.every(isTensor)) return [{ parameters: list }];
  const groups = list as ParameterGroup[];
  const odd = groups.findIndex((group) => !isIterable(group?.parameters));
  if (odd < 0) return groups;
  throw new ArgumentError(
    name,
    `element ${odd} of the parameters is no group { parameters: [...] }; all must be tensors, or all groups. ` +
      "Pass model.parameters().",
  );
}

function isIterable(value: unknown): boolean {
  return typeof (value as Partial<Iterable<unknown>> | undefined)?.[Symbol.iterator] === "function";
}

/** Refuses an empty list, a tensor given twice, and what cannot be learned. */
export function checkParameters(name: string, parameters: readonly Tensor[]): void {
  if (parameters.length === 0) {
    throw new ArgumentError(
      name,
      "no parameters; there must be at least one. Pass model.parameters() or a list of tensors.",
    );
  }
  const seen = new Set<Tensor>();
  parameters.forEach((parameter, i) => {
    if (!isTensor(parameter)) {
      throw new ArgumentError(
        name,
        `parameter ${i} is no tensor but ${typeof parameter}; only tensors can be learned. Pass model.parameters().`,
      );
    }
    if (seen.has(parameter)) {
      throw new ArgumentError(
        name,
        `parameter ${i}, ${describe(parameter)}, is given twice; each may stand once. Leave one out.`,
      );
    }
    seen.add(parameter);
    checkLeaf(name, parameter, i);
  });
}

function checkLeaf(name: string, parameter: Tensor, i: number): void {
  if (!isFloat(parameter.dtype)) {
    throw new DTypeError(
      name,
      `parameter ${i} is ${describe(parameter)}; only float32 and float64 can be learned. Cast it: x.cast("float32").`,
    );
  }
  if (parameter.node === null && parameter.layout.contiguous) return;
  throw new GradientError(
    name,
    `parameter ${i}, ${describe(parameter)}, is the result of ${parameter.op}; only a tensor of its own can be learned. ` +
      "Pass the tensor that it was made of.",
  );
}
