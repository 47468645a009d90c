/** Whether numbers are equal but for rounding. */

import { isFloat } from "../dtype.ts";
import { ArgumentError } from "../errors.ts";
import type { Operand } from "../run.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { add, mul, sub } from "./binary.ts";
// biome-ignore lint/suspicious/noShadowRestrictedNames: the name of the field
import { equal, isNaN, lessEqual } from "./compare.ts";
// biome-ignore lint/suspicious/noShadowRestrictedNames: the name of the field
import { isFinite, logicalAnd, logicalOr } from "./logical.ts";
import { abs, cast } from "./unary.ts";

/** Options of {@link isClose}. */
export interface IsCloseOptions {
  /** Allowed difference for each unit of `|b|`. Default 1e-5. */
  readonly rtol?: number | undefined;
  /** Allowed difference beside it. Default 1e-8. */
  readonly atol?: number | undefined;
  /** Whether two NaN are close. Default false. */
  readonly equalNan?: boolean | undefined;
}

/**
 * Whether `|a - b| <= atol + rtol |b|` for each element, as bool; infinities are close to themselves alone. Whether all
 * are: `all(isClose(a, b))`.
 *
 * @example isClose(tensor([1, 1.1]), tensor([1.000001, 1])); // [true, false]
 */
export function isClose(a: Operand, b: Operand, options: IsCloseOptions = {}): Tensor {
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  if (!(rtol >= 0 && atol >= 0)) {
    throw new ArgumentError(
      "isClose",
      `rtol is ${rtol} and atol ${atol}; neither may be below 0. Mend them.`,
    );
  }
  const [x, z] = run.pair("isClose", a, b).map((side) => {
    const detached = side.detach();
    return isFloat(side.dtype) ? detached : cast(detached, "float64");
  });
  const allowed = add(mul(abs(z), rtol), atol);
  const isNear = logicalAnd(isFinite(z), lessEqual(abs(sub(x, z)), allowed));
  const close = logicalOr(equal(x, z), isNear);
  return equalNan ? logicalOr(close, logicalAnd(isNaN(x), isNaN(z))) : close;
}
