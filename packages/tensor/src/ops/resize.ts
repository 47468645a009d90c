/** Images of another size. */

import { ArgumentError, describe, ShapeError } from "../errors.ts";
import { checkShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add, mul } from "./binary.ts";
import { constant } from "./constants.ts";
import type { PerDim } from "./conv-sizes.ts";
import { checkImages, perDim } from "./conv-sizes.ts";
import { indexSelect } from "./indexing.ts";
import { adaptiveAvgPool } from "./pool.ts";
import { positionList } from "./positions.ts";
import type { Resize, ResizeKind, Tap } from "./resize-taps.ts";
import { resizeTaps } from "./resize-taps.ts";

/** How {@link interpolate} works out an element of the new size. */
export type InterpolateMode =
  | "nearest"
  | "nearest-exact"
  | "linear"
  | "bilinear"
  | "trilinear"
  | "bicubic"
  | "area";

/** Options of {@link interpolate}: either `size` or `scaleFactor`, and how. */
export type InterpolateOptions = (
  | {
      /** The sizes after batch and channels. */
      readonly size: PerDim;
      readonly scaleFactor?: undefined;
    }
  | {
      readonly size?: undefined;
      /** What the sizes are multiplied by, rounded down. */
      readonly scaleFactor: PerDim;
    }
) & {
  /**
   * `nearest` takes the element at `⌊i · old / new⌋`, `nearest-exact` the one under the middle of the new one; `linear`
   * (one dim), `bilinear` (two) and `trilinear` (three) weigh the two on both sides, `bicubic` (two) four; `area` is
   * the mean of all that the new element covers. Default nearest.
   */
  readonly mode?: InterpolateMode | undefined;
  /** For linear and cubic modes: the middles of the outermost elements stay in place, else their edges. Default false. */
  readonly alignCorners?: boolean | undefined;
  /** For linear and cubic modes: smooths what shrinks, as image libraries do. Default false. */
  readonly antialias?: boolean | undefined;
};

/** What the modes but area do along each dim, and how many dims they take. */
const modes: Record<
  Exclude<InterpolateMode, "area">,
  readonly [kind: ResizeKind, dims: number | null]
> = {
  nearest: ["nearest", null],
  "nearest-exact": ["nearest-exact", null],
  linear: ["linear", 1],
  bilinear: ["linear", 2],
  trilinear: ["linear", 3],
  bicubic: ["cubic", 2],
};

/**
 * Images of another size: x `[batch, channels, ...sizes]` with one to three sizes.
 *
 * @example interpolate(tensor([[[1, 3]]]), { scaleFactor: 2 }); // [[[1, 1, 3, 3]]]
 * @example interpolate(tensor([[[1, 3]]]), { size: 3, mode: "linear", alignCorners: true }); // [[[1, 2, 3]]]
 */
export function interpolate(x: Tensor, options: InterpolateOptions): Tensor {
  const dims = Math.min(3, Math.max(1, x.rank - 2));
  checkImages("interpolate", x, dims);
  const { mode = "nearest" } = options;
  checkMode(x, dims, mode, options);
  const kind = mode === "area" ? mode : modes[mode][0];
  const resizes = resizesOf(x, dims, kind, options);
  const sizes = resizes.map(({ to }) => to);
  checkShape("interpolate", [...x.shape.slice(0, 2), ...sizes]);
  if (kind === "area") return adaptiveAvgPool("interpolate", dims, x, sizes);
  return resizes.reduceRight(
    (y, resize, i) => (keeps(resize) ? y : resized(y, i + 2, resizeTaps(kind, resize))),
    x,
  );
}

function checkMode(
  x: Tensor,
  dims: number,
  mode: InterpolateMode,
  { alignCorners, antialias }: InterpolateOptions,
): void {
  if (mode !== "area" && !Object.hasOwn(modes, mode)) {
    throw new ArgumentError(
      "interpolate",
      `"${mode}" is no mode; they are ${Object.keys(modes).join(", ")} and area. Name one.`,
    );
  }
  const [kind, takes] = mode === "area" ? [mode, null] : modes[mode];
  if (takes !== null && takes !== dims) {
    throw new ShapeError(
      "interpolate",
      `mode ${mode} for ${describe(x)}; it takes ${takes} dims after batch and channels. Take another mode.`,
      [x.shape],
    );
  }
  if ((alignCorners || antialias) && kind !== "linear" && kind !== "cubic") {
    throw new ArgumentError(
      "interpolate",
      `${alignCorners ? "alignCorners" : "antialias"} in mode ${mode}; only linear and cubic modes have it. Drop it.`,
    );
  }
}

/** How each dim after batch and channels changes; refuses sizes below 1, old or new. */
function resizesOf(
  x: Tensor,
  dims: number,
  kind: ResizeKind | "area",
  options: InterpolateOptions,
): readonly Resize[] {
  const { size, scaleFactor, alignCorners = false, antialias = false } = options;
  if ((size === undefined) === (scaleFactor === undefined)) {
    throw new ArgumentError(
      "interpolate",
      `${size === undefined ? "neither size nor" : "both size and"} scaleFactor; one says the new size. Pass one.`,
    );
  }
  const sizes = size === undefined ? null : perDim("interpolate", "size", size, dims, 1);
  const factors = scaleFactor === undefined ? null : factorsOf(scaleFactor, dims);
  return x.shape.slice(2).map((from, i) => {
    const factor = factors?.[i] ?? 1;
    const to = sizes?.[i] ?? Math.floor(from * factor);
    if (from < 1 || to < 1) {
      throw new ShapeError(
        "interpolate",
        `dim ${i + 2} of ${describe(x)} to ${to} elements; both sizes must be 1 or more. Check them.`,
        [x.shape],
      );
    }
    const corners = [to === 1 ? 0 : from - 1, Math.max(1, to - 1)] as const;
    const bySize = factors === null || ignoresFactor(kind, from, to, antialias);
    const edges = bySize ? ([from, to] as const) : ([1, factor] as const);
    return { from, to, step: alignCorners ? corners : edges, alignCorners, antialias };
  });
}

/** Whether the sizes decide although a factor was given, as in PyTorch: where they are equal, or one is twice the other. */
function ignoresFactor(
  kind: ResizeKind | "area",
  from: number,
  to: number,
  antialias: boolean,
): boolean {
  if (kind === "nearest") return to === from || to === 2 * from;
  return kind === "linear" && to === from && !antialias;
}

function factorsOf(value: PerDim, dims: number): readonly number[] {
  const list = typeof value === "number" ? new Array<number>(dims).fill(value) : value;
  const fits = Array.isArray(list) && list.length === dims;
  if (fits && list.every((n) => n > 0 && n < Number.POSITIVE_INFINITY)) return list;
  throw new ArgumentError(
    "interpolate",
    `scaleFactor is ${JSON.stringify(value)}; it must be a number above 0, or ${dims} of them. Mend it.`,
  );
}

/** Whether every element stays where it is. */
function keeps({ from, to, step: [over, under] }: Resize): boolean {
  return from === to && over === under;
}

/** The sum of the taps along `dim`. */
function resized(x: Tensor, dim: number, taps: readonly Tap[]): Tensor {
  const parts = taps.map(({ positions, weights }) => {
    const taken = indexSelect(x, dim, positionList(x, positions));
    if (weights === null) return taken;
    const shape = x.shape.map((_, i) => (i === dim ? weights.length : 1));
    return mul(taken, constant(x, x.dtype, shape, weights));
  });
  return parts.reduce((sum, part) => add(sum, part));
}
