/** Boxes that overlap too much, and runs of words that are counted. */

import type { Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family } from "../call.ts";
import { numberOf, numbersOf } from "../call.ts";
import { FormatError } from "../protobuf.ts";

/** Boxes `[n, 4]` as least and greatest y and x, `[n, 1]` each. */
function edges(boxes: Tensor, isCentred: boolean): readonly Tensor[] {
  const [a, b, c, d] = [0, 1, 2, 3].map((i) => t.narrow(boxes, 1, i, 1));
  if (!isCentred) return [t.minimum(a, c), t.minimum(b, d), t.maximum(a, c), t.maximum(b, d)];
  const [halfWidth, halfHeight] = [t.div(c, 2), t.div(d, 2)];
  return [t.sub(b, halfHeight), t.sub(a, halfWidth), t.add(b, halfHeight), t.add(a, halfWidth)];
}

/** How much of their union each two boxes share, `[n, n]`. */
function overlaps(boxes: Tensor, isCentred: boolean): Tensor {
  const [top, left, bottom, right] = edges(boxes, isCentred);
  const area = t.mul(t.sub(bottom, top), t.sub(right, left));
  const common = (low: Tensor, high: Tensor) =>
    t.relu(t.sub(t.minimum(high, t.transpose(high)), t.maximum(low, t.transpose(low))));
  const shared = t.mul(common(top, bottom), common(left, right));
  return t.div(shared, t.sub(t.add(area, t.transpose(area)), shared));
}

/** For each image and class the best boxes in turn, without those that overlap one that was taken. */
function nonMaxSuppression(call: Call): Tensor {
  const [boxes, scores] = [call.input(0), call.input(1)];
  const [, , most, overlap, least] = call.inputs;
  const limit = most ? numberOf(most) : 0;
  const threshold = overlap ? numberOf(overlap) : 0;
  const isCentred = call.number("center_point_box", 0) === 1;
  const rows: number[] = [];
  t.unbind(scores).forEach((classes, image) => {
    const shared = overlaps(t.select(boxes, 0, image), isCentred);
    const tooMuch = t.greater(shared, threshold);
    t.unbind(classes).forEach((score, label) => {
      const { indices } = t.sort(score, 0, { descending: true });
      const enough = least ? t.greater(score, least) : t.ones(score.shape, { dtype: "bool" });
      const taken: number[] = [];
      for (const box of numbersOf(indices)) {
        const isFree = taken.every((other) => t.index(tooMuch, box, other).item() === 0);
        if (t.select(enough, 0, box).item() === 0 || !isFree || taken.length >= limit) continue;
        taken.push(box);
        rows.push(image, label, box);
      }
    });
  });
  return t.tensor(Int32Array.from(rows), { shape: [rows.length / 3, 3] });
}

/** How often each run of words from a list stands in each row, with up to some words left out between each two. */
function countRuns(call: Call): Tensor {
  if (call.text("mode", "") !== "TF") throw new FormatError("weighted counts");
  const x = call.input(0);
  const rows = x.rank === 1 ? x.unsqueeze(0) : x;
  const [words, starts, places] = ["pool_int64s", "ngram_counts", "ngram_indexes"].map(
    (name) => call.numbers(name) ?? [],
  );
  const [shortest, longest] = [
    call.number("min_gram_length", 1),
    call.number("max_gram_length", 1),
  ];
  let place = 0;
  const counts = starts.map((start, i) => {
    const length = i + 1;
    const end = starts[length] ?? words.length;
    const n = (end - start) / length;
    const list = t.tensor(Int32Array.from(words.slice(start, end)), { shape: [n, length] });
    place += n;
    const isWanted = length >= shortest && length <= longest && n > 0;
    const skips = isWanted ? (length === 1 ? 0 : call.number("max_skip_count", 0)) : -1;
    let total = t.zeros([rows.shape[0], n], { dtype: "int32" });
    for (let skip = 0; skip <= skips; skip++) {
      const reach = (length - 1) * (skip + 1) + 1;
      if (reach > rows.shape[1]) break;
      const runs = t.slice(t.unfold(rows, 1, reach), -1, undefined, undefined, skip + 1);
      const same = t.all(t.equal(t.unsqueeze(runs, 2), list), -1);
      total = t.add(total, t.sum(same, 1));
    }
    return total;
  });
  if (place !== places.length) throw new FormatError(`${places.length} places of ${place} runs`);
  const at = t.tensor(Int32Array.from(places));
  const zeros = t.zeros([rows.shape[0], Math.max(...places) + 1]);
  const y = t.indexAdd(zeros, 1, at, t.concat(counts, 1).cast("float32"));
  return x.rank === 1 ? y.squeeze(0) : y;
}

export const selections: Family = {
  NonMaxSuppression: nonMaxSuppression,
  TfIdfVectorizer: countRuns,
};
