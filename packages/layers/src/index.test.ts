import { expect, test } from "vitest";
import * as layers from "./index.ts";

test("the public names are these", () => {
  expect(Object.keys(layers).sort().join(" ")).toMatchInlineSnapshot(
    `"Dropout Flatten Linear LogSoftmax Module Parameter ReLU Sequential Sigmoid Softmax Softplus Tanh bceWithLogits crossEntropy init isParameter l1Loss mseLoss nllLoss"`,
  );
  expect(Object.keys(layers.init).sort().join(" ")).toMatchInlineSnapshot(
    `"constant glorotNormal glorotUniform heNormal heUniform lecunNormal lecunUniform normal truncatedNormal uniform zeros"`,
  );
});
