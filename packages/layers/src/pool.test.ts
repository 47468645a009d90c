import { zeros } from "@gradkit/tensor";
import { expect, test } from "vitest";
import { AdaptiveAvgPool2d, AvgPool2d, MaxPool1d, MaxPool2d } from "./index.ts";

test("what differs from the usual is printed", () => {
  expect(String(new MaxPool2d(2))).toBe("MaxPool2d(2)");
  expect(String(new MaxPool2d(3, { stride: 2, padding: 1, dilation: 2 }))).toBe(
    "MaxPool2d(3, stride: 2, padding: 1, dilation: 2)",
  );
  expect(String(new AvgPool2d([1, 2], { countIncludePad: false }))).toBe(
    "AvgPool2d(1 x 2, countIncludePad: false)",
  );
  expect(String(new AdaptiveAvgPool2d([1, 3]))).toBe("AdaptiveAvgPool2d(1 x 3)");
});

test("sizes that are none, and inputs that do not fit, are refused", () => {
  expect(() => new MaxPool2d(0)).toThrow(
    "MaxPool2d: kernel is 0; it must be a whole number from 1, or 2 of them. Mend it.",
  );
  expect(() => new MaxPool1d(2, { stride: [1, 1] as unknown as [1] })).toThrow(
    "MaxPool1d: stride is [1,1]",
  );
  expect(() => new AvgPool2d(2, { padding: -1 })).toThrow("AvgPool2d: padding is -1");
  expect(() => new AdaptiveAvgPool2d(0)).toThrow("AdaptiveAvgPool2d: outputSize is 0");
  expect(() => new MaxPool2d(2).forward(zeros([2, 4, 4]))).toThrow(
    "maxPool2d: float32[2,4,4]; it takes [batch, channels, height, width]. Reshape it.",
  );
});
