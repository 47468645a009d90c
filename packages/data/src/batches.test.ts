import { setTimeout } from "node:timers/promises";
import {
  arange,
  Generator,
  keep,
  manualSeed,
  memory,
  scope,
  type Tensor,
  tensor,
  zeros,
} from "@gradkit/tensor";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { batches } from "./batches.ts";

const numbers = (x: Tensor): number[] => [...x.dataSync()];

/** Rows `[i, -i]` and their places. */
function dataset(n: number) {
  const x = tensor(
    Array.from({ length: 2 * n }, (_, i) => (i % 2 ? -(i >> 1) : i >> 1)),
    {
      shape: [n, 2],
    },
  );
  return { x, place: arange(n, undefined, 1, { dtype: "int32" }) };
}

/** The places of each batch's rows, after a look at whether x belongs to them. */
function placesOf(loop: Iterable<{ readonly x: Tensor; readonly place: Tensor }>): number[][] {
  return Array.from(loop, ({ x, place }) => {
    expect(numbers(x)).toEqual(numbers(place).flatMap((i) => [i, -i]));
    return numbers(place);
  });
}

function held(): [number, number] {
  const { tensors, bytes } = memory();
  return [tensors, bytes];
}

describe("goes through the rows", () => {
  test("in order, the last batch with what is left, or not at all", () => {
    const all = dataset(5);
    expect(placesOf(batches(all, { batchSize: 2 }))).toEqual([[0, 1], [2, 3], [4]]);
    expect(placesOf(batches(all, { batchSize: 2, dropLast: true }))).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(placesOf(batches(all, { batchSize: 9 }))).toEqual([[0, 1, 2, 3, 4]]);
    expect(placesOf(batches(all, { batchSize: 3, epochs: 2 }))).toEqual([
      [0, 1, 2],
      [3, 4],
      [0, 1, 2],
      [3, 4],
    ]);
  });

  test("each once an epoch, whatever the sizes", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        fc.boolean(),
        (n, batchSize, shuffle, dropLast) => {
          fc.pre(!dropLast || n >= batchSize);
          const found = placesOf(batches(dataset(n), { batchSize, shuffle, dropLast }));
          const rows = found.flat();
          expect(found.slice(0, -1).every((batch) => batch.length === batchSize)).toBe(true);
          expect(new Set(rows).size).toBe(rows.length);
          expect(rows.length).toBe(dropLast ? n - (n % batchSize) : n);
          if (!shuffle) expect(rows).toEqual(rows.map((_, i) => i));
        },
      ),
    );
  });

  test("in a new order each epoch, the same for the same seed", () => {
    const all = dataset(30);
    const options = { batchSize: 10, shuffle: true, epochs: 2 };
    const seeded = (seed: number) =>
      placesOf(batches(all, { ...options, generator: new Generator(seed) })).flat();
    const rows = seeded(3);
    expect(rows.slice(0, 30).toSorted((a, b) => a - b)).toEqual(numbers(all.place));
    expect(rows.slice(30)).not.toEqual(rows.slice(0, 30));
    expect(seeded(3)).toEqual(rows);
    expect(seeded(4)).not.toEqual(rows);
    manualSeed(8);
    const shared = placesOf(batches(all, options));
    manualSeed(8);
    expect(placesOf(batches(all, options))).toEqual(shared);
  });

  test("anew in each loop", () => {
    const loop = batches(dataset(4), { batchSize: 2 });
    for (const _ of loop) break;
    expect(placesOf(loop)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(placesOf(loop)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  test("without end where epochs is Infinity", () => {
    let rows = 0;
    for (const { x } of batches(dataset(7), { batchSize: 3, epochs: Number.POSITIVE_INFINITY })) {
      rows += x.shape[0];
      if (rows > 1000) break;
    }
    expect(rows).toBe(1001);
  });

  test("of a view that does not lie in order", () => {
    const x = dataset(6).x.transpose().transpose().reshape([2, 6]).transpose();
    const rows = (shuffle: boolean) =>
      Array.from(batches({ x }, { batchSize: 4, shuffle }), (batch) => batch.x.toArray()).flat();
    expect(rows(false)).toEqual(x.toArray());
    const byText = (list: unknown) => (list as number[][]).map(String).sort();
    expect(byText(rows(true))).toEqual(byText(x.toArray()));
  });

  test("under the names that they have", () => {
    for (const batch of batches({ images: zeros([2, 3]), labels: zeros([2]) }, { batchSize: 1 })) {
      expectTypeOf(batch).toEqualTypeOf<{ readonly images: Tensor; readonly labels: Tensor }>();
      expect(Object.keys(batch)).toEqual(["images", "labels"]);
    }
  });
});

describe("memory", () => {
  const work = ({ x }: { readonly x: Tensor }) => x.mul(2).add(1).sum().item();

  test.each([true, false])(
    "holds no more after 10,000 steps than after 100 (shuffle %s)",
    (shuffle) => {
      const all = dataset(50);
      const before = held();
      let after100: unknown;
      let step = 0;
      for (const batch of batches(all, { batchSize: 10, shuffle, epochs: 2000 })) {
        work(batch);
        step++;
        if (step === 100) after100 = { ...memory(), byOp: undefined };
      }
      // The last batch's tensors were alive when the figures were taken, and are not now.
      expect(step).toBe(10_000);
      expect(held()).toEqual(before);
      for (const batch of batches(all, { batchSize: 10, shuffle, epochs: 20 })) {
        work(batch);
        if (--step === 9_900) expect({ ...memory(), byOp: undefined }).toEqual(after100);
      }
    },
  );

  test("lives until the next batch is asked for", () => {
    let last: Tensor | undefined;
    for (const { x } of batches(dataset(4), { batchSize: 2, shuffle: true })) {
      if (last) expect(() => last?.dataSync()).toThrow("was freed by batches");
      last = x.mul(2);
      expect(numbers(last)).toHaveLength(4);
    }
    expect(() => last?.dataSync()).toThrow("was freed by batches");
  });

  test("what is kept outlives the loop, and so does what was made before", () => {
    const all = dataset(4);
    const kept: Tensor[] = [];
    for (const { place } of batches(all, { batchSize: 2 })) kept.push(keep(place.mul(10)));
    expect(kept.flatMap(numbers)).toEqual([0, 10, 20, 30]);
    expect(numbers(all.place)).toEqual([0, 1, 2, 3]);
  });

  test("is given back after break, return, continue and throw", () => {
    const all = dataset(10);
    const before = held();
    for (const batch of batches(all, { batchSize: 3 })) {
      work(batch);
      break;
    }
    expect(held()).toEqual(before);
    const returning = () => {
      for (const batch of batches(all, { batchSize: 3, shuffle: true })) return work(batch);
      return 0;
    };
    returning();
    expect(held()).toEqual(before);
    const throwing = () => {
      for (const batch of batches(all, { batchSize: 3, shuffle: true })) {
        work(batch);
        throw new Error("enough");
      }
    };
    expect(throwing).toThrow("enough");
    expect(held()).toEqual(before);
    const outside = zeros([2]);
    expect(held()[0]).toBe(before[0] + 1);
    outside.dispose();
  });

  test("of nested loops is each its own", () => {
    const all = dataset(6);
    const before = held();
    let inner = 0;
    outer: for (const { x } of batches(all, { batchSize: 2, shuffle: true, epochs: 2 })) {
      const doubled = x.mul(2);
      for (const { place } of batches(all, { batchSize: 4, shuffle: true })) {
        work({ x: place });
        inner++;
        expect(numbers(doubled)).toHaveLength(4);
        if (inner === 5) continue outer;
      }
      const tripled = x.mul(3);
      for (const batch of batches({ x: doubled }, { batchSize: 1 })) work(batch);
      expect(numbers(tripled)).toEqual(numbers(x).map((value) => 3 * value));
    }
    expect(inner).toBe(11);
    expect(held()).toEqual(before);
  });

  test.each([
    ["in a scope of its own", <T>(task: () => Promise<T>) => scope(task)],
    ["by itself", <T>(task: () => Promise<T>) => task()],
  ])("of tasks that take turns is each its own, each %s", async (_, run) => {
    // What earlier tests left is collected now, not while the tasks wait.
    for (let turn = 0; turn < 5; turn++) {
      globalThis.gc?.();
      await setTimeout(5);
    }
    const all = dataset(12);
    const weights = [1, 2, 3, 4].map((value) => tensor([value]));
    const before = held();
    const task = async (weight: Tensor) => {
      let sum = 0;
      const value = weight.item();
      const generator = new Generator(value);
      for (const { x } of batches(all, { batchSize: 1 + value, shuffle: true, generator })) {
        const y = x.mul(weight);
        await setTimeout(value % 3);
        const z = y.add(1);
        await Promise.resolve();
        sum += z.sub(1).mul(y).sum().item();
      }
      return sum / (value * value);
    };
    const sums = await Promise.all(weights.map((weight) => run(() => task(weight))));
    // Twice the sum of the squares up to 11, whoever frees what when.
    expect(sums).toEqual([1012, 1012, 1012, 1012]);
    expect(held()).toEqual(before);
  });

  test("of a scope around a task is also what the task makes outside of its loop", async () => {
    const all = dataset(6);
    const task = async () => {
      const weight = tensor([2]);
      for (const { x } of batches(all, { batchSize: 1 })) {
        await setTimeout(1);
        x.mul(weight).dispose();
      }
      return weight.item();
    };
    const running = [scope(task), scope(task)];
    const mine = tensor([7]);
    expect(await Promise.all(running)).toEqual([2, 2]);
    expect(mine.item()).toBe(7);
  });
});

test("refuses options that are none, and a dataset without a batch", () => {
  const all = dataset(5);
  for (const batchSize of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => batches(all, { batchSize })).toThrow(`batches: batchSize is ${batchSize};`);
  }
  for (const epochs of [0, 2.5, Number.NaN, Number.NEGATIVE_INFINITY]) {
    expect(() => batches(all, { batchSize: 1, epochs })).toThrow(`batches: epochs is ${epochs};`);
  }
  expect(() => batches(all, { batchSize: 6, dropLast: true })).toThrow(
    "batches: the dataset has 5 rows; with dropLast a batch takes 6.",
  );
  expect(() => batches(dataset(0), { batchSize: 1 })).toThrow("batches: the dataset has 0 rows;");
  expect(() => batches({ x: zeros([3]), y: zeros([4]) }, { batchSize: 1 })).toThrow(
    "batches: x is float32[3] and y is float32[4]; the first sizes",
  );
});
