/** The base of all layers and models: what it holds is found by walking its own properties. */

import { ArgumentError, assign, describe, type Tensor } from "@gradkit/tensor";
import { type Buffer, isBuffer } from "./buffer.ts";
import { isParameter, type Parameter } from "./parameter.ts";

const brand = Symbol.for("@gradkit/layers.Module");

/** A module whatever it takes and gives. */
export type AnyModule = Module<readonly unknown[], unknown>;

/** What belongs to a module's state. */
type State = Parameter | Buffer;

/**
 * A function with parameters. A subclass sets parameters, buffers and other modules as properties and computes in
 * `forward`; they are found by themselves, also inside arrays and plain objects (not in Map, Set or `#private`
 * fields), and are named by their paths, such as `layers.0.weight`. What is held twice counts once.
 *
 * @example
 * class Scale extends Module {
 *   factor = new Parameter(tensor([2, 3]));
 *   forward(x: Tensor): Tensor {
 *     return x.mul(this.factor);
 *   }
 * }
 * const scale = new Scale();
 * scale.forward(ones([2])); // [2, 3]
 * scale.namedParameters()[0][0]; // factor
 */
export abstract class Module<Inputs extends readonly unknown[] = [x: Tensor], Output = Tensor> {
  /** Whether layers such as {@link Dropout} behave as in training; set for a whole tree by `train` and `eval`. */
  training = true;

  /** Computes the output. */
  abstract forward(...inputs: Inputs): Output;

  /** Marks modules of every copy of the library. */
  get [brand](): true {
    return true;
  }

  /** All parameters, in the order of the properties. */
  parameters(): Parameter[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** All parameters with their paths. */
  namedParameters(): [path: string, parameter: Parameter][] {
    return [...collected(this).state].filter((entry): entry is [string, Parameter] =>
      isParameter(entry[1]),
    );
  }

  /** All buffers, in the order of the properties. */
  buffers(): Buffer[] {
    return this.namedBuffers().map(([, buffer]) => buffer);
  }

  /** All buffers with their paths. */
  namedBuffers(): [path: string, buffer: Buffer][] {
    return [...collected(this).state].filter((entry): entry is [string, Buffer] =>
      isBuffer(entry[1]),
    );
  }

  /** This module and all inside. */
  modules(): AnyModule[] {
    return [...collected(this).modules];
  }

  /** Sets `training` here and in all modules inside; gives the module itself. */
  train(mode = true): this {
    for (const module of collected(this).modules) module.training = mode;
    return this;
  }

  /** The opposite of {@link Module.train}: what is random in training stands still. */
  eval(): this {
    return this.train(false);
  }

  /**
   * The parameters and buffers by path, as views outside of the graph: later steps show in them, so clone what is to
   * stay.
   *
   * @example
   * [...new Linear(2, 1).stateDict().keys()]; // [ 'weight', 'bias' ]
   */
  stateDict(): Map<string, Tensor> {
    return new Map([...collected(this).state].map(([path, tensor]) => [path, tensor.detach()]));
  }

  /**
   * Sets the parameters and buffers in place to values by path, such as {@link Module.stateDict} of a like module gave;
   * each is cast to the dtype that is there. Refuses names and shapes that differ, all of them in one error, and
   * changes nothing then.
   *
   * @example
   * const [a, b] = [new Linear(3, 2), new Linear(3, 2)];
   * b.loadStateDict(a.stateDict());
   * equal(a.bias!, b.bias!); // [true, true]
   */
  loadStateDict(values: ReadonlyMap<string, Tensor>): void {
    const { state } = collected(this);
    const clashes = loadClashes(state, values);
    if (clashes.length > 0) {
      throw new ArgumentError(
        "loadStateDict",
        `${clashes.join(", ")}; names and shapes must be those of this module. ` +
          "Load what stateDict() of a module built alike gave.",
      );
    }
    for (const [path, tensor] of state) assign(tensor, values.get(path)!);
  }

  /**
   * The tree of modules, a line each, with the paths that lead to them.
   *
   * @example String(new Sequential(new Linear(2, 1))).split("\n")[1]; // (layers.0): Linear(2, 1)
   */
  toString(): string {
    return tree(this, []);
  }

  /** What stands in brackets behind the name when the module is printed, such as its sizes; empty by default. */
  details(): string {
    return "";
  }

  /** How Node's console shows it: as {@link Module.toString}. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

function isModule(value: unknown): value is AnyModule {
  return typeof value === "object" && value !== null && brand in value;
}

/** Arrays and plain objects, which are looked into. */
function isContainer(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

/** The parameters, buffers and modules that `holder` itself holds, with their paths; not those inside the modules. */
function held(
  holder: object,
  prefix = "",
  seen = new Set<object>(),
): [path: string, State | AnyModule][] {
  if (seen.has(holder)) return [];
  seen.add(holder);
  return Object.entries(holder).flatMap(([key, value]) => {
    const path = prefix + key;
    if (isParameter(value) || isBuffer(value) || isModule(value)) return [[path, value]];
    return isContainer(value) ? held(value, `${path}.`, seen) : [];
  });
}

/** What a tree of modules holds, each thing once. */
interface Collected {
  readonly modules: Set<AnyModule>;
  readonly state: Map<string, State>;
}

function collected(root: AnyModule): Collected {
  const modules = new Set<AnyModule>();
  const state = new Map<string, State>();
  const known = new Set<State>();
  const visit = (module: AnyModule, prefix: string): void => {
    modules.add(module);
    for (const [key, value] of held(module)) {
      const path = prefix + key;
      if (isModule(value)) {
        if (!modules.has(value)) visit(value, `${path}.`);
      } else if (!known.has(value)) {
        if (state.has(path)) throw samePath(path);
        known.add(value);
        state.set(path, value);
      }
    }
  };
  visit(root, "");
  return { modules, state };
}

function samePath(path: string): ArgumentError {
  return new ArgumentError(
    "Module",
    `two tensors have the path "${path}"; each needs its own. Rename a key that has a dot in it.`,
  );
}

/** What is missing, what is too much and which shapes differ, in words. */
function loadClashes(
  state: ReadonlyMap<string, State>,
  values: ReadonlyMap<string, Tensor>,
): string[] {
  const missing = [...state.keys()].filter((path) => !values.has(path));
  const unexpected = [...values.keys()].filter((path) => !state.has(path));
  const clashes = [...state].flatMap(([path, tensor]) => {
    const value = values.get(path);
    if (value === undefined || value.shape.join() === tensor.shape.join()) return [];
    return [`${path} is ${describe(value)} and must be ${describe(tensor)}`];
  });
  if (unexpected.length > 0) clashes.unshift(`unexpected: ${unexpected.join(" ")}`);
  if (missing.length > 0) clashes.unshift(`missing: ${missing.join(" ")}`);
  return clashes;
}

/** The lines of a module and what it holds; `above` are those it stands in, which are not printed again. */
function tree(module: AnyModule, above: readonly AnyModule[]): string {
  const details = module.details();
  const inside = [...above, module];
  const lines = held(module).flatMap(([path, value]) => {
    if (!isModule(value)) return details === "" ? [`(${path}): ${describe(value)}`] : [];
    return inside.includes(value) ? [] : [`(${path}): ${tree(value, inside)}`];
  });
  const name = module.constructor.name;
  if (lines.length === 0) return `${name}(${details})`;
  if (details !== "") lines.unshift(details);
  return `${name}(\n${lines.map((line) => `  ${line.replaceAll("\n", "\n  ")}\n`).join("")})`;
}
