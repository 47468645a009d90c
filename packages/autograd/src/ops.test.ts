import type { EngineName, Tensor } from "@gradkit/tensor";
import { isFloat, setEngine, sum, tensor } from "@gradkit/tensor";
import { inputsOf, opInfos, titleOf, valuesOf } from "@gradkit/tensor/testing";
import { afterAll, describe, test } from "vitest";
import { assertClose, readFixtures } from "../../../tools/op-fixtures.ts";
import { valueAndGrads } from "./grad.ts";
import { gradCheck } from "./testing/index.ts";

const engines: EngineName[] = ["reference", "wasm-strict", "wasm"];
const fixtures = readFixtures();
const differentiable = opInfos.filter(({ order }) => order !== 0);
const titled = differentiable.map((info) => [titleOf(info), info] as const);

afterAll(() => setEngine("wasm"));

/** The spread numbers that the fixtures weigh results with. */
function spread({ shape, dtype }: Tensor, position: number): Tensor {
  return tensor(valuesOf({ shape }, position), { shape, dtype });
}

/** `f` of the float inputs alone, the others held. */
function ofFloats(op: (...inputs: Tensor[]) => Tensor, inputs: readonly Tensor[]) {
  const floats = inputs.filter((x) => isFloat(x.dtype));
  const f = (...xs: Tensor[]) => {
    const next = xs.values();
    return op(...inputs.map((x) => (isFloat(x.dtype) ? next.next().value! : x)));
  };
  return { f, floats };
}

describe.each(engines)("gradients on %s", (engine) => {
  test.each(titled)("%s: first and second order as PyTorch's", (title, { op, samples }) => {
    setEngine(engine);
    samples.forEach((sample, i) => {
      const expected = fixtures[title]![i]!;
      for (const dtype of ["float64", "float32"] as const) {
        const tolerance =
          dtype === "float64" ? { rtol: 1e-9, atol: 1e-11 } : { rtol: 2e-5, atol: 2e-4 };
        const { f, floats } = ofFloats(op, inputsOf(sample, dtype));
        const weighted = (...xs: Tensor[]) => {
          const y = f(...xs);
          return sum(y.mul(spread(y, 9)));
        };
        const first = valueAndGrads(weighted);
        expected.first?.forEach((plain, j) => {
          assertClose(first(...floats).grads[j]!, plain, tolerance);
        });
        const along = (...xs: Tensor[]) =>
          first(...xs)
            .grads.map((g, j) => sum(g.mul(spread(g, 20 + j))))
            .reduce((a, b) => a.add(b));
        expected.second?.forEach((plain, j) => {
          assertClose(valueAndGrads(along)(...floats).grads[j]!, plain, tolerance);
        });
      }
    });
  });

  test.each(titled)("%s: agrees with differences", (_, { op, samples, order = 2 }) => {
    setEngine(engine);
    for (const sample of samples) {
      const { f, floats } = ofFloats(op, inputsOf(sample, "float64"));
      gradCheck(f, floats, { order: order as 1 | 2 });
    }
  });
});
