import { expect, test } from "vitest";
import { ones } from "../create.ts";
import { interpolate } from "./resize.ts";

test("a line of hundreds of thousands of elements can be made smaller", () => {
  const y = interpolate(ones([1, 1, 400000]), { size: 200000, mode: "linear", antialias: true });
  expect(y.dataSync().every((value) => Math.abs(value - 1) < 1e-6)).toBe(true);
});
