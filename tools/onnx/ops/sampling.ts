/** Images at other sizes: a matrix of weights for each dim. */

import type { InterpolateMode, Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family } from "../call.ts";
import { numbersOf } from "../call.ts";
import type { Interpolation, Stretch } from "../interpolation.ts";
import { placeOf, weightRows } from "../interpolation.ts";

/** `x` with one dim mapped by a matrix `[to, from]`. */
function mapDim(x: Tensor, dim: number, matrix: Tensor): Tensor {
  return t.movedim(t.matmul(t.movedim(x, dim, -1), t.transpose(matrix)), -1, dim);
}

/** The sizes wanted, and the scales that lead to them. */
function stretches(call: Call): Stretch[] {
  const { shape } = call.input(0);
  const [, roi, scaleInput, sizeInput] = call.inputs;
  const scales = scaleInput && scaleInput.size > 0 ? numbersOf(scaleInput) : undefined;
  const sizes = sizeInput ? numbersOf(sizeInput) : shape;
  const corners = roi && roi.size > 0 ? numbersOf(roi) : [];
  return shape.map((from, i) => {
    const to = scales ? Math.floor(from * scales[i]) : sizes[i];
    const [start = 0, end = 1] = [corners[i], corners[i + shape.length]];
    return { from, to, scale: scales ? scales[i] : to / from, start, end };
  });
}

/** What gradkit's own function makes of images, where it has the way in which a node asks for it. */
function interpolated(
  x: Tensor,
  dims: readonly Stretch[],
  { mode, transformation, a, excludesOutside }: Interpolation,
): Tensor | undefined {
  const names: Record<string, InterpolateMode> = { linear: "bilinear", cubic: "bicubic" };
  const isWhole = dims.every(({ from, to, scale }) => from * scale === to);
  const alignCorners = transformation === "align_corners";
  const isKnown =
    names[mode] !== undefined && !excludesOutside && (mode !== "cubic" || a === -0.75);
  const keepsChannels = x.rank === 4 && dims.slice(0, 2).every(({ from, to }) => from === to);
  if (!isKnown || !keepsChannels) return undefined;
  // Where a size is no whole multiple ONNX's corners lie elsewhere.
  if (transformation !== "half_pixel" && !(alignCorners && isWhole)) return undefined;
  const [, , height, width] = dims;
  const options = { mode: names[mode], alignCorners };
  if (isWhole) return t.interpolate(x, { size: [height.to, width.to], ...options });
  return t.interpolate(x, { scaleFactor: [height.scale, width.scale], ...options });
}

function resize(call: Call): Tensor {
  const how: Interpolation = {
    mode: call.text("mode", "nearest"),
    rounding: call.text("nearest_mode", "round_prefer_floor"),
    transformation: call.text("coordinate_transformation_mode", "half_pixel"),
    a: call.number("cubic_coeff_a", -0.75),
    excludesOutside: call.number("exclude_outside", 0) === 1,
  };
  const dims = stretches(call);
  const x = call.input(0);
  const own = interpolated(x, dims, how);
  if (own) return own;
  const isChanged = ({ from, to, start, end }: Stretch) => from !== to || start !== 0 || end !== 1;
  const y = dims.reduce(
    (image, dim, i) => (isChanged(dim) ? mapDim(image, i, t.tensor(weightRows(dim, how))) : image),
    x,
  );
  if (how.transformation !== "tf_crop_and_resize") return y;
  const inside = dims.map((dim, i) => {
    const places = Array.from({ length: dim.to }, (_, k) => placeOf(k, how.transformation, dim));
    const holds = t.tensor(places.map((place) => place >= 0 && place <= dim.from - 1));
    return holds.reshape(dims.map((_, j) => (j === i ? dim.to : 1)));
  });
  const all = inside.reduce((a, b) => t.logicalAnd(a, b));
  return t.where(all, y, call.number("extrapolation_value", 0));
}

/** The forerunner of Resize: each element repeated, or lines between them, from the first on. */
function upsample(call: Call): Tensor {
  const x = call.input(0);
  const scales = numbersOf(call.input(1));
  const how: Interpolation = {
    mode: call.text("mode", "nearest"),
    ...{ rounding: "floor", transformation: "asymmetric", a: 0, excludesOutside: false },
  };
  return x.shape.reduce((y, from, i) => {
    const stretch = { from, to: Math.floor(from * scales[i]), scale: scales[i], start: 0, end: 1 };
    return mapDim(y, i, t.tensor(weightRows(stretch, how)));
  }, x);
}

/** Weights of the inputs around given places, rows of zeros for those more than 1 beyond an end. */
function bilinearRows(places: readonly number[], size: number): Tensor {
  const rows = places.map((place) => {
    const row = new Array<number>(size).fill(0);
    if (place < -1 || place > size) return row;
    const at = Math.min(size - 1, Math.max(0, place));
    const first = Math.min(size - 1, Math.floor(at));
    row[first] += 1 - (at - first);
    if (first + 1 < size) row[first + 1] += at - first;
    return row;
  });
  return t.tensor(rows);
}

/** The mean of samples in each cell of a grid over each region of an image. */
function roiAlign(call: Call): Tensor {
  const [x, regions, images] = [call.input(0), call.input(1), numbersOf(call.input(2))];
  const scale = call.number("spatial_scale", 1);
  const isHalfPixel = call.text("coordinate_transformation_mode", "half_pixel") === "half_pixel";
  const shift = isHalfPixel ? 0.5 : 0;
  const [rows, columns] = [call.number("output_height", 1), call.number("output_width", 1)];
  const ratio = call.number("sampling_ratio", 0);
  const [, channels, height, width] = x.shape;
  /** Where the samples of `cells` cells between two edges lie. */
  const placesOf = (low: number, high: number, cells: number) => {
    const length = isHalfPixel ? high - low : Math.max(1, high - low);
    const samples = ratio > 0 ? ratio : Math.ceil(length / cells);
    return Array.from(
      { length: cells * samples },
      (_, i) => low + ((i + 0.5) * length) / (cells * samples),
    );
  };
  const pooled = images.map((image, i) => {
    const [left, top, right, bottom] = numbersOf(t.select(regions, 0, i)).map(
      (v) => v * scale - shift,
    );
    const ys = placesOf(top, bottom, rows);
    const xs = placesOf(left, right, columns);
    const sampled = t.matmul(
      t.matmul(bilinearRows(ys, height), t.select(x, 0, image)),
      t.transpose(bilinearRows(xs, width)),
    );
    const cells = [channels, rows, ys.length / rows, columns, xs.length / columns];
    return t.mean(t.reshape(sampled, cells), [2, 4]);
  });
  return t.stack(pooled);
}

export const sampling: Family = {
  Resize: resize,
  RoiAlign: roiAlign,
  Upsample: upsample,
};
