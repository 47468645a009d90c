/** Which elements of a line each element of a resized one is made of, and their weights. */

/** How elements between two are worked out along one dim. */
export type ResizeKind = "nearest" | "nearest-exact" | "linear" | "cubic";

/** From a line of `from` elements to one of `to`. */
export interface Resize {
  readonly from: number;
  readonly to: number;
  /** Elements of the old line for one of the new, as a fraction that loses nothing. */
  readonly step: readonly [number, number];
  /** Whether the first and last elements of both lines lie on each other, else their outer edges. */
  readonly alignCorners: boolean;
  /** Whether a line that shrinks is smoothed over all that lies between two new elements. */
  readonly antialias: boolean;
}

/** One element of the old line for each of the new, with its weight; without weights they are 1. */
export interface Tap {
  readonly positions: Int32Array;
  readonly weights: Float64Array | null;
}

/** The taps whose sum is the new line. */
export function resizeTaps(kind: ResizeKind, resize: Resize): readonly Tap[] {
  if (kind === "nearest" || kind === "nearest-exact") {
    const shift = kind === "nearest" ? 0 : 0.5;
    const [over, under] = resize.step;
    const positions = Int32Array.from({ length: resize.to }, (_, i) =>
      Math.min(Math.floor(((i + shift) * over) / under), resize.from - 1),
    );
    return [{ positions, weights: null }];
  }
  const radius = kind === "linear" ? 1 : 2;
  return resize.antialias ? smoothed(radius, resize) : interpolated(radius, resize);
}

/** Where each new element lies among the old, which lie at whole numbers. */
function place({ step: [over, under], alignCorners }: Resize, i: number): number {
  return alignCorners ? (i * over) / under : ((i + 0.5) * over) / under - 0.5;
}

/** The weight of an element at a distance of up to `radius`: 1 linear, 2 cubic with the slope `a` at 1. */
function weightAt(radius: number, distance: number, a: number): number {
  const d = Math.abs(distance);
  if (d >= radius) return 0;
  if (radius === 1) return 1 - d;
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return ((d - 5) * d + 8) * d * a - 4 * a;
}

/** The 2 or 4 elements around each place; those past an end are the outermost once more. */
function interpolated(radius: number, resize: Resize): readonly Tap[] {
  const { from, to } = resize;
  // A linear place stays inside, where a cubic one would bend.
  const lowest = radius === 1 ? 0 : Number.NEGATIVE_INFINITY;
  const places = Array.from({ length: to }, (_, i) => Math.max(lowest, place(resize, i)));
  return Array.from({ length: 2 * radius }, (_, k) => {
    const taken = places.map((at) => Math.floor(at) + k + 1 - radius);
    return {
      positions: Int32Array.from(taken, (p) => Math.min(Math.max(p, 0), from - 1)),
      weights: Float64Array.from(taken, (p, i) => weightAt(radius, p - places[i], -0.75)),
    };
  });
}

/** All elements that lie within `radius` new elements of each place, with weights that sum to 1. */
function smoothed(radius: number, resize: Resize): readonly Tap[] {
  const { from, to } = resize;
  const [over, under] = resize.step;
  const stretch = Math.max(over / under, 1);
  const spans = Array.from({ length: to }, (_, i) => {
    const center = ((i + 0.5) * over) / under;
    const first = Math.max(Math.trunc(center - radius * stretch + 0.5), 0);
    const count = Math.min(Math.trunc(center + radius * stretch + 0.5), from) - first;
    const weights = Array.from({ length: count }, (_, k) =>
      weightAt(radius, (first + k - center + 0.5) / stretch, -0.5),
    );
    const total = weights.reduce((sum, w) => sum + w, 0);
    return { first, weights: weights.map((w) => w / total) };
  });
  const most = spans.reduce((n, { weights }) => Math.max(n, weights.length), 0);
  return Array.from({ length: most }, (_, k) => ({
    positions: Int32Array.from(
      spans,
      ({ first, weights }) => first + Math.min(k, weights.length - 1),
    ),
    weights: Float64Array.from(spans, ({ weights }) => weights[k] ?? 0),
  }));
}
