/** The table of ops: every exported op stands here, and every generic test runs over it. */

import type { OpInfo } from "./op-info.ts";
import { elementwiseInfos } from "./op-infos-elementwise.ts";
import { productInfos } from "./op-infos-products.ts";
import { reductionInfos } from "./op-infos-reductions.ts";
import { shapeInfos } from "./op-infos-shapes.ts";

/** The table by family; PyTorch's fixtures have a file for each. */
export const opFamilies: Readonly<Record<string, readonly OpInfo[]>> = {
  elementwise: elementwiseInfos,
  reductions: reductionInfos,
  shapes: shapeInfos,
  products: productInfos,
};

/** All ops with samples, PyTorch's form of each, and the calls that must be refused. */
export const opInfos: readonly OpInfo[] = Object.values(opFamilies).flat();
