/** The table of ops: every exported op stands here, and every generic test runs over it. */

import type { OpInfo } from "./op-info.ts";
import { activationInfos } from "./op-infos-activations.ts";
import { contractionInfos } from "./op-infos-contractions.ts";
import { convInfos } from "./op-infos-conv.ts";
import { decompositionInfos } from "./op-infos-decompositions.ts";
import { elementwiseInfos } from "./op-infos-elementwise.ts";
import { embeddingInfos } from "./op-infos-embedding.ts";
import { fftInfos } from "./op-infos-fft.ts";
import { functionInfos } from "./op-infos-functions.ts";
import { imageInfos } from "./op-infos-images.ts";
import { linalgInfos } from "./op-infos-linalg.ts";
import { logicalInfos } from "./op-infos-logical.ts";
import { movementInfos } from "./op-infos-movement.ts";
import { normalizeInfos } from "./op-infos-normalize.ts";
import { poolInfos } from "./op-infos-pool.ts";
import { productInfos } from "./op-infos-products.ts";
import { randomInfos } from "./op-infos-random.ts";
import { recurrentInfos } from "./op-infos-recurrent.ts";
import { reductionInfos } from "./op-infos-reductions.ts";
import { scanInfos } from "./op-infos-scans.ts";
import { scatterInfos } from "./op-infos-scatter.ts";
import { searchInfos } from "./op-infos-search.ts";
import { selectionInfos } from "./op-infos-selection.ts";
import { shapeInfos } from "./op-infos-shapes.ts";
import { sortingInfos } from "./op-infos-sorting.ts";
import { statisticsInfos } from "./op-infos-statistics.ts";
import { triangleInfos } from "./op-infos-triangles.ts";

/** The table by family; PyTorch's fixtures have a file for each. */
export const opFamilies: Readonly<Record<string, readonly OpInfo[]>> = {
  elementwise: elementwiseInfos,
  activations: activationInfos,
  logical: logicalInfos,
  functions: functionInfos,
  reductions: reductionInfos,
  scans: scanInfos,
  random: randomInfos,
  search: searchInfos,
  sorting: sortingInfos,
  shapes: shapeInfos,
  movement: movementInfos,
  selection: selectionInfos,
  embedding: embeddingInfos,
  scatter: scatterInfos,
  statistics: statisticsInfos,
  triangles: triangleInfos,
  products: productInfos,
  contractions: contractionInfos,
  linalg: linalgInfos,
  fft: fftInfos,
  decompositions: decompositionInfos,
  normalize: normalizeInfos,
  conv: convInfos,
  pool: poolInfos,
  images: imageInfos,
  recurrent: recurrentInfos,
};

/** All ops with samples, PyTorch's form of each, and the calls that must be refused. */
export const opInfos: readonly OpInfo[] = Object.values(opFamilies).flat();
