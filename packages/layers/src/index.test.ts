import { expect, test } from "vitest";
import * as layers from "./index.ts";

test("the public names are these", () => {
  expect(Object.keys(layers).sort().join(" ")).toMatchInlineSnapshot(
    `"AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d AlphaDropout AvgPool1d AvgPool2d AvgPool3d BatchNorm1d BatchNorm2d BatchNorm3d Buffer Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d Dropout ELU Embedding Flatten GELU GRU GRUCell GroupNorm HardSigmoid HardSwish HardTanh InstanceNorm1d InstanceNorm2d InstanceNorm3d LSTM LSTMCell LayerNorm LeakyReLU Linear LogSigmoid LogSoftmax MaxPool1d MaxPool2d MaxPool3d Mish Module MultiHeadAttention PReLU Parameter RMSNorm RNN RNNCell RReLU ReLU ReLU6 SELU Sequential SiLU Sigmoid Softmax Softplus Softsign Tanh Upsample bceWithLogits crossEntropy init isBuffer isParameter l1Loss mseLoss nllLoss"`,
  );
  expect(Object.keys(layers.init).sort().join(" ")).toMatchInlineSnapshot(
    `"constant glorotNormal glorotUniform heNormal heUniform lecunNormal lecunUniform normal orthogonal truncatedNormal uniform zeros"`,
  );
});
