import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import type { Address, Backend } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { setThreads, threads } from "../threads.ts";
import { engineOn } from "./index.ts";
import type { Build, Kernel, Module, Piece } from "./module.ts";
import { link } from "./module.ts";
import { createPool } from "./pool.ts";
import type { Call } from "./testing.ts";
import { awkward, numbers, put, result } from "./testing.ts";

/** Not one of them divides another. */
const counts = [1, 2, 3, 5, 8] as const;

afterAll(() => setThreads(1));

/** A module on a pool, which tells what was cut and how much the caller did of it. */
function watchedModule(build: Build) {
  const linked = link(build);
  const seen = { pieces: 0, own: 0, inPlace: false };
  const counted = [...linked.kernels].map(([name, kernel]): [string, Kernel] => [
    name,
    (...args) => {
      seen.own++;
      return kernel(...args);
    },
  ]);
  const pool = createPool({ ...linked, kernels: new Map(counted) });
  const module: Module = {
    kernel: (name) => linked.kernels.get(name) as Kernel,
    workspace: () => linked.workspace,
    run(name, pieces, inPlace = false) {
      seen.pieces += pieces.length > 1 ? pieces.length : 0;
      seen.inPlace ||= inPlace;
      pool(name, pieces, inPlace);
    },
  };
  return { engine: engineOn(module, build), seen };
}

/** A call that is cut: what it writes, and how. */
interface Case {
  readonly dtype: DType;
  readonly n: number;
  readonly call: Call;
  /** What stands there before, where the call changes it. */
  readonly start?: ArrayLike<number>;
}

const cases: Record<string, () => Case> = {};
const n = 70_001;
const x = put("float32", awkward("float32", n, 1));
const z = put("float32", awkward("float32", n, 2));
const plain = put("float32", numbers(n, 6));
const x64 = put("float64", numbers(n, 3));
const mask = put("bool", awkward("bool", n, 4));
const places = put(
  "int32",
  Array.from({ length: n }, (_, i) => (i * 7919) % 1009),
);

for (const name of Object.keys(reference.unary) as (keyof Backend["unary"])[]) {
  cases[name] = () => ({
    dtype: "float32",
    n,
    call: ({ unary }, y) => unary[name]("float32", n, x, y),
  });
}
cases.tanh64 = () => ({
  dtype: "float64",
  n,
  call: ({ unary }, y) => unary.tanh("float64", n, x64, y),
});
cases.negInPlace = () => ({
  dtype: "float32",
  n,
  start: numbers(n, 5),
  call: ({ unary }, y) => unary.neg("float32", n, y, y),
});
for (const name of Object.keys(reference.binary) as (keyof Backend["binary"])[]) {
  if (name === "zeta") continue;
  cases[name] = () => ({
    dtype: "float32",
    n,
    call: ({ binary }, y) => binary[name]("float32", 1, n, x, 0, 1, z, 0, 1, y),
  });
}
cases.addInPlace = () => ({
  dtype: "float32",
  n,
  start: numbers(n, 5),
  call: ({ binary }, y) => binary.add("float32", 1, n, y, 0, 1, z, 0, 1, y),
});
cases.subFromInPlace = () => ({
  dtype: "float32",
  n,
  start: numbers(n, 5),
  call: ({ binary }, y) => binary.sub("float32", 1, n, z, 0, 1, y, 0, 1, y),
});
cases.addRow = () => ({
  dtype: "float32",
  n: 530 * 131,
  call: ({ binary }, y) => binary.add("float32", 530, 131, x, 131, 1, z, 0, 1, y),
});
cases.mulColumn = () => ({
  dtype: "float32",
  n: 2 * 35_000,
  call: ({ binary }, y) => binary.mul("float32", 2, 35_000, x, 35_000, 1, z, 1, 0, y),
});
for (const name of Object.keys(reference.compare) as (keyof Backend["compare"])[]) {
  cases[name] = () => ({
    dtype: "bool",
    n,
    call: ({ compare }, y) => compare[name]("float32", 1, n, x, 0, 1, z, 0, 1, y),
  });
}
Object.assign(cases, {
  where: () => ({ dtype: "float32", n, call: (e, y) => e.where("float32", n, mask, x, z, y) }),
  castDown: () => ({
    dtype: "float32",
    n,
    call: (e, y) => e.cast("float64", "float32", n, x64, y),
  }),
  castBool: () => ({ dtype: "float32", n, call: (e, y) => e.cast("bool", "float32", n, mask, y) }),
  fill: () => ({ dtype: "float32", n, call: (e, y) => e.fill("float32", n, 1.5, y) }),
  copyFlat: () => ({ dtype: "float32", n, call: (e, y) => e.copy("float32", [n], x, [1], y, [1]) }),
  copyTransposed: () => ({
    dtype: "float32",
    n: 263 * 266,
    call: (e, y) => e.copy("float32", [263, 266], x, [1, 263], y, [266, 1]),
  }),
  copyFew: () => ({
    dtype: "float64",
    n: 2 * 3 * 11_003,
    call: (e, y) => e.copy("float64", [2, 11_003, 3], x64, [33_009, 1, 11_003], y, [33_009, 3, 1]),
  }),
  ...reductions(),
  softmax: () => ({
    dtype: "float32",
    n: 697 * 100,
    call: (e, y) => e.softmax("float32", 697, 100, x, y),
  }),
  logSoftmax: () => ({
    dtype: "float32",
    n: 27 * 2503,
    call: (e, y) => e.logSoftmax("float32", 27, 2503, x, y),
  }),
  crossEntropy: () => ({
    dtype: "float32",
    n: 69,
    call: (e, y) => e.crossEntropy("float32", 69, 1009, x, places, y),
  }),
  crossEntropyGrad: () => ({
    dtype: "float32",
    n: 69 * 1009,
    call: (e, y) => e.crossEntropyGrad("float32", 69, 1009, x, places, z, y),
  }),
  normalizeRows: () => ({
    dtype: "float32",
    n: 697 * 100,
    call: (e, y) => e.normalizeRows("float32", 697, 100, 1e-5, x, z, 0, y),
  }),
  normalizeRowsGrad: () => ({
    dtype: "float32",
    n: 697 * 100,
    call: (e, y) => e.normalizeRowsGrad("float32", 697, 100, 1e-5, x, z, z, y),
  }),
  variance: () => ({
    dtype: "float32",
    n: 67,
    call: (e, y) => e.variance("float32", 67, 1009, 1, 1008, x, y),
  }),
  uniform: () => ({
    dtype: "float32",
    n,
    call: (e, y) => e.random.uniform("float32", n, 1, 2, 3, -1, 1, y),
  }),
  normal64: () => ({
    dtype: "float64",
    n: 40_001,
    call: (e, y) => e.random.normal("float64", 40_001, 1, 2, 5, 0, 1, y),
  }),
  sgd: () => ({
    dtype: "float32",
    n,
    start: numbers(n, 6),
    call: (e, y) => {
      const options = { learningRate: 0.1, dampening: 0, weightDecay: 0.1, nesterov: false };
      e.sgd("float32", n, { ...options, momentum: 0, first: true }, x, 0, y);
    },
  }),
  adam: () => ({
    dtype: "float32",
    n,
    start: numbers(n, 7),
    call: (e, y) => {
      const m = put("float32", numbers(n, 8));
      const v = put("float32", numbers(n, 9).map(Math.abs));
      const rates = { learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8 };
      const rest = { weightDecay: 0.1, decoupled: true, correction1: 0.1, correction2: 0.01 };
      e.adam("float32", n, { ...rates, ...rest }, x, m, v, y);
    },
  }),
  adagradRows: () => ({
    dtype: "float32",
    n,
    start: numbers(n, 7),
    call: (e, y) => {
      const count = Math.floor(n / 67) - 1;
      // All rows but the first, from the last on.
      const list = put(
        "int32",
        Array.from({ length: count }, (_, i) => count - i),
      );
      const s = put("float32", numbers(n, 9).map(Math.abs));
      const options = { learningRate: 0.1, epsilon: 1e-10, weightDecay: 0 };
      e.adagrad("float32", 67, options, x, s, y, { count, numbers: list });
    },
  }),
  gatherRows: () => ({
    dtype: "float32",
    n: 20 * 3500,
    call: (e, y) => e.gather("float32", 20, 1009, 3500, 1, x, places, y),
  }),
  gatherFlat: () => ({
    dtype: "float32",
    n,
    call: (e, y) => e.gather("float32", 1, 1009, n, 1, x, places, y),
  }),
  indexSelect: () => ({
    dtype: "float64",
    n: 1013 * 67,
    call: (e, y) => e.indexSelect("float64", 1, 1009, 1013, 67, x64, places, y),
  }),
  scatterAddFlat: () => ({
    dtype: "float32",
    n: 5000,
    start: numbers(5000, 10),
    call: (e, y) => e.scatterAdd("float32", 1, 5000, n, 1, x, places, y),
  }),
  scatterAddRows: () => ({
    dtype: "float32",
    n: 17 * 1009,
    start: numbers(17 * 1009, 11),
    call: (e, y) => e.scatterAdd("float32", 17, 1009, 4003, 1, x, places, y),
  }),
  indexAdd: () => ({
    dtype: "float32",
    n: 1009 * 67,
    start: numbers(1009 * 67, 12),
    call: (e, y) => e.indexAdd("float32", 1, 1009, 1013, 67, x, places, y),
  }),
  attention: () => attended(7, 71, 131, false),
  attentionOfLongRows: () => attended(1, 1009, 521, true),
  attentionGrad: () => attendedBack(7, 71, 131),
} satisfies Record<string, () => Case>);

/** Heads of 16 numbers; keys and values are the same. */
function attentionSizes(queries: number, keys: number, causal: boolean) {
  const mask = "none" as const;
  const sizes = { queries, keys, width: 16, valueWidth: 16, scale: 0.25, causal, mask };
  return { sizes, rows: { q: 16, k: 16, v: 16, mask: 0, maskColumn: 0, y: 16 } };
}

/** The `i`-th head of `x` as `rows` of 16 numbers. */
function headAt(x: Address, i: number, rows: number): Address {
  return x + i * rows * 64;
}

function attentionHeads(heads: number, queries: number, keys: number, y: Address) {
  const [q, k] = [1, 2].map((seed) =>
    put("float32", numbers(heads * 16 * Math.max(queries, keys), seed)),
  );
  const kept = put("float32", new Float32Array(heads * queries * 2));
  return Array.from({ length: heads }, (_, i) => {
    const key = headAt(k as Address, i, keys);
    const inputs = { q: headAt(q as Address, i, queries), k: key, v: key, mask: 0 };
    return { ...inputs, kept: kept + i * queries * 8, y: headAt(y, i, queries) };
  });
}

function attended(heads: number, queries: number, keys: number, causal: boolean): Case {
  const { sizes, rows } = attentionSizes(queries, keys, causal);
  return {
    dtype: "float32",
    n: heads * queries * 16,
    call: (e, y) => e.attention("float32", sizes, rows, attentionHeads(heads, queries, keys, y)),
  };
}

function attendedBack(heads: number, queries: number, keys: number): Case {
  const { sizes, rows } = attentionSizes(queries, keys, true);
  const gradRows = { ...rows, g: 16, gq: 16, gk: 16, gv: 16 };
  return {
    dtype: "float32",
    n: heads * (queries + 2 * keys) * 16,
    call(e, to) {
      const y = put("float32", new Float32Array(heads * queries * 16));
      const forward = attentionHeads(heads, queries, keys, y);
      e.attention("float32", sizes, rows, forward);
      const gk = headAt(to, heads, queries);
      const gv = headAt(gk, heads, keys);
      const backward = forward.map((head, i) => ({
        ...head,
        g: headAt(plain, i, queries),
        gq: headAt(to, i, queries),
        gk: headAt(gk, i, keys),
        gv: headAt(gv, i, keys),
      }));
      e.attentionGrad("float32", sizes, gradRows, backward);
    },
  };
}

/** Reductions of rows, of few long rows, and of columns, over the blocks of each. */
function reductions(): Record<string, () => Case> {
  const shapes = [
    [67, 1009, 1],
    [1, n, 1],
    [3, 23_001, 1],
    [1, 1101, 61],
    [2, 546, 64],
    [200, 3, 111],
  ] as const;
  const made: Record<string, () => Case> = {};
  for (const name of Object.keys(reference.reduce) as (keyof Backend["reduce"])[]) {
    for (const [outer, size, inner] of shapes) {
      made[`${name} of ${outer} x ${size} x ${inner}`] = () => ({
        dtype: name.startsWith("arg") ? "int32" : "float32",
        n: outer * inner,
        call: ({ reduce }, y) => reduce[name]("float32", outer, size, inner, x, y),
      });
    }
  }
  return made;
}

describe.each(["strict", "fast"] as const)("%s gives the same bits on", (build) => {
  const { engine, seen } = watchedModule(build);
  const wanted = new Map<string, number[]>();

  test.each(counts)("%i threads", async (count) => {
    setThreads(count);
    let shared = 0;
    for (const [name, make] of Object.entries(cases)) {
      const { dtype, n: size, call, start } = make();
      // A page starts workers between its tasks.
      await new Promise((resolve) => setTimeout(resolve));
      Object.assign(seen, { pieces: 0, own: 0, inPlace: false });
      const values = result(engine, dtype, size, call, start);
      if (threads() > 1 && !uncut.test(name)) expect(seen.pieces, name).toBeGreaterThan(1);
      // What is changed in place cannot be made again where a worker is lost.
      if (threads() > 1 && start) expect(seen.inPlace, name).toBe(true);
      shared += seen.pieces - seen.own;
      const known = wanted.get(name) ?? values;
      wanted.set(name, known);
      expect(firstDifference(values, known), name).toBe(-1);
      if (build === "strict" && count === 1) {
        const exact = result(reference, dtype, size, call, start);
        expect(firstDifference(values, exact), name).toBe(-1);
      }
    }
    if (threads() > 1) expect(shared).toBeGreaterThan(0);
  });
});

/** The first place where two lists of the same length differ, or -1. */
function firstDifference(a: readonly number[], b: readonly number[]): number {
  return a.length === b.length ? a.findIndex((value, i) => !Object.is(value, b[i])) : a.length;
}

/** One row, whose parts cannot be joined to what the whole would be. */
const uncut = /^(prod|argM..) of 1 x/;

/** A module that runs pieces at once, in some other order, each with a workspace that holds NaN. */
function shuffledModule(build: Build): Module {
  const { kernels, workspace, workspaceBytes } = link(build);
  const other = put("float64", new Array(workspaceBytes / 8).fill(NaN));
  return {
    kernel: (name) => kernels.get(name) as Kernel,
    workspace: () => workspace,
    run(name, pieces) {
      const order = pieces.map((piece, i): [number, Piece] => [(i * 7919) % 131, piece]);
      for (const [, piece] of order.sort(([a], [b]) => a - b)) kernels.get(name)?.(...piece, other);
    },
  };
}

describe.each(["strict", "fast"] as const)("a product on %s", (build) => {
  const engine = engineOn(shuffledModule(build), build);
  const size = fc.oneof(
    fc.constantFrom(0, 1, 2, 3, 64, 127, 128, 131, 257, 521),
    fc.integer({ min: 0, max: 200 }),
  );

  test("has the same bits however it is cut", () => {
    fc.assert(
      fc.property(
        fc.record({ m: size, n: size, k: size, batch: fc.constantFrom(1, 1, 2, 5) }),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom<DType>("float32", "float64"),
        ({ m, n: columns, k, batch }, ta, tb, dtype) => {
          const a = put(dtype, numbers(batch * m * k, 1));
          const b = put(dtype, numbers(batch * k * columns, 2));
          const bias = put(dtype, numbers(columns, 3));
          const [aRow, aColumn] = ta ? [1, m] : [k, 1];
          const [bRow, bColumn] = tb ? [1, k] : [columns, 1];
          const made = counts.map((count) => {
            setThreads(count);
            const one = result(engine, dtype, m * columns, (e, y) =>
              e.matmul(dtype, m, columns, k, a, aRow, aColumn, b, bRow, bColumn, bias, y),
            );
            const many = result(engine, dtype, batch * m * columns, (e, y) => {
              const from = [a, m * k, aRow, aColumn] as const;
              const by = [b, k * columns, bRow, bColumn] as const;
              e.matmulBatch(dtype, batch, m, columns, k, ...from, ...by, y);
            });
            return [one, many];
          });
          for (const values of made) {
            for (const i of [0, 1]) {
              expect(firstDifference(values[i] as number[], made[0]?.[i] as number[])).toBe(-1);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
