import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { bitsOf } from "../../../../tools/op-fixtures.ts";
import type { DType, EngineName, Tensor } from "../index.ts";
import { isFloat, scope, setEngine, tensor } from "../index.ts";
import type { InputSpec, OpInfo } from "../testing/index.ts";
import { opInfos, titleOf, valuesOf } from "../testing/index.ts";

afterAll(() => setEngine("wasm"));

/** What an engine made of a call: bits, numbers for those that are not exact, or the error's text. */
interface Outcome {
  readonly bits: string;
  readonly floats?: readonly number[];
}

function outcomeOf(engine: EngineName, info: OpInfo, inputs: readonly Tensor[]): Outcome {
  setEngine(engine);
  try {
    return scope(() => {
      const y = info.op(...inputs);
      return { bits: bitsOf(y), ...(isFloat(y.dtype) && { floats: [...y.dataSync()] }) };
    });
  } catch (error) {
    return { bits: String(error) };
  }
}

const whole: Record<"int32" | "uint8" | "bool", fc.Arbitrary<number>> = {
  int32: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: -3, max: 9 }) },
    { weight: 1, arbitrary: fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, 65_536, -255) },
  ),
  uint8: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 9 }) },
    { weight: 1, arbitrary: fc.constantFrom(127, 128, 255) },
  ),
  bool: fc.integer({ min: 0, max: 1 }),
};

interface Input {
  readonly dtype: DType;
  readonly values: readonly number[];
  readonly spec: InputSpec;
}

/** An input of whole numbers in place of one of the table's; positions mostly stay what they are. */
function input(spec: InputSpec, position: number): fc.Arbitrary<Input> {
  const natural: DType = spec.bool ? "bool" : "int32";
  const own = fc.constant({ dtype: natural, values: [...valuesOf(spec, position)], spec });
  const size = spec.shape.reduce((n, m) => n * m, 1);
  const other = fc
    .constantFrom("int32", "uint8", "bool")
    .chain((dtype) =>
      fc
        .array(whole[dtype as "int32" | "uint8" | "bool"], { minLength: size, maxLength: size })
        .map((values) => ({ dtype: dtype as DType, values, spec })),
    );
  return spec.below === undefined ? other : fc.oneof({ weight: 4, arbitrary: own }, other);
}

test.each(opInfos.map((info) => [titleOf(info), info] as const))(
  "%s makes the same of whole numbers on every engine",
  (_, info) => {
    const call = fc.constantFrom(...info.samples).chain((sample) => fc.tuple(...sample.map(input)));
    fc.assert(
      fc.property(call, (inputs) => {
        const tensors = inputs.map(({ dtype, values, spec }) =>
          tensor(Float64Array.from(values), { shape: spec.shape, dtype }),
        );
        const [reference, strict, fast] = (["reference", "wasm-strict", "wasm"] as const).map(
          (engine) => outcomeOf(engine, info, tensors),
        );
        expect(strict.bits).toBe(reference.bits);
        if (!reference.floats) expect(fast.bits).toBe(reference.bits);
        else expectNear(fast, reference.floats);
      }),
      { numRuns: 30 },
    );
  },
);

/** Fused multiply-adds may change last digits, in proportion to the greatest number. */
function expectNear({ floats, bits }: Outcome, wanted: readonly number[]): void {
  if (!floats) expect.unreachable(bits);
  const greatest = Math.max(0, ...wanted.filter(Number.isFinite).map(Math.abs));
  floats.forEach((value, i) => {
    if (Object.is(value, wanted[i])) return;
    expect(Math.abs(value - wanted[i])).toBeLessThanOrEqual(1e-5 * greatest);
  });
}
