import { tensor } from "@gradkit/tensor";
import { expectTypeOf, test } from "vitest";
import { BatchNorm2d, Conv2d, crossEntropy, Linear, LSTM, type Parameter } from "./index.ts";

test("an option may be undefined, which is its default", () => {
  const linear = new Linear(2, 3, { bias: undefined, activation: undefined, dtype: undefined });
  expectTypeOf(linear.bias).toEqualTypeOf<Parameter | null>();
  new Conv2d(1, 2, 3, { stride: undefined, padding: undefined, generator: undefined });
  new BatchNorm2d(4, { momentum: undefined, affine: undefined });
  new LSTM(2, 3, { numLayers: undefined, bidirectional: undefined });
  crossEntropy(tensor([[1, 2]]), tensor([1]), { reduction: undefined, labelSmoothing: undefined });
});
