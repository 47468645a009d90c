/** The table of ops: every exported op stands here, and every generic test runs over it. */

import type { OpInfo } from "./op-info.ts";
import { elementwiseInfos } from "./op-infos-elementwise.ts";
import { productInfos } from "./op-infos-products.ts";
import { reductionInfos } from "./op-infos-reductions.ts";
import { shapeInfos } from "./op-infos-shapes.ts";

/** All ops with samples, PyTorch's form of each, and the calls that must be refused. */
export const opInfos: readonly OpInfo[] = [
  ...elementwiseInfos,
  ...reductionInfos,
  ...shapeInfos,
  ...productInfos,
];
