/** Recurrent nets over whole sequences: layers, directions and lengths, around the steps of one layer. */

import type { CellName } from "../backend/recurrent.ts";
import { cellSizes } from "../backend/recurrent.ts";
import { ArgumentError, DTypeError, describe, ShapeError } from "../errors.ts";
import * as run from "../run.ts";
import { sameShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add } from "./binary.ts";
import { concat, stack } from "./join.ts";
import { linear } from "./matmul.ts";
import { narrow, select, squeeze, unsqueeze } from "./movement.ts";
import type { Packing } from "./recurrent-lengths.ts";
import { checkLengths, packingOf } from "./recurrent-lengths.ts";
import { recurrentSteps } from "./recurrent-steps.ts";

/** The weights of one layer in one direction, with PyTorch's shapes and order of gates. */
export interface RecurrentWeights {
  /** `[gates · hidden, in]`: 1 gate for rnn; reset, update, new for gru; input, forget, cell, output for lstm. */
  readonly weightIh: Tensor;
  /** `[gates · hidden, hidden]`. */
  readonly weightHh: Tensor;
  /** `[gates · hidden]`. Default none. */
  readonly biasIh?: Tensor | undefined;
  /** `[gates · hidden]`; of a gru's new gate it is inside of the product with reset. Default none. */
  readonly biasHh?: Tensor | undefined;
}

/** Options of {@link rnn}, {@link gru} and {@link lstm}. */
export interface RecurrentOptions {
  /** The states before the first step, `[layers · directions, batch, hidden]`. Default 0. */
  readonly h?: Tensor | undefined;
  /** Steps of each sequence, from 1 on; what lies behind is padding. Default all. */
  readonly lengths?: readonly number[] | Tensor | undefined;
  /** Whether x and y are `[batch, steps, n]` rather than `[steps, batch, n]`. Default false. */
  readonly batchFirst?: boolean | undefined;
  /** Whether each layer also goes from the end of each sequence to its start. Default false. */
  readonly bidirectional?: boolean | undefined;
  /** Applied to what each layer but the last gives, `[rows, n]`, such as dropout. Default nothing. */
  readonly between?: ((y: Tensor) => Tensor) | undefined;
}

/** Options of {@link rnn}. */
export interface RnnOptions extends RecurrentOptions {
  /** Default tanh. */
  readonly nonlinearity?: "tanh" | "relu" | undefined;
}

/** Options of {@link lstm}. */
export interface LstmOptions extends RecurrentOptions {
  /** The cells before the first step, in the shape of `h`. Default 0. */
  readonly c?: Tensor | undefined;
}

/** What {@link rnn} and {@link gru} give. */
export interface RecurrentResult {
  /** The last layer's states, `[steps, batch, directions · hidden]` or batch first; 0 in the padding. */
  readonly y: Tensor;
  /** Each layer's and direction's state after the last step of each sequence, `[layers · directions, batch, hidden]`. */
  readonly h: Tensor;
}

/** What {@link lstm} gives. */
export interface LstmResult extends RecurrentResult {
  /** The cells beside `h`. */
  readonly c: Tensor;
}

/**
 * The simple recurrent net: `hₜ = f(W x + b + U hₜ₋₁ + d)`, f tanh or relu, over x `[steps, batch, in]` (or
 * `[steps, in]` without a batch). `weights` has an entry for each layer, or two where `bidirectional`, forward first;
 * a later layer reads the states of the one before, both directions side by side. No gradient comes from the padding.
 *
 * @example
 * const [weightIh, weightHh] = [tensor([[1]]), tensor([[0.5]])];
 * rnn(tensor([[1], [2]]), [{ weightIh, weightHh }], { nonlinearity: "relu" }).y; // [[1], [2.5]]
 */
export function rnn(
  x: Tensor,
  weights: readonly RecurrentWeights[],
  options: RnnOptions = {},
): RecurrentResult {
  const { nonlinearity = "tanh" } = options;
  if (nonlinearity !== "tanh" && nonlinearity !== "relu") {
    throw new ArgumentError(
      "rnn",
      `the nonlinearity is "${nonlinearity}"; it must be tanh or relu. Mend it.`,
    );
  }
  const { y, h } = through(
    "rnn",
    nonlinearity === "tanh" ? "rnnTanh" : "rnnRelu",
    x,
    weights,
    options,
  );
  return { y, h };
}

/**
 * Gated recurrent units: `r = σ(x_r + s_r)`, `z = σ(x_z + s_z)`, `n = tanh(x_n + r s_n)`, `h = (1 - z) n + z h`, where
 * x are the parts of `W x + b` and s those of `U h + d`. Otherwise as {@link rnn}. Cho et al., "Learning phrase
 * representations" (2014).
 *
 * @example
 * const [weightIh, weightHh] = [tensor([[0], [0], [1]]), tensor([[0], [0], [0]])];
 * gru(tensor([[1], [1]]), [{ weightIh, weightHh }]).y; // [[0.3808], [0.5712]]
 */
export function gru(
  x: Tensor,
  weights: readonly RecurrentWeights[],
  options: RecurrentOptions = {},
): RecurrentResult {
  const { y, h } = through("gru", "gru", x, weights, options);
  return { y, h };
}

/**
 * Long short-term memory: with the gates i, f, g, o the parts of `W x + b + U h + d`, `c = σ(f) c + σ(i) tanh(g)`,
 * `h = σ(o) tanh(c)`. Otherwise as {@link rnn}. Hochreiter and Schmidhuber, "Long short-term memory" (1997).
 *
 * @example
 * const [weightIh, weightHh] = [tensor([[9], [9], [9], [9]]), zeros([4, 1])];
 * lstm(tensor([[1], [1]]), [{ weightIh, weightHh }]).c; // [[1.9996]]
 */
export function lstm(
  x: Tensor,
  weights: readonly RecurrentWeights[],
  options: LstmOptions = {},
): LstmResult {
  const { y, h, c } = through("lstm", "lstm", x, weights, options);
  return { y, h, c: c as Tensor };
}

/** All layers and directions, for a batch; one sequence alone is a batch of one. */
function through(
  op: string,
  cell: CellName,
  x: Tensor,
  weights: readonly RecurrentWeights[],
  options: LstmOptions,
): { y: Tensor; h: Tensor; c: Tensor | undefined } {
  if (x.rank === 2) {
    const { h, c } = options;
    const alone = {
      ...options,
      h: h && unsqueeze(h, 1),
      c: c && unsqueeze(c, 1),
      batchFirst: false,
    };
    const result = through(op, cell, unsqueeze(x, 1), weights, alone);
    return {
      y: squeeze(result.y, 1),
      h: squeeze(result.h, 1),
      c: result.c && squeeze(result.c, 1),
    };
  }
  const { batchFirst = false, bidirectional = false, between = (y: Tensor) => y } = options;
  const hidden = checkInputs(op, cell, x, weights, options);
  const [steps, batch] = (batchFirst ? [x.shape[1], x.shape[0]] : x.shape) as [number, number];
  const packing = packingOf(x, batchFirst, checkLengths(op, options.lengths, batch, steps));
  const zeros = run.full(x, x.dtype, [batch, hidden], 0);
  const initial = (states: Tensor | undefined, i: number) =>
    states ? packing.sort(select(states, 0, i)) : zeros;
  const directions = bidirectional ? 2 : 1;
  const last: { h: Tensor; c: Tensor | undefined }[] = [];
  let rows = packing.pack(x);
  for (let layer = 0; layer < weights.length; layer += directions) {
    const inputs = layer === 0 ? rows : between(rows);
    const states = weights.slice(layer, layer + directions).map((own, direction) => {
      const i = layer + direction;
      const h = initial(options.h, i);
      const c = cell === "lstm" ? initial(options.c, i) : undefined;
      const result = oneWay(op, cell, packing, direction === 1, inputs, own, h, c);
      last.push(result);
      return result.y;
    });
    rows = states.length === 1 ? states[0] : concat(states, 1);
  }
  return {
    y: packing.unpack(rows),
    h: stack(last.map(({ h }) => h)),
    c: cell === "lstm" ? stack(last.map(({ c }) => c as Tensor)) : undefined,
  };
}

/** One layer in one direction. Where both biases are added to the same sum, they are added to the input's part. */
function oneWay(
  op: string,
  cell: CellName,
  packing: Packing,
  reverse: boolean,
  rows: Tensor,
  { weightIh, weightHh, biasIh, biasHh }: RecurrentWeights,
  h: Tensor,
  c: Tensor | undefined,
): { y: Tensor; h: Tensor; c: Tensor | undefined } {
  const apart = cell === "gru";
  const bias =
    biasIh && biasHh && !apart ? add(biasIh, biasHh) : (biasIh ?? (apart ? undefined : biasHh));
  const x = linear(reverse ? packing.reverse(rows) : rows, weightIh, { bias });
  const inputs = { x, weight: weightHh, bias: apart ? biasHh : undefined, h, c };
  const made = recurrentSteps(op, cell, packing.sizes, inputs);
  const y = c ? narrow(made, 0, 0, x.shape[0]) : made;
  return {
    y: reverse ? packing.reverse(y) : y,
    h: packing.last(y),
    c: c && packing.unsort(narrow(made, 0, x.shape[0], h.shape[0])),
  };
}

/** Refuses what does not fit together; gives the number of hidden units. */
function checkInputs(
  op: string,
  cell: CellName,
  x: Tensor,
  weights: readonly RecurrentWeights[],
  { h, c, batchFirst = false, bidirectional = false }: LstmOptions,
): number {
  run.checkFloat(op, x);
  const steps = batchFirst ? x.shape[1] : x.shape[0];
  if (x.rank !== 3 || steps === 0) {
    throw new ShapeError(
      op,
      `the input is ${describe(x)}; it must be ${batchFirst ? "[batch, steps, in]" : "[steps, batch, in]"}, or [steps, in], ` +
        "with at least one step. Reshape it.",
      [x.shape],
    );
  }
  const directions = bidirectional ? 2 : 1;
  if (weights.length === 0 || weights.length % directions !== 0) {
    throw new ArgumentError(
      op,
      `${weights.length} sets of weights; there must be ${directions === 2 ? "two" : "one"} for each layer. Mend the list.`,
    );
  }
  const hidden = weights[0].weightHh.shape[1] ?? 0;
  const gates = cellSizes[cell].gates * hidden;
  weights.forEach((own, i) => {
    const inside = i < directions ? x.shape[2] : directions * hidden;
    checkWeight(op, x, `weightIh of set ${i}`, own.weightIh, [gates, inside]);
    checkWeight(op, x, `weightHh of set ${i}`, own.weightHh, [gates, hidden]);
    if (own.biasIh) checkWeight(op, x, `biasIh of set ${i}`, own.biasIh, [gates]);
    if (own.biasHh) checkWeight(op, x, `biasHh of set ${i}`, own.biasHh, [gates]);
  });
  if (hidden === 0) {
    throw new ShapeError(op, "weights without hidden units; at least one is needed. Mend them.");
  }
  const states = [weights.length, batchFirst ? x.shape[0] : x.shape[1], hidden];
  if (h) checkWeight(op, x, "h", h, states);
  if (c) checkWeight(op, x, "c", c, states);
  return hidden;
}

function checkWeight(
  op: string,
  x: Tensor,
  noun: string,
  weight: Tensor,
  shape: readonly number[],
): void {
  if (weight.dtype !== x.dtype) {
    throw new DTypeError(
      op,
      `${noun} is ${describe(weight)} beside the input ${describe(x)}; they must have one dtype. Cast one.`,
    );
  }
  if (sameShape(weight.shape, shape)) return;
  throw new ShapeError(
    op,
    `${noun} is ${describe(weight)} beside the input ${describe(x)}; it must be [${shape.join(",")}]. Mend it.`,
    [weight.shape, shape],
  );
}
