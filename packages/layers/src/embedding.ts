/** Tables of learned rows. */

import {
  ArgumentError,
  assign,
  embedding,
  type FloatDType,
  type Generator,
  indexPut,
  type Tensor,
} from "@gradkit/tensor";
import { checkWhole, printed, unless } from "./checks.ts";
import { type Initializer, normal } from "./init.ts";
import { Module } from "./module.ts";
import { initialized, type Parameter } from "./parameter.ts";

/** Options of {@link Embedding}. */
export interface EmbeddingLayerOptions {
  /** The row, counted from the end where negative, that starts as 0 and is not learned. Default none. */
  readonly paddingIdx?: number | undefined;
  /** Whether the gradient stays rows, for an optimiser that takes them; see {@link embedding}. Default false. */
  readonly sparse?: boolean | undefined;
  /** The greatest norm of a row: `forward` scales longer ones down in the table itself. Default none. */
  readonly maxNorm?: number | undefined;
  /** The order of that norm. Default 2. */
  readonly normType?: number | undefined;
  /** Default: normal with mean 0 and deviation 1, as PyTorch's. */
  readonly weightInit?: Initializer | undefined;
  /** Default float32. */
  readonly dtype?: FloatDType | undefined;
  /** The stream that the initialiser draws from. Default: the shared one. */
  readonly generator?: Generator | undefined;
}

/**
 * A table of `numEmbeddings` rows of `embeddingDim` numbers, such as one for each word: int32 ids of any shape give
 * `[...ids, embeddingDim]`; see {@link embedding}.
 *
 * @example
 * const layer = new Embedding(10, 3, { paddingIdx: 0 });
 * layer.forward(tensor([[4, 0]], { dtype: "int32" })).shape; // [ 1, 2, 3 ]
 */
export class Embedding extends Module<[ids: Tensor]> {
  /** Shape `[numEmbeddings, embeddingDim]`. */
  weight: Parameter;
  /** The row that is not learned, counted from the end where negative; undefined for none. */
  readonly paddingIdx: number | undefined;
  /** Whether the gradient stays rows, for an optimiser that takes them. Default false. */
  readonly sparse: boolean;
  /** The greatest norm of a row; undefined for none. */
  readonly maxNorm: number | undefined;
  /** The order of that norm; undefined for 2. */
  readonly normType: number | undefined;

  /** A table of `numEmbeddings` rows. */
  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingLayerOptions = {}) {
    super();
    checkWhole("Embedding", "numEmbeddings", numEmbeddings);
    checkWhole("Embedding", "embeddingDim", embeddingDim);
    const { paddingIdx, weightInit = normal() } = options;
    if (paddingIdx !== undefined) checkPadding(numEmbeddings, paddingIdx);
    this.weight = initialized("Embedding", weightInit, [numEmbeddings, embeddingDim], options);
    this.paddingIdx = paddingIdx;
    this.sparse = options.sparse ?? false;
    this.maxNorm = options.maxNorm;
    this.normType = options.normType;
    if (paddingIdx !== undefined) {
      assign(this.weight, indexPut(this.weight.detach(), [paddingIdx], 0));
    }
  }

  override forward(ids: Tensor): Tensor {
    const { paddingIdx, sparse, maxNorm, normType } = this;
    return embedding(this.weight, ids, { paddingIdx, sparse, maxNorm, normType });
  }

  override details(): string {
    const { weight, paddingIdx, sparse, maxNorm, normType } = this;
    const options = { paddingIdx, sparse: unless(false, sparse), maxNorm, normType };
    return `${weight.shape.join(", ")}${printed(options)}`;
  }
}

function checkPadding(rows: number, paddingIdx: number): void {
  if (Number.isInteger(paddingIdx) && paddingIdx >= -rows && paddingIdx < rows) return;
  throw new ArgumentError(
    "Embedding",
    `paddingIdx is ${paddingIdx}; it must name one of the ${rows} rows, from ${-rows} to ${rows - 1}. Mend it.`,
  );
}
