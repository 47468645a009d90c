import { arange, Generator, manualSeed, memory, type Tensor, tensor } from "@gradkit/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { splitByShare } from "./split.ts";

const numbers = (x: Tensor): number[] => [...x.dataSync()];
const thirds = [0.7, 0.2, 0.1];

/** Rows that know their place: `x` is `[i, -i]`, `y` a class. */
function dataset(labels: readonly number[]) {
  const x = tensor(
    labels.flatMap((_, i) => [i, -i]),
    { shape: [labels.length, 2], dtype: "int32" },
  );
  return { x, y: tensor([...labels], { dtype: "int32" }) };
}

const places = ({ x }: { readonly x: Tensor }): number[] =>
  numbers(x).filter((_, i) => i % 2 === 0);

const anyLabels = fc.array(fc.nat(4), { minLength: 1, maxLength: 60 });
const anyShares = fc.constantFrom([1], [0.5, 0.5], thirds, [0.25, 0.25, 0.25, 0.25], [0.9, 0.1]);

test("in order the parts are views, cut where the shares say", () => {
  const all = dataset(Array.from({ length: 10 }, () => 0));
  const before = memory().tensors;
  const [train, validation, test] = splitByShare(all, thirds, { shuffle: false });
  expect(memory().tensors).toBe(before);
  expect(places(train)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(places(validation)).toEqual([7, 8]);
  expect(places(test)).toEqual([9]);
  expect(test.x.toArray()).toEqual([[9, -9]]);
});

test("every row comes into one part with all that belongs to it", () => {
  fc.assert(
    fc.property(
      anyLabels,
      anyShares,
      fc.boolean(),
      fc.boolean(),
      (labels, shares, shuffle, even) => {
        const parts = splitByShare(dataset(labels), shares, {
          shuffle,
          ...(even && { stratifyBy: "y" as const }),
        });
        expect(parts).toHaveLength(shares.length);
        expect(parts.flatMap(places).sort((a, b) => a - b)).toEqual(labels.map((_, i) => i));
        for (const part of parts) {
          expect(numbers(part.y)).toEqual(places(part).map((i) => labels[i]));
          if (!shuffle) expect(places(part)).toEqual(places(part).toSorted((a, b) => a - b));
        }
        const sizes = parts.map(({ y }) => y.size);
        sizes.forEach((size, i) => {
          expect(Math.abs(size - shares[i] * labels.length)).toBeLessThan(even ? 1.5 : 1);
        });
      },
    ),
  );
});

test("stratified parts have their share of every class to within two rows", () => {
  fc.assert(
    fc.property(anyLabels, anyShares, fc.boolean(), (labels, shares, shuffle) => {
      const parts = splitByShare(dataset(labels), shares, { shuffle, stratifyBy: "y" });
      for (const label of new Set(labels)) {
        const count = (list: readonly number[]) => list.filter((each) => each === label).length;
        parts.forEach(({ y }, i) => {
          expect(Math.abs(count(numbers(y)) - shares[i] * count(labels))).toBeLessThan(2);
        });
      }
    }),
    { numRuns: 1000 },
  );
});

test("small classes reach small parts", () => {
  const labels = Array.from({ length: 50 }, (_, i) => i % 10);
  const sizes = splitByShare(dataset(labels), thirds, { stratifyBy: "y" }).map(({ y }) => y.size);
  expect(sizes).toEqual([35, 10, 5]);
});

test("one seed gives one split, another another", () => {
  const all = dataset(Array.from({ length: 100 }, (_, i) => i % 3));
  const split = (seed: number) =>
    splitByShare(all, thirds, { generator: new Generator(seed), stratifyBy: "y" }).map(places);
  expect(split(1)).toEqual(split(1));
  expect(split(1)).not.toEqual(split(2));
  manualSeed(5);
  const [first] = splitByShare(all, thirds);
  manualSeed(5);
  expect(places(splitByShare(all, thirds)[0])).toEqual(places(first));
  expect(places(first)).not.toEqual(places(first).toSorted((a, b) => a - b));
});

test("a shuffled split leaves nothing behind but its parts", () => {
  const all = dataset(Array.from({ length: 20 }, (_, i) => i % 2));
  const before = memory().tensors;
  const parts = splitByShare(all, thirds, { stratifyBy: "y" });
  expect(memory().tensors - before).toBe(parts.length * 2);
});

test("refuses shares that are none, and labels that are not there or none", () => {
  const all = { x: arange(10) };
  for (const shares of [[], [0.5], [0.5, 0.6], [1, 0], [1.5, -0.5], [Number.NaN]]) {
    expect(() => splitByShare(all, shares)).toThrow(
      `splitByShare: the shares [${shares.join(",")}]`,
    );
  }
  expect(() => splitByShare(all, [1], { stratifyBy: "y" as "x" })).toThrow(
    "splitByShare: stratifyBy is y; the dataset has x. Name the labels.",
  );
  expect(() => splitByShare(all, [1], { stratifyBy: "x" })).toThrow(
    "splitByShare: the labels are float32[10];",
  );
  expect(() => splitByShare({}, [1])).toThrow("splitByShare: the dataset is empty;");
});
