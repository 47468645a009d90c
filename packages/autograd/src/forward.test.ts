import type { Tensor } from "@gradkit/tensor";
import { Generator, isFloat, normal, setEngine } from "@gradkit/tensor";
import { inputsOf, opInfos, titleOf } from "@gradkit/tensor/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { noGrad } from "./no-grad.ts";
import { jvp, vjp } from "./products.ts";

/** All but those of order 0, whose results are whole numbers, truth values or steps: their derivative is 0 or none. */
const differentiable = opInfos
  .filter(({ order }) => order !== 0)
  .map((info) => [titleOf(info), info] as const);

beforeAll(() => setEngine("wasm"));

/** `f` of the float inputs alone, the others held. */
function ofFloats(op: (...inputs: Tensor[]) => Tensor, inputs: readonly Tensor[]) {
  const f = (...xs: Tensor[]) => {
    const next = xs.values();
    return op(...inputs.map((x) => (isFloat(x.dtype) ? next.next().value! : x)));
  };
  return { f, floats: inputs.filter((x) => isFloat(x.dtype)) };
}

describe("changes carried forth, in float64", () => {
  test.each(differentiable)("%s: jvp agrees with differences, and with vjp", (_, info) => {
    for (const sample of info.samples) {
      const { f, floats } = ofFloats(info.op, inputsOf(sample, "float64"));
      if (floats.length === 0) continue;
      const generator = new Generator(floats.length);
      const direction = (x: Tensor) => normal(x.shape, { dtype: "float64", generator });
      const tangents = floats.map(direction);
      const { value, tangent } = jvp(f, floats, tangents);
      expect(tangent.shape).toEqual(value.shape);

      const epsilon = 1e-6;
      const at = (step: number) =>
        noGrad(() => f(...floats.map((x, i) => x.add(tangents[i]!.mul(step)))));
      const numeric = at(epsilon)
        .sub(at(-epsilon))
        .div(2 * epsilon)
        .dataSync();
      tangent.dataSync().forEach((exact, i) => {
        const limit = 2e-7 + 1e-5 * Math.abs(numeric[i]!);
        expect(Math.abs(exact - numeric[i]!)).toBeLessThanOrEqual(limit);
      });

      const v = direction(value);
      const pulled = vjp(f, floats).pullback(v);
      const back = pulled.reduce((sum, g, i) => sum + g.mul(tangents[i]!).sum().item(), 0);
      const forth = v.mul(tangent).sum().item();
      expect(Math.abs(back - forth)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(forth)));
    }
  });

  test("the table is not empty", () => expect(differentiable.length).toBeGreaterThan(300));
});
