import { afterAll, describe, expect, test } from "vitest";
import type { Tensor } from "../index.ts";
import * as t from "../index.ts";
import { setEngine, tensor } from "../index.ts";
import { again, engines, numbers } from "./testing.ts";

afterAll(() => setEngine("wasm"));

type Binary = (a: Tensor, b: Tensor) => Tensor;

/** First and second arguments and values, as the Array API standard (2025.12) has them, or C for what it lacks. */
const rows: readonly (readonly [Binary, string, string, string])[] = [
  [t.add, "nan 1 inf -inf inf -inf", "1 nan -inf inf inf -inf", "nan nan nan nan inf -inf"],
  [t.add, "inf -inf 5 5 -0 -0 0 0", "5 5 inf -inf -0 0 -0 0", "inf -inf inf -inf -0 0 0 0"],
  [t.add, "0 -0 5 5 5 -5", "5 5 0 -0 -5 5", "5 5 5 5 0 0"],
  [t.sub, "nan 1 inf -inf inf -inf", "1 nan inf -inf -inf inf", "nan nan nan nan inf -inf"],
  [t.sub, "-0 -0 0 0 5 inf 5", "0 -0 -0 0 5 5 inf", "-0 0 0 0 0 inf -inf"],
  [t.mul, "nan 1 inf -inf 0 -0", "1 nan 0 -0 inf inf", "nan nan nan nan nan nan"],
  [
    t.mul,
    "inf -inf inf inf -inf 5 -5",
    "inf inf -inf -5 -5 inf inf",
    "inf -inf -inf -inf inf inf -inf",
  ],
  [t.mul, "0 -0 -0 0 -0", "5 5 -5 -5 -0", "0 -0 0 -0 0"],
  [
    t.div,
    "nan 1 inf -inf inf 0 -0 0",
    "1 nan inf inf -inf 0 0 -0",
    "nan nan nan nan nan nan nan nan",
  ],
  [t.div, "0 -0 0 -0 5 5 -5 -5", "5 5 -5 -5 0 -0 0 -0", "0 -0 -0 0 inf -inf -inf inf"],
  [
    t.div,
    "inf inf -inf -inf 5 5 -5 -5",
    "5 -5 5 -5 inf -inf inf -inf",
    "inf -inf -inf inf 0 -0 -0 0",
  ],
  [
    t.copysign,
    "5 5 -5 0 -0 inf -inf 5 5",
    "-0 0 0 -5 5 -inf 2 inf -inf",
    "-5 5 5 -0 0 -inf inf 5 -5",
  ],
  [t.copysign, "nan nan", "5 -5", "nan nan"],
  [t.pow, "2 nan nan nan nan -0", "nan 0 -0 2 nan nan", "nan 1 1 nan nan nan"],
  [t.pow, "2 -2 2 -2 1 -1 1 -1", "inf inf -inf -inf inf inf -inf -inf", "inf inf 0 0 1 1 1 1"],
  [t.pow, "1 1 0.5 -0.5 0.5 -0.5", "nan -7 inf inf -inf -inf", "1 1 0 0 inf inf"],
  [t.pow, "inf inf -inf -inf -inf -inf", "2 -2 3 2 -3 -2", "inf 0 -inf inf -0 0"],
  [t.pow, "0 0 -0 -0 -0 -0 -0", "2 -2 3 2 0.5 -3 -2", "0 inf -0 0 0 -inf inf"],
  [t.pow, "-8 -0.5 -inf -inf", "0.5 -1.5 0.5 -0.5", "nan nan inf 0"],
  [t.maximum, "nan 1 nan inf -inf", "1 nan nan 5 5", "nan nan nan inf 5"],
  [t.minimum, "nan 1 nan inf -inf", "1 nan nan 5 5", "nan nan nan 5 -inf"],
  [t.floorDivide, "nan 1 inf inf 0 -0", "1 nan inf -inf 0 0", "nan nan nan nan nan nan"],
  [t.floorDivide, "0 -0 0 -0 5 5 -5 -5", "5 5 -5 -5 0 -0 0 -0", "0 -0 -0 0 inf -inf -inf inf"],
  [t.floorDivide, "5 -5 7 -7 7 -7", "inf -inf 2 2 -2 -2", "0 0 3 -4 -4 3"],
  [t.remainder, "nan 1 inf -inf 0 -0", "1 nan inf inf 0 0", "nan nan nan nan nan nan"],
  [t.remainder, "0 -0 0 -0 5 5 -5 -5", "5 5 -5 -5 0 -0 0 -0", "0 0 -0 -0 nan nan nan nan"],
  [t.remainder, "inf inf -inf -inf", "5 -5 5 -5", "nan nan nan nan"],
  [t.remainder, "5 5 -5 -5 7 -7 7 -7", "inf -inf inf -inf 3 3 -3 -3", "5 -inf inf -5 1 2 -2 -1"],
  [t.fmod, "nan 1 inf -inf 5 0 -0", "1 nan 5 5 0 5 5", "nan nan nan nan nan 0 -0"],
  [t.fmod, "5 -5 5 7 -7 7 -7", "inf inf -inf 3 3 -3 -3", "5 -5 5 1 -1 1 -1"],
  [t.atan2, "nan 1 1 1 0 0 0 0", "1 nan 0 -0 1 0 -0 -1", "nan nan pi/2 pi/2 0 0 pi pi"],
  [t.atan2, "-0 -0 -0 -0 -1 -1", "1 0 -0 -1 0 -0", "-0 -0 -pi -pi -pi/2 -pi/2"],
  [t.atan2, "1 1 -1 -1 inf -inf", "inf -inf inf -inf 1 1", "0 pi -0 -pi pi/2 -pi/2"],
  [t.atan2, "inf inf -inf -inf", "inf -inf inf -inf", "pi/4 3pi/4 -pi/4 -3pi/4"],
  [t.hypot, "inf -inf nan nan 0 -0 3", "nan 1 -inf inf -3 -3 0", "inf inf inf inf 3 3 3"],
  [t.hypot, "1 nan nan 3 -3 3 -3", "nan 1 nan 4 4 -4 -4", "nan nan nan 5 5 5 5"],
  [t.logaddexp, "nan 1 nan inf inf inf", "1 nan inf 1 -inf inf", "nan nan nan inf inf inf"],
  [t.logaddexp, "1 -inf -inf 1 -inf", "inf inf -inf -inf 1", "inf inf -inf 1 1"],
  [t.xlogy, "0 0 0 0 1 1 nan 2", "0 -1 inf nan 0 nan 1 1", "0 0 0 nan -inf nan nan 0"],
  [
    t.equal,
    "nan 1 inf -inf inf -0 0 5",
    "nan nan inf -inf -inf 0 -0 5",
    "false false true true false true true true",
  ],
  [
    t.notEqual,
    "nan 1 inf -inf inf -0 0 5",
    "nan nan inf -inf -inf 0 -0 5",
    "true true false false true false false false",
  ],
  [t.less, "nan 1 -inf 1 -0 inf", "1 nan 1 inf 0 inf", "false false true true false false"],
  [t.lessEqual, "nan 1 -inf 1 0 inf", "1 nan 1 inf -0 inf", "false false true true true true"],
  [t.greater, "nan 1 inf 1 0 inf", "1 nan 1 -inf -0 inf", "false false true true false false"],
  [t.greaterEqual, "nan 1 inf 1 -0 inf", "1 nan 1 -inf 0 inf", "false false true true true true"],
  [t.logicalAnd, "nan 0 -0 inf", "1 nan 1 -inf", "true false false true"],
  [t.logicalOr, "nan 0 -0 0", "0 nan 0 -inf", "true true false true"],
  [t.logicalXor, "nan 0 -0 inf", "1 nan 0 -0", "false true false true"],
  [(x, min) => t.clamp(x, { min }), "nan 1 -1 -inf", "0 nan 0 -1", "nan nan 0 -1"],
  [(x, max) => t.clamp(x, { max }), "nan 1 -1 inf", "0 nan 0 -1", "nan nan -1 -1"],
  [(a, b) => t.lerp(a, b, 0.5), "nan inf -inf 1", "1 1 1 nan", "nan inf -inf nan"],
  [(a, b) => t.where(t.isNaN(a), b, a), "nan 1 -0 nan", "5 nan nan -0", "5 1 -0 -0"],
];

describe.each(engines)("special values of two arguments on %s", (engine) => {
  test.each(["float32", "float64"] as const)("%s", (dtype) => {
    setEngine(engine);
    const round = dtype === "float32" ? Math.fround : Number;
    for (const [f, first, second, expected] of rows) {
      const [a, b] = [first, second].map((text) => tensor(again(numbers(text)), { dtype }));
      const wanted = again(numbers(expected)).map(round);
      const title = `${f.name || f} of ${first} and ${second}`;
      expect([title, ...f(a!, b!).dataSync()]).toEqual([title, ...wanted]);
    }
  });

  test("a scalar beside a list, and beside none", () => {
    setEngine(engine);
    for (const [f, first, second] of rows) {
      const [a, b] = [numbers(first), numbers(second)];
      const whole = f(tensor(a), tensor(b)).dataSync();
      a.forEach((value, i) => {
        const scalar = tensor(b[i]!);
        expect([...f(tensor(again([value])), scalar).dataSync()]).toEqual(again([whole[i]!]));
      });
      expect(f(t.zeros([0]), tensor(1)).shape).toEqual([0]);
      expect(f(t.zeros([2, 0]), t.zeros([1, 1])).shape).toEqual([2, 0]);
    }
  });

  test("signed zeros are ordered by maximum and minimum", () => {
    setEngine(engine);
    const [a, b] = [tensor(again([-0, 0])), tensor(again([0, -0]))];
    expect([...t.maximum(a, b).dataSync()]).toEqual(again([0, 0]));
    expect([...t.minimum(a, b).dataSync()]).toEqual(again([-0, -0]));
  });
});
