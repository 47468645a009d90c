import { relu, type Tensor, tensor } from "@gradkit/tensor";
import { test } from "vitest";
import * as l from "./index.ts";

const x = tensor([[1, 2]]);
const linear = new l.Linear(2, 3);

test("sizes and settings of layers", () => {
  // @ts-expect-error: no number of outputs
  new l.Linear(2);
  // @ts-expect-error: sizes stand side by side
  new l.Linear({ in: 2, out: 3 });
  // @ts-expect-error: settings have names
  new l.Linear(2, 3, false);
  // @ts-expect-error: also the activation
  new l.Linear(2, 3, "relu");
  // @ts-expect-error: the activation is one that the op can apply
  new l.Linear(2, 3, { activation: "gelu" });
  // @ts-expect-error: an option of another library
  new l.Linear(2, 3, { useBias: false });
  // @ts-expect-error: parameters are floats
  new l.Linear(2, 3, { dtype: "int32" });
  // @ts-expect-error: an initialiser is a function
  new l.Linear(2, 3, { weightInit: "he" });
  // @ts-expect-error: the one that heNormal() gives
  new l.Linear(2, 3, { weightInit: l.init.heNormal });
  // @ts-expect-error: names are in camelCase
  l.init.heNormal({ mode: "fan_in" });
  // @ts-expect-error: bounds have names
  l.init.uniform(-1, 1);
  // @ts-expect-error: no output channels
  new l.Conv2d(3);
  // @ts-expect-error: no kernel
  new l.Conv2d(3, 8);
  // @ts-expect-error: the stride is an option
  new l.Conv2d(3, 8, 3, 1);
  // @ts-expect-error: a kernel of two dims has two sizes
  new l.Conv2d(3, 8, [3, 3, 3]);
  // @ts-expect-error: a padding that is none
  new l.Conv2d(3, 8, 3, { padding: "full" });
  // @ts-expect-error: a margin that is none
  new l.Conv2d(3, 8, 3, { paddingMode: "reflected" });
  // @ts-expect-error: the name of one
  new l.Conv2d(3, 8, 3, { activation: relu });
  // @ts-expect-error: it belongs to convolutions, not to their transposes
  new l.ConvTranspose2d(3, 8, 3, { padding: "same" });
  // @ts-expect-error: no kernel
  new l.MaxPool2d();
  // @ts-expect-error: the stride is an option
  new l.MaxPool2d(2, 2);
  // @ts-expect-error: one size for two dims
  new l.AdaptiveAvgPool2d([1]);
  // @ts-expect-error: no channels
  new l.BatchNorm2d();
  // @ts-expect-error: an option of another library
  new l.BatchNorm2d(3, { eps: 1e-5 });
  // @ts-expect-error: an activation that the op does not apply
  new l.BatchNorm2d(3, { activation: "tanh" });
  // @ts-expect-error: settings have names
  new l.LayerNorm(5, 1e-5);
  // @ts-expect-error: no channels
  new l.GroupNorm(2);
  // @ts-expect-error: the probability is an argument
  new l.Dropout({ p: 0.5 });
  // @ts-expect-error: so is the dim
  new l.Softmax({ dim: 1 });
  // @ts-expect-error: a way that is none
  new l.GELU("erf");
  // @ts-expect-error: no size of a row
  new l.Embedding(10);
  // @ts-expect-error: the number of layers is an option
  new l.LSTM(3, 4, 2);
  // @ts-expect-error: under another name
  new l.LSTM(3, 4, { layers: 2 });
  // @ts-expect-error: it has none to choose
  new l.GRU(3, 4, { nonlinearity: "relu" });
  // @ts-expect-error: one that is none
  new l.RNN(2, 3, { nonlinearity: "sigmoid" });
  // @ts-expect-error: no heads
  new l.MultiHeadAttention(8);
  // @ts-expect-error: values are a tensor
  new l.Parameter([1, 2]);
});

test("what modules take and give", () => {
  // @ts-expect-error: it is no function
  linear(x);
  // @ts-expect-error: no input
  linear.forward();
  // @ts-expect-error: an input is a tensor
  linear.forward([1, 2]);
  // @ts-expect-error: one input
  linear.forward(x, x);
  // @ts-expect-error: there may be none
  linear.bias.mul(2);
  // @ts-expect-error: which is no method
  linear.training();
  // @ts-expect-error: a map has get
  linear.stateDict().weight;
  // @ts-expect-error: and is no object
  linear.loadStateDict({ weight: x });
  // @ts-expect-error: states have names
  new l.LSTM(2, 3).forward(x, [x, x]);
  // @ts-expect-error: so have results
  new l.LSTM(2, 3).forward(x).add(1);
  // @ts-expect-error: a state is of two parts
  new l.LSTMCell(2, 3).forward(x, x);
  // @ts-expect-error: keys and values have names
  new l.MultiHeadAttention(8, 2).forward(x, x, x);
  // @ts-expect-error: modules stand side by side
  new l.Sequential([linear]);
  // @ts-expect-error: a function is no module
  new l.Sequential(relu);
  // @ts-expect-error: nor is a class
  new l.Sequential(l.ReLU);
  // @ts-expect-error: it gives no tensor
  new l.Sequential(new l.LSTM(2, 3), linear);
  // @ts-expect-error: it is there to be extended
  new l.Module();
});

test("what a module of one's own computes", () => {
  // @ts-expect-error: nothing
  class Nothing extends l.Module {}
  class Two extends l.Module {
    // @ts-expect-error: from two inputs, where one is declared
    forward(a: Tensor, b: Tensor): Tensor {
      return a.add(b);
    }
  }
  class Item extends l.Module {
    // @ts-expect-error: a number, where a tensor is declared
    forward(a: Tensor): number {
      return a.item();
    }
  }
  class Both extends l.Module<[a: Tensor, b: Tensor], number> {
    forward(a: Tensor, b: Tensor): number {
      return a.add(b).item();
    }
  }
  void [Nothing, Two, Item, Both];
});

test("losses", () => {
  // @ts-expect-error: no target
  l.mseLoss(x);
  // @ts-expect-error: a target is a tensor
  l.mseLoss(x, 3);
  // @ts-expect-error: settings have names
  l.mseLoss(x, x, "sum");
  // @ts-expect-error: a reduction that is none
  l.mseLoss(x, x, { reduction: "avg" });
  // @ts-expect-error: labels are a tensor
  l.crossEntropy(x, [1]);
  // @ts-expect-error: names are in camelCase
  l.crossEntropy(x, x, { label_smoothing: 0.1 });
  // @ts-expect-error: weights are a tensor
  l.crossEntropy(x, x, { weight: [1, 2] });
  // @ts-expect-error: an option that does not exist
  l.bceWithLogits(x, x, { weight: x });
});
