/** What functions that make tensors take. */

import type { DType, FloatDType, TypedArray } from "./dtype.ts";
import type { Shape } from "./shape.ts";
import type { NestedArray } from "./tensor.ts";

/** Options of functions that make tensors of floats. */
export interface FloatOptions {
  /** Default float32, or what is stated at the function. */
  readonly dtype?: FloatDType | undefined;
  /** Whether gradients are to land on it. Default false. */
  readonly requiresGrad?: boolean | undefined;
}

/** Options of functions that make tensors of any dtype, on which no gradients are to land. */
export interface PlainOptions {
  /** Default float32, or what is stated at the function. */
  readonly dtype?: DType | undefined;
  /** Only floats have gradients. */
  readonly requiresGrad?: false | undefined;
}

/** Options of functions that make tensors. */
export type CreateOptions = FloatOptions | PlainOptions;

/** What all of them come to. */
export interface Wanted {
  readonly dtype?: DType | undefined;
  readonly requiresGrad?: boolean | undefined;
}

/** Options of {@link tensor}. */
export type TensorOptions = CreateOptions & {
  /** The shape of the values in row-major order; by default that of the nested arrays. */
  readonly shape?: Shape | undefined;
};

/** Whether all elements lie equally deep in `T`, as far as the compiler can tell: of a {@link NestedArray} it cannot. */
export type IsEvenlyNested<T> = [T] extends [number | boolean]
  ? true
  : [T] extends [readonly (infer Element)[]]
    ? IsEvenlyNested<Element>
    : NestedArray extends T
      ? true
      : false;

/** The type `T` of values for {@link tensor}, unless elements lie at different depths in it: then what the rule is. */
export type EvenlyNested<T> = T extends TypedArray | number | boolean
  ? T
  : IsEvenlyNested<T> extends true
    ? T
    : "all elements must be nested equally deep";
