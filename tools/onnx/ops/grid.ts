/** Images sampled at places that a grid names. */

import type { Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family } from "../call.ts";

/** How places beyond an image's ends are read, for a dim of `size`. */
type Bound = (place: Tensor, size: number) => Tensor;

const clip: Bound = (place, size) => t.clamp(place, { min: 0, max: size - 1 });

/** Mirrored at the outermost elements or, without aligned corners, at the edges half an element further out. */
function mirror(aligned: boolean): Bound {
  return (place, size) => {
    const low = aligned ? 0 : -0.5;
    const span = aligned ? size - 1 : size;
    const offset = t.abs(t.sub(place, low));
    const rest = t.fmod(offset, span);
    const isOdd = t.equal(t.fmod(t.floor(t.div(offset, span)), 2), 1);
    return clip(t.add(t.where(isOdd, t.sub(span, rest), rest), low), size);
  };
}

/** The elements at whole places, `[batch, rows, columns, channels]`; zeros beyond the ends. */
function readAt(x: Tensor, row: Tensor, column: Tensor): Tensor {
  const [batch, , height, width] = x.shape;
  const images = t.arange(0, batch, 1, { dtype: "int32" }).reshape([batch, 1, 1]);
  const at = (place: Tensor, size: number) => clip(place, size).cast("int32");
  const inside = (place: Tensor, size: number) =>
    t.logicalAnd(t.greaterEqual(place, 0), t.lessEqual(place, size - 1));
  const both = t.logicalAnd(inside(row, height), inside(column, width));
  const values = t.index(t.movedim(x, 1, -1), images, at(row, height), at(column, width));
  return t.mul(values, t.unsqueeze(both, -1).cast(x.dtype));
}

/** The cubic kernel through the neighbours at -1, 0, 1 and 2 for a share of the way from 0 to 1. */
function cubicWeights(share: Tensor): Tensor[] {
  const a = -0.75;
  return [-1, 0, 1, 2].map((k) => {
    const d = t.abs(t.sub(share, k));
    const near = t.add(t.mul(t.square(d), t.sub(t.mul(d, a + 2), a + 3)), 1);
    const far = t.mul(t.sub(t.mul(t.add(t.mul(t.sub(d, 5), d), 8), d), 4), a);
    return k === 0 || k === 1 ? near : far;
  });
}

/** The sum of the elements at each pair of neighbours times both weights. */
function weighted(
  [rows, rowWeights]: readonly [Tensor[], Tensor[]],
  [columns, columnWeights]: readonly [Tensor[], Tensor[]],
  read: (row: Tensor, column: Tensor) => Tensor,
): Tensor {
  const parts = rows.flatMap((row, i) =>
    columns.map((column, j) => {
      const weight = t.mul(rowWeights[i], columnWeights[j]);
      return t.mul(read(row, column), t.unsqueeze(weight, -1));
    }),
  );
  return parts.reduce((sum, part) => t.add(sum, part));
}

function gridSample(call: Call): Tensor {
  const [x, grid] = [call.input(0), call.input(1)];
  const [, , height, width] = x.shape;
  const aligned = call.number("align_corners", 0) === 1;
  const mode = call.text("mode", "bilinear");
  const bounds: Record<string, Bound> = {
    zeros: (p) => p,
    border: clip,
    reflection: mirror(aligned),
  };
  const bound = bounds[call.text("padding_mode", "zeros")];
  /** From -1 to 1 onto the elements. */
  const placesOf = (i: number, size: number) => {
    const from0 = t.add(t.select(grid, -1, i), 1);
    return aligned ? t.mul(from0, (size - 1) / 2) : t.sub(t.mul(from0, size / 2), 0.5);
  };
  const [row, column] = [placesOf(1, height), placesOf(0, width)];
  const read = (r: Tensor, c: Tensor) => readAt(x, r, c);
  if (mode === "nearest") {
    return t.movedim(read(t.round(bound(row, height)), t.round(bound(column, width))), -1, 1);
  }
  if (mode === "bicubic") {
    const neighbours = (place: Tensor): [Tensor[], Tensor[]] => {
      const first = t.floor(place);
      return [[-1, 0, 1, 2].map((k) => t.add(first, k)), cubicWeights(t.sub(place, first))];
    };
    const bounded = (r: Tensor, c: Tensor) => read(bound(r, height), bound(c, width));
    return t.movedim(weighted(neighbours(row), neighbours(column), bounded), -1, 1);
  }
  const neighbours = (place: Tensor): [Tensor[], Tensor[]] => {
    const first = t.floor(place);
    const share = t.sub(place, first);
    return [
      [first, t.add(first, 1)],
      [t.sub(1, share), share],
    ];
  };
  const [rows, columns] = [neighbours(bound(row, height)), neighbours(bound(column, width))];
  return t.movedim(weighted(rows, columns, read), -1, 1);
}

export const grids: Family = { GridSample: gridSample };
