import { expect, test } from "vitest";
import * as layers from "./index.ts";

test("the public names are these", () => {
  expect(Object.keys(layers).join(" ")).toMatchInlineSnapshot(
    `"LogSoftmax ReLU Sigmoid Softmax Softplus Tanh Sequential crossEntropy nllLoss Dropout Flatten init Linear bceWithLogits l1Loss mseLoss Module isParameter Parameter"`,
  );
  expect(Object.keys(layers.init).join(" ")).toMatchInlineSnapshot(
    `"constant zeros uniform normal truncatedNormal glorotUniform glorotNormal heUniform heNormal lecunUniform lecunNormal"`,
  );
});
