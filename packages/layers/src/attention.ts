/** Attention over several heads. */

import {
  ArgumentError,
  describe,
  dropout,
  type FloatDType,
  type Generator,
  linear,
  logicalAnd,
  mean,
  narrow,
  reshape,
  ShapeError,
  scaledDotProductAttention,
  type Tensor,
  transpose,
  where,
} from "@gradkit/tensor";
import { checkShare, checkWhole, printed, unless } from "./checks.ts";
import { glorotUniform, type Initializer, zeros } from "./init.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { initialized, type Parameter } from "./parameter.ts";

/** Options of {@link MultiHeadAttention}. */
export interface MultiHeadAttentionOptions {
  /** The probability that a weight of a value is zeroed in training. Default 0. */
  readonly dropout?: number | undefined;
  /** Whether the projections have biases. Default true. */
  readonly bias?: boolean | undefined;
  /** Numbers of a key. Default `embedDim`. */
  readonly kdim?: number | undefined;
  /** Numbers of a value. Default `embedDim`. */
  readonly vdim?: number | undefined;
  /** Of the weights. Default: Glorot's uniform for those of the inputs, as PyTorch's. */
  readonly weightInit?: Initializer | undefined;
  /** Default float32. */
  readonly dtype?: FloatDType | undefined;
  /** The stream that the initialisers and the dropout draw from. Default: the shared one. */
  readonly generator?: Generator | undefined;
}

/** What {@link MultiHeadAttention.forward} may be told. */
export interface AttentionInputs {
  /** What is looked at, `[batch, s, kdim]`. Default the queries: self-attention. */
  readonly key?: Tensor | undefined;
  /** What is averaged, `[batch, s, vdim]`. Default the keys. */
  readonly value?: Tensor | undefined;
  /**
   * Broadcast to `[batch, heads, l, s]`: of bool, true where a query sees a key; else added to the scores. PyTorch's
   * masks of bool say the opposite. Default all are seen.
   */
  readonly mask?: Tensor | undefined;
  /** Bool `[batch, s]`, true for the keys that are there rather than padding. Default all are. */
  readonly keyMask?: Tensor | undefined;
  /** Whether query `i` sees the keys 0 to `i` alone. Default false. */
  readonly causal?: boolean | undefined;
}

/**
 * Attention over several heads: queries, keys and values are projected, cut into `heads` parts of `embedDim / heads`
 * numbers, attended to by {@link scaledDotProductAttention}, joined and projected again. Queries are
 * `[batch, l, embedDim]` (batch first), as is the result. Vaswani et al., "Attention is all you need" (2017).
 *
 * Parameters lie as PyTorch's do: `inProjWeight` is its `in_proj_weight` (queries', keys' and values' rows one after the
 * other), `inProjBias` its `in_proj_bias`, `outProj` its `out_proj`; keys or values of another width than `embedDim` have
 * `qProjWeight`, `kProjWeight` and `vProjWeight` instead of the first.
 *
 * @example
 * const layer = new MultiHeadAttention(8, 2);
 * const x = ones([3, 5, 8]);
 * layer.forward(x, { causal: true }).shape; // [ 3, 5, 8 ]
 * layer.forward(x, { key: ones([3, 7, 8]) }).shape; // [ 3, 5, 8 ]
 */
export class MultiHeadAttention extends Module<[query: Tensor, inputs?: AttentionInputs]> {
  /** Shape `[3 · embedDim, embedDim]`; null where keys or values have another width. */
  inProjWeight: Parameter | null;
  /** Shape `[embedDim, embedDim]`; null where `inProjWeight` holds it. */
  qProjWeight: Parameter | null;
  /** Shape `[embedDim, kdim]`; null where `inProjWeight` holds it. */
  kProjWeight: Parameter | null;
  /** Shape `[embedDim, vdim]`; null where `inProjWeight` holds it. */
  vProjWeight: Parameter | null;
  /** Shape `[3 · embedDim]`; null without biases. */
  inProjBias: Parameter | null;
  /** The projection of the joined heads: weight `[embedDim, embedDim]`, bias `[embedDim]`. */
  readonly outProj: Linear;
  /** Numbers of a query, and of a result. */
  readonly embedDim: number;
  /** Numbers of a key. Default `embedDim`. */
  readonly kdim: number;
  /** Numbers of a value. Default `embedDim`. */
  readonly vdim: number;
  /** Heads, each with `embedDim / heads` of the numbers. */
  readonly heads: number;
  /** The probability that a weight of a value is zeroed in training. Default 0. */
  readonly dropout: number;
  /** The stream that the dropout draws from; undefined for the shared one. */
  readonly generator: Generator | undefined;

  /** `heads` must divide `embedDim`. */
  constructor(embedDim: number, heads: number, options: MultiHeadAttentionOptions = {}) {
    super();
    const { dropout = 0, bias = true, weightInit, dtype = "float32", generator } = options;
    const { kdim = embedDim, vdim = embedDim } = options;
    for (const [name, value] of Object.entries({ embedDim, heads, kdim, vdim })) {
      checkWhole("MultiHeadAttention", name, value);
    }
    checkShare("MultiHeadAttention", "dropout", dropout);
    if (embedDim % heads !== 0) {
      throw new ArgumentError(
        "MultiHeadAttention",
        `an embedDim of ${embedDim} for ${heads} heads; heads must divide it. Choose other numbers.`,
      );
    }
    this.embedDim = embedDim;
    this.kdim = kdim;
    this.vdim = vdim;
    this.heads = heads;
    this.dropout = dropout;
    this.generator = generator;
    const given = { dtype, ...(generator && { generator }) };
    const isOne = kdim === embedDim && vdim === embedDim;
    const weightOf = (isThere: boolean, out: number, inside: number) =>
      isThere
        ? initialized("MultiHeadAttention", weightInit ?? glorotUniform(), [out, inside], given)
        : null;
    this.inProjWeight = weightOf(isOne, 3 * embedDim, embedDim);
    this.qProjWeight = weightOf(!isOne, embedDim, embedDim);
    this.kProjWeight = weightOf(!isOne, embedDim, kdim);
    this.vProjWeight = weightOf(!isOne, embedDim, vdim);
    this.inProjBias = bias
      ? initialized("MultiHeadAttention", zeros(), [3 * embedDim], given)
      : null;
    this.outProj = new Linear(embedDim, embedDim, {
      ...given,
      bias,
      biasInit: zeros(),
      ...(weightInit && { weightInit }),
    });
  }

  override forward(query: Tensor, inputs: AttentionInputs = {}): Tensor {
    return this.#attended(query, inputs);
  }

  /**
   * As {@link MultiHeadAttention.forward}, with the weights by which values were averaged, themselves averaged over the
   * heads: `[batch, l, s]`. The whole matrix of them is held.
   *
   * @example
   * const layer = new MultiHeadAttention(4, 2);
   * layer.attend(ones([1, 2, 4])).weights; // [[[0.5, 0.5], [0.5, 0.5]]]
   */
  attend(query: Tensor, inputs: AttentionInputs = {}): { y: Tensor; weights: Tensor } {
    const seen: Tensor[] = [];
    const y = this.#attended(query, inputs, (weights) => seen.push(weights));
    return { y, weights: mean(seen[0], 1) };
  }

  #attended(query: Tensor, inputs: AttentionInputs, see?: (weights: Tensor) => void): Tensor {
    const { key = query, value = key, causal } = inputs;
    this.#check(query, key, value);
    const [q, k, v] = [query, key, value].map((x, i) => this.#projected(x, i));
    const { dropout: p, generator } = this;
    const drops = this.training && p > 0;
    const mapWeights = (weights: Tensor) => {
      const kept = drops ? dropout(weights, p, generator && { generator }) : weights;
      see?.(kept);
      return kept;
    };
    const y = scaledDotProductAttention(q, k, v, {
      mask: joined(inputs.mask, inputs.keyMask),
      causal,
      mapWeights: drops || see ? mapWeights : undefined,
    });
    return this.outProj.forward(reshape(transpose(y, 1, 2), query.shape));
  }

  override details(): string {
    return `${this.embedDim}, ${this.heads}${printed({
      dropout: unless(0, this.dropout),
      bias: this.inProjBias ? undefined : false,
      kdim: unless(this.embedDim, this.kdim),
      vdim: unless(this.embedDim, this.vdim),
    })}`;
  }

  /** The i-th projection of `x` as `[batch, heads, length, embedDim / heads]`. */
  #projected(x: Tensor, i: number): Tensor {
    const { embedDim, heads, inProjWeight, inProjBias } = this;
    const weight = inProjWeight
      ? narrow(inProjWeight, 0, i * embedDim, embedDim)
      : ([this.qProjWeight, this.kProjWeight, this.vProjWeight][i] as Parameter);
    const bias = inProjBias ? narrow(inProjBias, 0, i * embedDim, embedDim) : undefined;
    const [batch, length] = x.shape;
    const parted = reshape(linear(x, weight, { bias }), [batch, length, heads, embedDim / heads]);
    return transpose(parted, 1, 2);
  }

  #check(query: Tensor, key: Tensor, value: Tensor): void {
    const [batch] = query.shape;
    const { embedDim, kdim, vdim } = this;
    const widths = [embedDim, kdim, vdim];
    const fits = [query, key, value].every(
      ({ rank, shape }, i) => rank === 3 && shape[0] === batch && shape[2] === widths[i],
    );
    if (fits && key.shape[1] === value.shape[1]) return;
    throw new ShapeError(
      "MultiHeadAttention",
      `queries ${describe(query)}, keys ${describe(key)} and values ${describe(value)}; they must be ` +
        `[batch, l, ${embedDim}], [batch, s, ${kdim}] and [batch, s, ${vdim}]. Reshape or transpose them.`,
      [query.shape, key.shape, value.shape],
    );
  }
}

/** One mask of both: a key is seen where it is there and the mask lets it. */
function joined(mask: Tensor | undefined, keyMask: Tensor | undefined): Tensor | undefined {
  if (keyMask === undefined) return mask;
  const [batch, keys] = checkKeyMask(keyMask).shape;
  const there = reshape(keyMask, [batch, 1, 1, keys]);
  if (mask === undefined) return there;
  return mask.dtype === "bool"
    ? logicalAnd(mask, there)
    : where(there, mask, Number.NEGATIVE_INFINITY);
}

function checkKeyMask(keyMask: Tensor): Tensor {
  if (keyMask.dtype === "bool" && keyMask.rank === 2) return keyMask;
  throw new ShapeError(
    "MultiHeadAttention",
    `the keyMask is ${describe(keyMask)}; it must be bool[batch,s]. Reshape or cast it.`,
    [keyMask.shape],
  );
}
