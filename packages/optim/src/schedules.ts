/** Learning rates as functions of the step, counted from 0. */

import { ArgumentError } from "@gradkit/tensor";

/** A learning rate as a function of the steps taken so far. */
export type Schedule = (step: number) => number;

/** Options of {@link powerSchedule}. */
export interface PowerScheduleOptions {
  /** The rate at step 0. */
  readonly initial: number;
  /** After so many steps the rate is `initial / 2ᵖᵒʷᵉʳ`, after twice as many `initial / 3ᵖᵒʷᵉʳ`. */
  readonly decaySteps: number;
  /** Default 1. */
  readonly power?: number | undefined;
}

/**
 * Falls fast at first, then ever slower: `initial / (1 + step / decaySteps)ᵖᵒʷᵉʳ`.
 *
 * @example
 * const rate = powerSchedule({ initial: 0.1, decaySteps: 100 });
 * rate(100); // 0.05
 */
export function powerSchedule(options: PowerScheduleOptions): Schedule {
  const { initial, decaySteps, power = 1 } = options;
  check("powerSchedule", "initial", initial, initial >= 0);
  check("powerSchedule", "decaySteps", decaySteps, decaySteps > 0);
  check("powerSchedule", "power", power, power >= 0);
  return (step) => initial / raised(1 + step / decaySteps, power);
}

/** Options of {@link exponentialSchedule}. */
export interface ExponentialScheduleOptions {
  /** The rate at step 0. */
  readonly initial: number;
  /** The factor for every `every` steps. */
  readonly rate: number;
  /** Default 1. */
  readonly every?: number | undefined;
}

/**
 * Changes by the same factor over every span of the same length: `initial · rate^(step / every)`.
 *
 * @example
 * const rate = exponentialSchedule({ initial: 0.1, rate: 0.25, every: 100 });
 * rate(50); // 0.05
 */
export function exponentialSchedule(options: ExponentialScheduleOptions): Schedule {
  const { initial, rate, every = 1 } = options;
  check("exponentialSchedule", "initial", initial, initial >= 0);
  check("exponentialSchedule", "rate", rate, rate > 0);
  check("exponentialSchedule", "every", every, every > 0);
  return (step) => initial * raised(rate, step / every);
}

/** Options of {@link piecewiseSchedule}. */
export interface PiecewiseScheduleOptions {
  /** The steps from which on the next value holds, ascending. */
  readonly boundaries: readonly number[];
  /** One more than boundaries. */
  readonly values: readonly number[];
}

/**
 * Constant between boundaries: `values[0]` until step `boundaries[0]`, from there on `values[1]`, and so on.
 *
 * @example
 * const rate = piecewiseSchedule({ boundaries: [100, 200], values: [0.1, 0.01, 0.001] });
 * [99, 100, 1000].map(rate); // [ 0.1, 0.01, 0.001 ]
 */
export function piecewiseSchedule(options: PiecewiseScheduleOptions): Schedule {
  const boundaries = [...options.boundaries];
  const values = [...options.values];
  const op = "piecewiseSchedule";
  if (values.length !== boundaries.length + 1) {
    throw new ArgumentError(
      op,
      `${values.length} values for ${boundaries.length} boundaries; there must be one more than boundaries. Mend one list.`,
    );
  }
  boundaries.forEach((boundary, i) => {
    check(op, `boundaries[${i}]`, boundary, boundary > (i === 0 ? 0 : boundaries[i - 1]));
  });
  values.forEach((value, i) => {
    check(op, `values[${i}]`, value, value >= 0);
  });
  return (step) => values[boundaries.filter((boundary) => step >= boundary).length];
}

function check(op: string, name: string, value: number, fits: boolean): void {
  if (fits && Number.isFinite(value)) return;
  const rule = name.startsWith("boundaries")
    ? "boundaries are finite, above 0 and ascending"
    : "it must be finite and not negative, and neither a factor nor a span may be 0";
  throw new ArgumentError(op, `${name} is ${value}; ${rule}. Mend it.`);
}

/**
 * `base` (above 0) to the power of `exponent` (not negative), the same on every machine: squares for the whole part,
 * and for the binary digits of the rest square roots, which are exactly rounded everywhere.
 */
export function raised(base: number, exponent: number): number {
  let result = 1;
  let factor = base;
  for (let whole = Math.floor(exponent); whole > 0; whole = Math.floor(whole / 2)) {
    if (whole % 2 === 1) result *= factor;
    factor *= factor;
  }
  let root = base;
  for (let rest = exponent % 1; rest > 0; rest = (rest * 2) % 1) {
    root = Math.sqrt(root);
    if (rest >= 0.5) result *= root;
  }
  return result;
}
