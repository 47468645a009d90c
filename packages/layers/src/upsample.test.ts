import { type InterpolateOptions, tensor, zeros } from "@gradkit/tensor";
import { expect, test } from "vitest";
import { Upsample } from "./index.ts";

test("images become larger or smaller, and the layer says how", () => {
  const x = tensor([[[1, 3]]]);
  expect(new Upsample({ size: 4 }).forward(x).toArray()).toEqual([[[1, 1, 3, 3]]]);
  expect(new Upsample({ scaleFactor: 0.5 }).forward(x).toArray()).toEqual([[[1]]]);
  const smooth = new Upsample({ size: [3, 5], mode: "bilinear", alignCorners: true });
  expect(smooth.forward(zeros([2, 3, 4, 4])).shape).toEqual([2, 3, 3, 5]);
  expect(String(smooth)).toBe("Upsample(size: 3 x 5, mode: bilinear, alignCorners: true)");
  expect(String(new Upsample({ scaleFactor: 2 }))).toBe("Upsample(scaleFactor: 2)");
});

test("neither size nor scale, and both, are refused", () => {
  expect(() => new Upsample({} as InterpolateOptions)).toThrow(
    "Upsample: neither size nor scaleFactor; one says the new size. Pass one.",
  );
  const both = { size: 2, scaleFactor: 2 } as unknown as InterpolateOptions;
  expect(() => new Upsample(both)).toThrow("Upsample: both size and scaleFactor; one says");
});
