import fc from "fast-check";
import { expect, test } from "vitest";
import type { Tensor } from "../index.ts";
import {
  add,
  arange,
  contiguous,
  expand,
  flip,
  matmul,
  narrow,
  permute,
  reshape,
  scope,
  select,
  slice,
  sum,
  sumTo,
  tensor,
  transpose,
  unfold,
} from "../index.ts";

const sizes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 });

function counted(shape: readonly number[]): Tensor {
  return arange(shape.reduce((a, b) => a * b, 1)).reshape(shape);
}

/** A view made by a few random steps, as the tensor and what a copy of it after each step gives. */
const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.nat(7), fc.nat(7)), {
  maxLength: 5,
});

function stepped(x: Tensor, [kind, m, n]: readonly [number, number, number]): Tensor {
  const dim = x.rank === 0 ? 0 : m % x.rank;
  const size = x.shape[dim] ?? 0;
  if (x.rank === 0) return reshape(x, [1]);
  if (kind === 0) return transpose(x, dim, n % x.rank);
  if (kind === 1) return slice(x, dim, n % (size + 1), size, 1 + (n % 2));
  if (kind === 2) return reshape(x, [x.size]);
  if (kind === 3)
    return permute(
      x,
      x.shape.map((_, i) => (i + m) % x.rank),
    );
  if (kind === 4) return flip(x, dim);
  if (kind === 5) return slice(x, dim, undefined, undefined, -1 - (n % 3));
  if (kind === 6 && x.rank < 4 && size > 0) return unfold(x, dim, 1 + (n % size), 1 + (m % 2));
  return size === 0 ? x : narrow(x, dim, n % size, size - (n % size));
}

test("views read what copies hold, whatever led to them", () => {
  fc.assert(
    fc.property(sizes, steps, (shape, path) => {
      scope(() => {
        let view = counted(shape);
        let copy = counted(shape);
        for (const step of path) {
          view = stepped(view, step);
          copy = tensor(stepped(copy, step).toArray(), { shape: view.shape });
        }
        expect(view.toArray()).toEqual(copy.toArray());
        expect(contiguous(view).toArray()).toEqual(copy.toArray());
        expect(add(view, 1).toArray()).toEqual(add(copy, 1).toArray());
        if (view.rank > 0) {
          expect(sum(view, 0).toArray()).toEqual(sum(copy, 0).toArray());
          expect(add(view, copy).toArray()).toEqual(add(copy, copy).toArray());
        }
        if (view.rank > 1) {
          const product = matmul(view, transpose(copy)).toArray();
          expect(product).toEqual(matmul(copy, transpose(copy)).toArray());
          expect(matmul(transpose(copy), view).toArray()).toEqual(
            matmul(transpose(copy), copy).toArray(),
          );
        }
      });
    }),
    { numRuns: 300 },
  );
});

test("sumTo undoes expand, element by element", () => {
  const broadcast = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean()), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(broadcast, fc.nat(2), (dims, lead) => {
      scope(() => {
        const wide = dims.map(([n]) => n);
        const x = counted(dims.map(([n, one]) => (one ? 1 : n)));
        const y = expand(x, [...Array.from({ length: lead }, () => 2), ...wide]);
        const times = y.size / Math.max(1, x.size);
        expect(sumTo(y, x.shape).toArray()).toEqual(x.mul(times).toArray());
      });
    }),
  );
});

test("elementwise ops broadcast as a loop over positions does", () => {
  const pair = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom("both", "left", "right")),
    {
      maxLength: 4,
    },
  );
  fc.assert(
    fc.property(pair, fc.boolean(), (dims, flipped) => {
      scope(() => {
        const shape = dims.map(([n]) => n);
        const left = dims.map(([n, side]) => (side === "right" ? 1 : n));
        const right = dims.map(([n, side]) => (side === "left" ? 1 : n));
        const reverse = (s: readonly number[]) => s.map((_, i) => s.length - 1 - i);
        // A permuted operand has odd strides.
        const a = flipped ? permute(counted([...left].reverse()), reverse(left)) : counted(left);
        const b = counted(right).mul(100);
        const expected = expand(a, shape).toArray();
        const other = expand(b, shape).toArray();
        expect(add(a, b).toArray()).toEqual(plus(expected, other));
      });
    }),
    { numRuns: 300 },
  );
});

type Nested = ReturnType<Tensor["toArray"]>;

function plus(a: Nested, b: Nested): Nested {
  if (Array.isArray(a)) return a.map((part, i) => plus(part, (b as Nested[])[i]!));
  return Number(a) + Number(b);
}

test("select takes what toArray has there", () => {
  const x = counted([2, 3, 4]);
  expect(select(x, 1, 2).toArray()).toEqual((x.toArray() as number[][][]).map((rows) => rows[2]));
});
