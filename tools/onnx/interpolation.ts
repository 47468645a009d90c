/** Weights of interpolation in one dim: which inputs, and how much of each, make an output. */

/** How an output's place is found among the inputs, and what is made of the inputs around it. */
export interface Interpolation {
  /** `nearest`, `linear` or `cubic`. */
  readonly mode: string;
  /** How `nearest` rounds a place. */
  readonly rounding: string;
  /** ONNX's coordinate_transformation_mode. */
  readonly transformation: string;
  /** The cubic's coefficient. */
  readonly a: number;
  /** Whether the weights of inputs beyond the ends go to the others; else the outermost input takes them. */
  readonly excludesOutside: boolean;
}

/** One dim: its sizes, the scale between them, and the part of it that tf_crop_and_resize reads. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly scale: number;
  readonly start: number;
  readonly end: number;
}

/** The place of an output among the inputs. */
export function placeOf(x: number, transformation: string, stretch: Stretch): number {
  const { from, to, scale, start, end } = stretch;
  if (transformation === "asymmetric") return x / scale;
  if (transformation === "tf_half_pixel_for_nn") return (x + 0.5) / scale;
  // The scaled size is no whole number where a scale was given.
  if (transformation === "align_corners")
    return (x * (from - 1)) / Math.max(scale * from - 1, 1e-9);
  if (transformation === "pytorch_half_pixel" && to === 1) return 0;
  if (transformation !== "tf_crop_and_resize") return (x + 0.5) / scale - 0.5;
  if (to === 1) return ((start + end) * (from - 1)) / 2;
  return start * (from - 1) + (x * (end - start) * (from - 1)) / (to - 1);
}

function nearest(place: number, rounding: string): number {
  if (rounding === "floor") return Math.floor(place);
  if (rounding === "ceil") return Math.ceil(place);
  return rounding === "round_prefer_ceil" ? Math.floor(place + 0.5) : Math.ceil(place - 0.5);
}

/** The cubic kernel at a distance of up to 2. */
function cubic(distance: number, a: number): number {
  const d = Math.abs(distance);
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
}

/** The inputs that take part at a place, with their weights; some may lie beyond the ends. */
function taps(
  place: number,
  { mode, rounding, a }: Interpolation,
): readonly (readonly [number, number])[] {
  if (mode === "nearest") return [[nearest(place, rounding), 1]];
  const first = Math.floor(place);
  const share = place - first;
  if (mode === "linear")
    return [
      [first, 1 - share],
      [first + 1, share],
    ];
  return [-1, 0, 1, 2].map((k) => [first + k, cubic(share - k, a)]);
}

/** Rows of weights, `to` by `from`. */
export function weightRows(stretch: Stretch, how: Interpolation): number[][] {
  const { from, to } = stretch;
  return Array.from({ length: to }, (_, x) => {
    const row = new Array<number>(from).fill(0);
    const all = taps(placeOf(x, how.transformation, stretch), how);
    const inside = all.filter(([i]) => i >= 0 && i < from);
    const used = how.excludesOutside ? inside : all;
    const total = used.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [i, weight] of used) row[Math.min(from - 1, Math.max(0, i))] += weight / total;
    return row;
  });
}
