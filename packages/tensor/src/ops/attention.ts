/** Attention: averages of values, weighted by how well queries and keys agree. */

import { widestHead } from "../backend/attention.ts";
import { ArgumentError, DTypeError, describe, ShapeError } from "../errors.ts";
import { isRecording } from "../graph.ts";
import * as run from "../run.ts";
import { broadcastShapes, sameShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { BlockedOptions } from "./attention-blocks.ts";
import { blockedAttention } from "./attention-blocks.ts";
import { add, mul, sub } from "./binary.ts";
import { equal, lessEqual, where } from "./compare.ts";
import { softmax } from "./fused.ts";
import { matmul } from "./matmul.ts";
import { transpose, unsqueeze } from "./movement.ts";
import { countedPositions } from "./positions.ts";
import { max, sum } from "./reduce.ts";

/** Options of {@link scaledDotProductAttention}. */
export interface AttentionOptions {
  /**
   * Broadcast to `[..., queries, keys]`: of bool, true where a query sees a key; of the queries' dtype, added to the
   * scores. Default all are seen.
   */
  readonly mask?: Tensor | undefined;
  /** Whether query `i` sees the keys 0 to `i` alone; together with a mask both must hold. Default false. */
  readonly causal?: boolean | undefined;
  /** Multiplies the scores. Default `1 / √d`. */
  readonly scale?: number | undefined;
  /** Changes the weights `[..., queries, keys]` before they average the values, as dropout does. Default none. */
  readonly mapWeights?: ((weights: Tensor) => Tensor) | undefined;
}

/**
 * Scaled dot-product attention: `y = softmax(q kᵀ · scale + mask) v`, with queries `[..., l, d]`, keys
 * `[..., s, d]` and values `[..., s, e]`; y is `[..., l, e]`, leading dims broadcast. A query that sees no key
 * gives 0, and no gradient.
 *
 * The scores are made block by block, forward and back, and never held together, but where weights are changed, the mask
 * takes a gradient, that of a gradient is recorded, or `d` or `e` is above 256.
 *
 * @example
 * const keys = tensor([[0, 0], [0, 0]]);
 * scaledDotProductAttention(keys, keys, tensor([[1], [3]]), { causal: true }); // [[1], [2]]
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: AttentionOptions = {},
): Tensor {
  const op = "scaledDotProductAttention";
  const { mask, causal = false, mapWeights } = options;
  const scale = checkAttention(op, query, key, value, options);
  const weights = () => attentionWeights(query, key, { mask, causal, scale });
  if (mapWeights) return matmul(mapWeights(weights()), value);
  const widths = [query.shape.at(-1) as number, value.shape.at(-1) as number];
  const fits = widths.every((n) => n > 0 && n <= widestHead);
  if (!fits || (mask?.requiresGrad && isRecording())) return matmul(weights(), value);
  const composedGrad = (g: Tensor) => {
    const p = weights();
    const gp = mul(p, matmul(g, transpose(value)));
    const gScores = mul(sub(gp, mul(p, sum(gp, -1, { keepdim: true }))), scale);
    return [
      () => matmul(gScores, key),
      () => matmul(transpose(gScores), query),
      () => matmul(transpose(p), g),
    ];
  };
  return blockedAttention(op, query, key, value, { mask, causal, scale, composedGrad });
}

/** `softmax(q kᵀ · scale + mask)`, 0 for a query that sees no key. */
function attentionWeights(
  query: Tensor,
  key: Tensor,
  { mask, causal, scale }: Pick<BlockedOptions, "mask" | "causal" | "scale">,
): Tensor {
  const [queries, keys] = [query.shape.at(-2) as number, key.shape.at(-2) as number];
  let scores = matmul(mul(query, scale), transpose(key));
  if (mask?.dtype === "bool") scores = where(mask, scores, Number.NEGATIVE_INFINITY);
  else if (mask) scores = add(scores, mask);
  if (causal) {
    const seen = lessEqual(
      countedPositions(query, keys),
      unsqueeze(countedPositions(query, queries), 1),
    );
    scores = where(seen, scores, Number.NEGATIVE_INFINITY);
  }
  if (!mask) return softmax(scores);
  const unseeing = equal(max(scores.detach(), -1, { keepdim: true }), Number.NEGATIVE_INFINITY);
  return where(unseeing, 0, softmax(where(unseeing, 0, scores)));
}

/** Refuses operands that do not go together; gives back the scale. */
function checkAttention(
  op: string,
  query: Tensor,
  key: Tensor,
  value: Tensor,
  { mask, scale }: AttentionOptions,
): number {
  const operands = `queries ${describe(query)}, keys ${describe(key)} and values ${describe(value)}`;
  for (const tensor of [query, key, value]) {
    run.checkFloat(op, tensor);
    if (tensor.dtype !== query.dtype) {
      throw new DTypeError(op, `${operands}; they must have one dtype. Cast them.`);
    }
  }
  const d = query.shape.at(-1) as number;
  const s = key.shape.at(-2) as number;
  const fits = [query, key, value].every((tensor) => tensor.rank >= 2);
  if (!fits || key.shape.at(-1) !== d || value.shape.at(-2) !== s || d === 0 || s === 0) {
    throw new ShapeError(
      op,
      `${operands}; they must be [..., l, d], [..., s, d] and [..., s, e] with d and s above 0. Transpose or reshape them.`,
      [query.shape, key.shape, value.shape],
    );
  }
  const batch = broadcastShapes(op, query.shape.slice(0, -2), key.shape.slice(0, -2));
  broadcastShapes(op, batch, value.shape.slice(0, -2));
  if (mask) checkMask(op, mask, query, [...batch, query.shape.at(-2) as number, s]);
  if (scale !== undefined && !Number.isFinite(scale)) {
    throw new ArgumentError(op, `a scale of ${scale}; it must be finite. Mend it.`);
  }
  return scale ?? 1 / Math.sqrt(d);
}

function checkMask(op: string, mask: Tensor, query: Tensor, scores: readonly number[]): void {
  if (mask.dtype !== "bool" && mask.dtype !== query.dtype) {
    throw new DTypeError(
      op,
      `the mask is ${describe(mask)}; it must be bool or ${query.dtype}, as the queries. Cast it.`,
    );
  }
  if (sameShape(broadcastShapes(op, mask.shape, scores), scores)) return;
  throw new ShapeError(
    op,
    `the mask is ${describe(mask)}; it must broadcast to the scores [${scores.join(",")}]. Mend it.`,
    [mask.shape, scores],
  );
}
