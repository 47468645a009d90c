/** What the table of ops says of each, and the inputs that its samples stand for. */

import { tensor } from "../create.ts";
import type { DType } from "../dtype.ts";
import { isFloat } from "../dtype.ts";
import { permute } from "../ops/movement.ts";
import type { Shape } from "../shape.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** One input of a sample: numbers spread over a range, or whole numbers below `below`. */
export interface InputSpec {
  /** Its size along each dim. */
  readonly shape: Shape;
  /** Least value of a float input. Default -2. */
  readonly low?: number;
  /** Greatest value of a float input. Default 2. */
  readonly high?: number;
  /** Makes it an int32 input (or bool, where it is 2 and `bool` is set), of numbers below this, that takes no gradient. */
  readonly below?: number;
  /** Whether the whole numbers are truth values. */
  readonly bool?: boolean;
}

/** The inputs of one call. */
export type Sample = readonly InputSpec[];

/** A call that must be refused, and what the message must say. */
export interface ErrorInput {
  /** Makes the call. */
  readonly call: () => unknown;
  /** What its error says. */
  readonly message: RegExp;
}

/** One op, or one way of calling it. */
export interface OpInfo {
  /** The exported name. */
  readonly name: string;
  /** What tells several entries of one op apart. */
  readonly variant?: string;
  /** The call, from the tensors of a sample to one result. */
  readonly op: (...inputs: Tensor[]) => Tensor;
  /** The same in PyTorch, on inputs `a`, `b`, `c` and so on; fixtures are made of it. */
  readonly torch: string;
  /** The inputs that it is tested on. */
  readonly samples: readonly Sample[];
  /** Highest order of gradients that are checked. Default 2. */
  readonly order?: 0 | 1 | 2;
  /** Calls that must be refused. Default none. */
  readonly errors?: readonly ErrorInput[];
}

/** How an entry is called in a test's title and in the fixtures. */
export function titleOf({ name, variant }: OpInfo): string {
  return variant === undefined ? name : `${name} ${variant}`;
}

const goldenRatio = 0.6180339887498949;

/** The numbers of a spec: multiples of the golden ratio's fraction, which are spread evenly and all distinct. */
export function valuesOf(spec: InputSpec, position: number): Float64Array {
  const { shape, low = -2, high = 2, below } = spec;
  return Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
    if (below !== undefined) return (i * 7 + 3 * position + 1) % below;
    const turns = (i + 1 + 1000 * position) * goldenRatio;
    return low + (high - low) * (turns - Math.floor(turns));
  });
}

/** The tensors of a sample; float inputs take `dtype`. */
export function inputsOf(sample: Sample, dtype: DType): Tensor[] {
  return sample.map((spec, position) => {
    const natural: DType = spec.bool ? "bool" : spec.below === undefined ? dtype : "int32";
    return tensor(valuesOf(spec, position), { shape: spec.shape, dtype: natural });
  });
}

/** The same elements lying otherwise: dims reversed in memory, so that every stride is odd. */
export function strided(x: Tensor): Tensor {
  const reversed = x.shape.map((_, i) => x.rank - 1 - i);
  const moved = tensor(permute(x, reversed).dataSync(), {
    shape: [...x.shape].reverse(),
    dtype: x.dtype,
  });
  return permute(moved, reversed);
}

/** Whether gradients flow to an input of a sample. */
export function isDifferentiable(x: Tensor): boolean {
  return isFloat(x.dtype);
}
