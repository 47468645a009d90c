import fc from "fast-check";
import { expect, test } from "vitest";
import type { IndexKey, NestedArray, Tensor } from "../index.ts";
import { arange, index, indexPut, isTensor, scope, tensor, transpose } from "../index.ts";

/** A tensor as plain numbers in row-major order. */
interface Plain {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Every position of a shape in row-major order. */
function positionsOf(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, n) => all.flatMap((p) => Array.from({ length: n }, (_, i) => [...p, i])),
    [[]],
  );
}

const plainOf = (x: Tensor): Plain => ({ shape: x.shape, values: [...x.dataSync()] });

/** The positions that a range takes, by walking it as its words say. */
function walked(
  size: number,
  { start, end, step = 1 }: Exclude<IndexKey, number | string | null | Tensor>,
) {
  const count = (p: number) => (p < 0 ? p + size : p);
  const taken: number[] = [];
  if (step > 0) {
    for (
      let p = Math.max(0, count(start ?? 0));
      p < Math.min(size, count(end ?? size));
      p += step
    ) {
      taken.push(p);
    }
  } else {
    const last = end === undefined ? -1 : Math.max(-1, count(end));
    for (let p = Math.min(size - 1, count(start ?? size - 1)); p > last; p += step) taken.push(p);
  }
  return taken;
}

/**
 * NumPy's rules read word for word: for each dim of the result its size, and for each position of the result the
 * position in `x` that it reads.
 */
function oracle(x: Plain, keys: readonly IndexKey[]): { shape: number[]; from: number[] } {
  const dims = (key: IndexKey) =>
    key === null || key === "..." ? 0 : isTensor(key) && key.dtype === "bool" ? key.rank : 1;
  const rest = x.shape.length - keys.reduce<number>((n, key) => n + dims(key), 0);
  const all = keys.includes("...") ? keys : [...keys, "..." as const];
  const advanced = all.some(isTensor);
  // What each key contributes: plain dims of the result, or lists of positions that broadcast.
  const plain: { dim: number; taken: number[] }[] = [];
  const lists: { dim: number; at: Plain }[] = [];
  const runs: number[] = [];
  let dim = 0;
  let isOpen = false;
  for (const key of all) {
    const isList = isTensor(key) || (advanced && typeof key === "number");
    if (isList && !isOpen) runs.push(plain.length);
    isOpen = isList;
    if (key === null) plain.push({ dim: -1, taken: [0] });
    else if (key === "...") {
      for (let i = 0; i < rest; i++, dim++) {
        plain.push({ dim, taken: Array.from({ length: x.shape[dim]! }, (_, p) => p) });
      }
    } else if (typeof key === "number") {
      lists.push({ dim, at: { shape: [], values: [key < 0 ? key + x.shape[dim]! : key] } });
      dim++;
    } else if (!isTensor(key)) {
      plain.push({ dim, taken: walked(x.shape[dim]!, key) });
      dim++;
    } else if (key.dtype === "bool") {
      const mask = plainOf(key);
      const held = positionsOf(mask.shape).filter((_, i) => mask.values[i] !== 0);
      for (let i = 0; i < key.rank; i++, dim++) {
        lists.push({ dim, at: { shape: [held.length], values: held.map((p) => p[i]!) } });
      }
    } else {
      const { shape, values } = plainOf(key);
      const size = x.shape[dim]!;
      lists.push({ dim, at: { shape, values: values.map((p) => (p < 0 ? p + size : p)) } });
      dim++;
    }
  }
  const rank = Math.max(0, ...lists.map(({ at }) => at.shape.length));
  const joint = Array.from({ length: rank }, (_, i) =>
    lists.reduce((n, { at }) => {
      const m = at.shape[at.shape.length - rank + i] ?? 1;
      return m === 1 ? n : m;
    }, 1),
  );
  const front = runs.length === 1 ? runs[0]! : 0;
  const sizes = plain.map(({ taken }) => taken.length);
  const shape = [...sizes.slice(0, front), ...joint, ...sizes.slice(front)];
  const strides = x.shape.map((_, i) => sizeOf(x.shape.slice(i + 1)));
  const from = positionsOf(shape).map((position) => {
    const inner = position.slice(front, front + rank);
    const outer = [...position.slice(0, front), ...position.slice(front + rank)];
    let place = 0;
    plain.forEach((each, i) => {
      if (each.dim >= 0) place += each.taken[outer[i]!]! * strides[each.dim]!;
    });
    for (const { dim: d, at } of lists) {
      const own = inner.slice(rank - at.shape.length);
      const k = own.reduce((n, p, i) => n * at.shape[i]! + (at.shape[i] === 1 ? 0 : p), 0);
      place += at.values[k]! * strides[d]!;
    }
    return place;
  });
  return { shape, from };
}

/** Keys for a shape: for each dim a range, a position or positions, in between new axes and one ellipsis. */
const cases = fc
  .record({
    shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
    choices: fc.array(fc.tuple(fc.nat(9), fc.nat(30), fc.nat(30)), { minLength: 6, maxLength: 6 }),
    ellipsis: fc.option(fc.nat(4), { nil: undefined }),
    joint: fc.constantFrom([2], [3], [2, 3], [1, 3], []),
  })
  .map(({ shape, choices, ellipsis, joint }) => {
    const keys: IndexKey[] = [];
    let dim = 0;
    let masked = false;
    choices.forEach(([kind, a, b], i) => {
      if (i === ellipsis) {
        keys.push("...");
        dim += Math.min(a % 3, shape.length - dim);
      }
      if (kind === 0) keys.push(null);
      else if (dim >= shape.length) return;
      else {
        const size = shape[dim]!;
        const position = (k: number) => ((a + k * (b + 1)) % (2 * size)) - size;
        if (kind <= 2) keys.push(position(0));
        else if (kind <= 5) keys.push(ranges(a, b, size));
        else if (kind === 9 && !masked && dim + 1 < shape.length) {
          const both = shape.slice(dim, dim + 2);
          // As many as the joint shape's last size, so that it broadcasts with the positions.
          const held = Math.min(sizeOf(both), joint.at(-1) ?? 1);
          const first = a % (sizeOf(both) - held + 1);
          const bits = Array.from(
            { length: sizeOf(both) },
            (_, p) => p >= first && p < first + held,
          );
          if (held === (joint.at(-1) ?? 1)) {
            keys.push(tensor(bits.map(Number), { shape: both, dtype: "bool" }));
            masked = true;
            dim++;
          } else keys.push({});
        } else {
          const part = b % 3 === 0 ? joint.slice(1) : joint;
          const values = Array.from({ length: sizeOf(part) }, (_, k) => position(k));
          keys.push(tensor(values, { shape: part, dtype: "int32" }));
        }
        dim++;
      }
    });
    // What follows an ellipsis takes all dims that are left.
    if (ellipsis !== undefined) for (; dim < shape.length; dim++) keys.push({});
    return { shape, keys };
  });

function ranges(a: number, b: number, size: number): IndexKey {
  const step = [1, 2, -1, -3][a % 4]!;
  const place = (k: number) => (k % (2 * size + 3)) - size - 1;
  return {
    step,
    ...(a % 3 === 0 ? {} : { start: place(a) }),
    ...(b % 3 === 0 ? {} : { end: place(b) }),
  };
}

const counted = (shape: readonly number[]) => arange(sizeOf(shape)).reshape(shape);

/** Numbers nested by a shape. */
function nested(shape: readonly number[], values: readonly number[]): NestedArray {
  if (shape.length === 0) return values[0]!;
  const step = sizeOf(shape.slice(1));
  return Array.from({ length: shape[0]! }, (_, i) =>
    nested(shape.slice(1), values.slice(i * step, (i + 1) * step)),
  );
}

test("index reads where NumPy's rules say", () => {
  let withTensors = 0;
  fc.assert(
    fc.property(cases, ({ shape, keys }) => {
      scope(() => {
        const x = counted(shape);
        const expected = oracle(plainOf(x), keys);
        const y = index(x, ...keys);
        expect(y.shape).toEqual(expected.shape);
        expect(y.toArray()).toEqual(nested(expected.shape, expected.from));
        if (keys.some(isTensor)) withTensors++;
        if (x.rank > 1) {
          const turned = transpose(x, 0, 1).add(0);
          expect(index(transpose(turned, 0, 1), ...keys).toArray()).toEqual(y.toArray());
        }
      });
    }),
    { numRuns: 1000 },
  );
  expect(withTensors).toBeGreaterThan(300);
});

test("indexPut writes where index reads, the last one staying", () => {
  fc.assert(
    fc.property(cases, fc.boolean(), ({ shape, keys }, accumulate) => {
      scope(() => {
        const x = counted(shape);
        const { shape: part, from } = oracle(plainOf(x), keys);
        const values = from.map((_, i) => 1000 + i);
        const expected = [...x.dataSync()];
        from.forEach((place, i) => {
          expected[place] = (accumulate ? expected[place]! : 0) + values[i]!;
        });
        const y = indexPut(x, keys, tensor(values, { shape: part }), { accumulate });
        expect(y.toArray()).toEqual(nested(shape, expected));
        expect(x.toArray()).toEqual(counted(shape).toArray());
        const constant = indexPut(x, keys, 7).dataSync();
        expect([...constant]).toEqual([...x.dataSync()].map((v, i) => (from.includes(i) ? 7 : v)));
      });
    }),
    { numRuns: 500 },
  );
});
