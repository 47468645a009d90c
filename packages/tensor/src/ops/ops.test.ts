import { afterAll, describe, expect, test } from "vitest";
import { assertClose, bitsOf, readFixtures } from "../../../../tools/op-fixtures.ts";
import type { EngineName } from "../backend/current.ts";
import { setEngine } from "../backend/current.ts";
import { poisonFree } from "../backend/memory.ts";
import type { FloatDType } from "../dtype.ts";
import * as library from "../index.ts";
import { scope } from "../scope.ts";
import { inputsOf, opInfos, strided, titleOf } from "../testing/index.ts";
import * as activations from "./activations.ts";
import * as advancedIndex from "./advanced-index.ts";
import * as attention from "./attention.ts";
import * as binary from "./binary.ts";
import * as closeness from "./closeness.ts";
import * as columns from "./columns.ts";
import * as compare from "./compare.ts";
import * as conv from "./conv.ts";
import * as count from "./count.ts";
import * as distances from "./distances.ts";
import * as division from "./division.ts";
import * as einsum from "./einsum.ts";
import * as embeddings from "./embedding.ts";
import * as fft from "./fft.ts";
import * as fftn from "./fftn.ts";
import * as fused from "./fused.ts";
import * as histogram from "./histogram.ts";
import * as indexing from "./indexing.ts";
import * as join from "./join.ts";
import * as linalgDecompose from "./linalg-decompose.ts";
import * as linalgDeterminant from "./linalg-determinant.ts";
import * as linalgFunctions from "./linalg-functions.ts";
import * as linalgSolve from "./linalg-solve.ts";
import * as logarithms from "./logarithms.ts";
import * as logical from "./logical.ts";
import * as matmul from "./matmul.ts";
import * as movement from "./movement.ts";
import * as norm from "./norm.ts";
import * as normalize from "./normalize.ts";
import * as padding from "./padding.ts";
import * as pixelShuffle from "./pixel-shuffle.ts";
import * as pool from "./pool.ts";
import * as products from "./products.ts";
import * as range from "./range.ts";
import * as recurrent from "./recurrent.ts";
import * as reduce from "./reduce.ts";
import * as reorder from "./reorder.ts";
import * as repeat from "./repeat.ts";
import * as resize from "./resize.ts";
import * as scan from "./scan.ts";
import * as scatterReduce from "./scatter-reduce.ts";
import * as search from "./search.ts";
import * as selection from "./selection.ts";
import * as sorting from "./sort.ts";
import * as special from "./special.ts";
import * as statistics from "./statistics.ts";
import * as sumTo from "./sum-to.ts";
import * as triangles from "./triangles.ts";
import * as trigonometry from "./trigonometry.ts";
import * as unary from "./unary.ts";
import * as unique from "./unique.ts";
import * as windows from "./windows.ts";

const engines: EngineName[] = ["reference", "wasm-strict", "wasm"];
const fixtures = readFixtures();

afterAll(() => setEngine("wasm"));

/** What an engine makes of every sample of an entry. */
function results(engine: EngineName, info: (typeof opInfos)[number], dtype: FloatDType) {
  setEngine(engine);
  return info.samples.map((sample) => scope(() => bitsOf(info.op(...inputsOf(sample, dtype)))));
}

describe.each(engines)("every op on %s", (engine) => {
  describe.each(opInfos.map((info) => [titleOf(info), info] as const))("%s", (title, info) => {
    test("gives PyTorch's numbers", () => {
      setEngine(engine);
      info.samples.forEach((sample, i) => {
        const expected = fixtures[title]![i]!.forward;
        scope(() => {
          assertClose(info.op(...inputsOf(sample, "float64")), expected, {
            rtol: 1e-10,
            atol: 1e-12,
          });
          assertClose(info.op(...inputsOf(sample, "float32")), expected, {
            rtol: 2e-6,
            atol: 2e-5,
          });
        });
      });
    });

    test("reads strided inputs and leaves them as they were", () => {
      setEngine(engine);
      for (const sample of info.samples) {
        scope(() => {
          const inputs = inputsOf(sample, "float32");
          const before = inputs.map(bitsOf);
          const expected = bitsOf(info.op(...inputs));
          expect(bitsOf(info.op(...inputs.map(strided)))).toBe(expected);
          expect(inputs.map(bitsOf)).toEqual(before);
        });
      }
    });

    if (info.errors) {
      test("refuses what it must", () => {
        setEngine(engine);
        for (const { call, message } of info.errors!) expect(() => scope(call)).toThrow(message);
      });
    }
  });
});

test.each(opInfos.map((info) => [titleOf(info), info] as const))(
  "%s has the same bits on reference and wasm-strict",
  (_, info) => {
    for (const dtype of ["float32", "float64"] as const) {
      expect(results("wasm-strict", info, dtype)).toEqual(results("reference", info, dtype));
    }
  },
);

test.each(opInfos.map((info) => [titleOf(info), info] as const))(
  "%s reads nothing that nobody wrote",
  (_, info) => {
    for (const engine of engines) {
      const expected = results(engine, info, "float32");
      poisonFree();
      expect(results(engine, info, "float32")).toEqual(expected);
    }
  },
);

test("every exported op stands in the table", () => {
  const exported = new Set(Object.keys(library));
  const families = [
    embeddings,
    recurrent,
    pool,
    conv,
    search,
    histogram,
    sorting,
    activations,
    attention,
    normalize,
    division,
    logarithms,
    special,
    trigonometry,
    logical,
    range,
    count,
    norm,
    scan,
    binary,
    compare,
    einsum,
    linalgDeterminant,
    linalgSolve,
    fft,
    fftn,
    linalgDecompose,
    linalgFunctions,
    products,
    fused,
    indexing,
    join,
    matmul,
    movement,
    padding,
    reorder,
    repeat,
    windows,
    columns,
    closeness,
    distances,
    statistics,
    unique,
    scatterReduce,
    resize,
    pixelShuffle,
    triangles,
    selection,
    advancedIndex,
    reduce,
    sumTo,
    unary,
  ];
  const ops = families
    .flatMap((family) => Object.keys(family))
    .filter((name) => exported.has(name));
  const listed = new Set(opInfos.map(({ name }) => name));
  expect(ops.filter((name) => !listed.has(name))).toEqual([]);
  expect(ops.length).toBeGreaterThan(50);
});
