/** Random positions and elements, all as likely or by weights. */

import { tensor } from "./create.ts";
import { exponential, integers } from "./distributions.ts";
import { ArgumentError, describe, ShapeError } from "./errors.ts";
import { defaultGenerator, type Generator, shuffledPositions } from "./generator.ts";
import { div } from "./ops/binary.ts";
import { indexSelect } from "./ops/indexing.ts";
import { reshape } from "./ops/movement.ts";
import { topK } from "./ops/sort.ts";
import { uniform } from "./random.ts";
import type { Shape } from "./shape.ts";
import { checkCount, checkShape, sizeOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** Options of {@link multinomial}. */
export interface MultinomialOptions {
  /** Whether a position may be drawn again. Default false. */
  readonly replacement?: boolean | undefined;
  /** The stream to draw from. Default: the shared one. */
  readonly generator?: Generator | undefined;
}

/**
 * `n` positions drawn by their weights, as int32: position `i` with probability `weights[i] / Σ weights`, and without
 * replacement among those that are left (Efraimidis and Spirakis, "Weighted random sampling", 2006). Weights of two dims
 * are a distribution a row. A weight of 0 is never drawn.
 *
 * @example multinomial(tensor([0, 3, 0]), 2, { replacement: true }); // [1, 1]
 */
export function multinomial(weights: Tensor, n: number, options: MultinomialOptions = {}): Tensor {
  const { replacement = false, generator = defaultGenerator() } = options;
  checkCount("multinomial", "n", n);
  if (weights.rank !== 1 && weights.rank !== 2) {
    throw new ShapeError(
      "multinomial",
      `the weights are ${describe(weights)}; they must have one dim, or two for a distribution a row. Reshape them.`,
      [weights.shape],
    );
  }
  const size = weights.shape.at(-1) as number;
  const rows = weights.rank === 1 ? 1 : (weights.shape[0] as number);
  const values = Float64Array.from(weights.dataSync());
  for (let row = 0; row < rows; row++) {
    checkWeights(values.subarray(row * size, (row + 1) * size), row, replacement ? 1 : n);
  }
  const shape = [...weights.shape.slice(0, -1), n];
  if (replacement) return drawAgain(values, rows, size, n, shape, generator);
  // The times at which each would come first; a weight of 0 never comes.
  const times = exponential([rows, size], { dtype: "float64", generator });
  const arrivals = div(times, tensor(values, { shape: [rows, size] }));
  return reshape(topK(arrivals, n, 1, { largest: false }).indices, shape);
}

function checkWeights(weights: Float64Array, row: number, wanted: number): void {
  let positive = 0;
  weights.forEach((weight, i) => {
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new ArgumentError(
        "multinomial",
        `weight ${i} of row ${row} is ${weight}; weights are finite and not below 0. Mend it.`,
      );
    }
    if (weight > 0) positive += 1;
  });
  if (positive >= wanted) return;
  throw new ArgumentError(
    "multinomial",
    `${positive} weights of row ${row} are above 0 and ${wanted} positions are wanted; there must be as many. ` +
      "Ask for fewer or pass { replacement: true }.",
  );
}

function drawAgain(
  weights: Float64Array,
  rows: number,
  size: number,
  n: number,
  shape: Shape,
  generator: Generator,
): Tensor {
  const fractions = uniform([rows * n], { dtype: "float64", generator }).dataSync();
  const positions = new Int32Array(rows * n);
  const sums = new Float64Array(size);
  for (let row = 0; row < rows; row++) {
    let total = 0;
    let last = 0;
    for (let i = 0; i < size; i++) {
      const weight = weights[row * size + i] as number;
      total += weight;
      sums[i] = total;
      if (weight > 0) last = i;
    }
    for (let j = row * n; j < (row + 1) * n; j++) {
      positions[j] = Math.min(last, firstAbove(sums, (fractions[j] as number) * total));
    }
  }
  return tensor(positions, { shape });
}

/** The first position of an ascending list whose value is above `x`, or its length. */
function firstAbove(list: Float64Array, x: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] as number) > x) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Options of {@link choice}. */
export interface ChoiceOptions {
  /** Whether an element may be drawn again. Default true. */
  readonly replacement?: boolean | undefined;
  /** How likely each is, one weight for each. Default: all as likely. */
  readonly weights?: Tensor | undefined;
  /** The stream to draw from. Default: the shared one. */
  readonly generator?: Generator | undefined;
}

/**
 * Elements of `x` drawn at random along its first dim, `shape` of them; gradients flow to those drawn.
 *
 * @example choice(tensor([4, 4]), [3]); // [4, 4, 4]
 */
export function choice(x: Tensor, shape: Shape, options: ChoiceOptions = {}): Tensor {
  const { replacement = true, weights, generator = defaultGenerator() } = options;
  checkShape("choice", shape);
  const n = sizeOf(shape);
  const size = x.shape[0] ?? 0;
  if (x.rank === 0 || (n > 0 && size === 0) || (!replacement && n > size)) {
    throw new ShapeError(
      "choice",
      `${n} elements of ${describe(x)}; it has ${size} along its first dim. Ask for fewer or draw with replacement.`,
      [x.shape],
    );
  }
  if (weights && (weights.rank !== 1 || weights.size !== size)) {
    throw new ShapeError(
      "choice",
      `the weights ${describe(weights)} beside ${describe(x)}; there must be one for each along its first dim. Mend them.`,
      [x.shape, weights.shape],
    );
  }
  const positions = weights
    ? multinomial(weights, n, { replacement, generator })
    : replacement
      ? integers([n], 0, Math.max(1, size), { generator })
      : tensor(shuffledPositions(size, generator).subarray(0, n));
  return reshape(indexSelect(x, 0, positions), [...shape, ...x.shape.slice(1)]);
}
