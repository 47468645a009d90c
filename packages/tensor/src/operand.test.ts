import { expect, test } from "vitest";
import type { Tensor } from "./index.ts";
import * as t from "./index.ts";
import { ArgumentError, ones } from "./index.ts";

const plain = [[1, 2]] as unknown as Tensor;
const x = ones([1, 2]);

test.each<[string, () => unknown]>([
  ["neg", () => t.neg(plain)],
  ["exp", () => t.exp(plain)],
  ["sum", () => t.sum(plain)],
  ["mean", () => t.mean(plain, -1)],
  ["max", () => t.max(plain, 0)],
  ["cumsum", () => t.cumsum(plain, 0)],
  ["tensor", () => t.concat([x, plain], 0)],
  ["matmul", () => t.matmul(x, plain)],
  ["softmax", () => t.softmax(plain)],
  ["conv2d", () => t.conv2d(plain, ones([1, 1, 1, 1]))],
  ["tensor", () => t.layerNorm(plain, [2])],
  ["dropout", () => t.dropout(plain, 0.5)],
])("%s refuses an array where a tensor is asked for", (op, call) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(
    `${op}: a plain value stands where a tensor is asked for; arrays are not converted. Wrap it: tensor(...).`,
  );
});
