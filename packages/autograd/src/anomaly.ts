/** Finding the op where the first NaN or infinity appears, forward or backward. */

import type { OpWatcher, Tensor } from "@gradkit/tensor";
import { currentPath, describe, isFloat, watchOps } from "@gradkit/tensor";
import { type Synchronous, synchronous } from "./no-grad.ts";
import { type GradientWatcher, isWalking, watchGradients } from "./walk.ts";

/** Options of {@link detectAnomaly}. */
export interface AnomalyOptions {
  /** Whether infinities count, beside NaN; masks of -Infinity need false. Default true. */
  readonly infinity?: boolean | undefined;
}

/** An element that is no finite number. */
export interface BadElement {
  /** Its position along each dim. */
  readonly index: readonly number[];
  /** NaN, or an infinity. */
  readonly value: number;
}

/** The first op or hook whose result or gradient is NaN or infinite; see {@link detectAnomaly}. */
export class AnomalyError extends Error {
  /** Tells it from other errors where `instanceof` cannot, as across copies of the library. */
  override readonly name = "AnomalyError";
  /** The op; `onGrad` where a hook gives the gradient. */
  readonly op: string;
  /** The names it ran under, such as its layer's path; empty without. */
  readonly path: string;
  /** Whether the op's result is bad, or a gradient that its rule or a hook gives. */
  readonly pass: "forward" | "backward";
  /** The position of the first bad element. */
  readonly index: readonly number[];
  /** NaN or an infinity. */
  readonly value: number;
  /** Whether something that the op was given was bad already. */
  readonly inherited: boolean;

  /** `what` is the bad tensor in words, `given` what the op was given. */
  constructor(
    op: string,
    path: string,
    pass: "forward" | "backward",
    { index, value }: BadElement,
    what: string,
    given: string | undefined,
  ) {
    const place = path === "" ? "" : ` in ${path}`;
    const cause =
      given === undefined
        ? `all that it was given was finite. Look at ${op === "onGrad" ? "the hook" : "the op's domain and at the size of its inputs"}`
        : `${given} already. Look at where that comes from`;
    super(`${op}: ${pass}${place}, ${what} is ${value} at [${index.join(",")}]; ${cause}.`);
    this.op = op;
    this.path = path;
    this.pass = pass;
    this.index = index;
    this.value = value;
    this.inherited = given !== undefined;
  }
}

/**
 * Runs `f` and throws an {@link AnomalyError} at the first op whose result, or whose gradient in a backward pass, has
 * NaN or an infinity, or at the first hook that gives one: it names the op, the layer, the pass and the element. It
 * reads every tensor, so it is slow.
 * `f` must be synchronous.
 *
 * @example
 * const x = tensor([1, 0], { requiresGrad: true });
 * detectAnomaly(() => x.log()); // throws log: forward, float32[2] is -Infinity at [1]
 * detectAnomaly(() => backward(x.sqrt().sum())); // throws sqrt: backward, the gradient float32[2] of input 0 is Infinity at [1]
 */
export function detectAnomaly<T>(
  f: () => Synchronous<T>,
  { infinity = true }: AnomalyOptions = {},
): T {
  const paths = new WeakMap<Tensor, string>();
  const bad = (x: Tensor): BadElement | undefined => firstBad(x, infinity);
  const watchOp: OpWatcher = (y, inputs) => {
    const path = currentPath();
    if (path !== "") paths.set(y, path);
    // What a rule computes is judged by the gradients that it gives.
    if (isWalking()) return;
    const found = bad(y);
    if (found === undefined) return;
    const input = inputs.findIndex((x) => bad(x) !== undefined);
    const given = input < 0 ? undefined : `input ${input} (${describe(inputs[input])}) had one`;
    throw new AnomalyError(y.op, path, "forward", found, describe(y), given);
  };
  const watchGradient: GradientWatcher = (y, g, input, sum) => {
    const found = bad(sum);
    if (found === undefined) return;
    const isHook = input === null;
    const what = `the gradient ${describe(sum)} of ${isHook ? `a result of ${y.op}` : `input ${input}`}`;
    const given = bad(g)
      ? `the gradient ${isHook ? "that came" : "of its result"} (${describe(g)}) had one`
      : undefined;
    const op = isHook ? "onGrad" : y.op;
    throw new AnomalyError(op, paths.get(y) ?? "", "backward", found, what, given);
  };
  return synchronous("detectAnomaly", () =>
    watchGradients(watchGradient, () => watchOps(watchOp, f as () => T)),
  );
}

/** The first element that is NaN or, with `infinity`, infinite. */
function firstBad(x: Tensor, infinity: boolean): BadElement | undefined {
  if (!isFloat(x.dtype)) return undefined;
  const values = x.dataSync();
  let at = values.findIndex((value: number) =>
    infinity ? !Number.isFinite(value) : Number.isNaN(value),
  );
  if (at < 0) return undefined;
  const value = values[at];
  const index = x.shape.toReversed().map((size) => {
    const position = at % size;
    at = (at - position) / size;
    return position;
  });
  return { index: index.toReversed(), value };
}
