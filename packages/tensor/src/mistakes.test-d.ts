import { test } from "vitest";
import * as t from "./index.ts";

const { ones, tensor } = t;
const x = ones([2, 3]);

test("values are nested equally deep, of numbers or booleans", () => {
  // @ts-expect-error: a list beside a number
  tensor([1, [2]]);
  // @ts-expect-error: a number beside a list
  tensor([[1], 2]);
  // @ts-expect-error: lists of two depths
  tensor([[[1]], [2]]);
  // @ts-expect-error: the same further inside
  tensor([[[[1]]], [[2, [3]]]]);
  // @ts-expect-error: an empty list is a list
  tensor([[], 1]);
  // @ts-expect-error: text is no number
  tensor("1");
  // @ts-expect-error: nor in a list
  tensor(["1"]);
  // @ts-expect-error: nor is a bigint
  tensor([1n]);
  // @ts-expect-error: null is no number
  tensor([null]);
  // @ts-expect-error: tensors are stacked
  tensor([x]);
  // @ts-expect-error: a typed array that has no dtype
  tensor(new Int8Array(2));
  // @ts-expect-error: values in a list
  tensor(1, 2, 3);
});

test("shapes, dtypes and settings of what is made", () => {
  // @ts-expect-error: a shape is one list
  ones(2, 3);
  // @ts-expect-error: also of one size
  ones(2);
  // @ts-expect-error: of numbers
  ones(["2"]);
  // @ts-expect-error: the dtype is an option
  t.zeros([2, 3], "float32");
  // @ts-expect-error: a name that is no dtype
  ones([2], { dtype: "float" });
  // @ts-expect-error: nor is a typed array
  ones([2], { dtype: Float32Array });
  // @ts-expect-error: names are in camelCase
  ones([2], { requires_grad: true });
  // @ts-expect-error: whole numbers have no gradients
  ones([2], { dtype: "int32", requiresGrad: true });
  // @ts-expect-error: nor have truth values
  tensor([1, 2], { dtype: "bool", requiresGrad: true });
  // @ts-expect-error: the shape comes first
  t.full(7, [2]);
  // @ts-expect-error: the value is a number
  t.full([2], "7");
  // @ts-expect-error: a count is a number
  t.eye([3]);
  // @ts-expect-error: options come last
  t.arange(10, { dtype: "int32" });
  // @ts-expect-error: no count
  t.linspace(0, 1);
  // @ts-expect-error: frequencies are floats
  t.fftfreq(8, 1, { dtype: "int32" });
  // @ts-expect-error: so are random numbers
  t.uniform([2], { dtype: "int32" });
  // @ts-expect-error: which are no truth values
  t.normal([2], { dtype: "bool" });
  // @ts-expect-error: the shape comes first
  t.normal(0, 1, [2]);
  // @ts-expect-error: bounds are options
  t.uniform([2], 0, 1);
  // @ts-expect-error: the shape comes first
  t.integers(0, 10, [3]);
  // @ts-expect-error: an engine that is none
  t.setEngine("cuda");
  // @ts-expect-error: a count is a number
  t.setThreads("4");
});

test("dims and settings of reductions and their kin", () => {
  // @ts-expect-error: options come after the dims
  t.sum(x, { keepdim: true });
  // @ts-expect-error: a dim is a number
  t.sum(x, "0");
  // @ts-expect-error: each of them
  t.sum(x, [0, "1"]);
  // @ts-expect-error: settings have names
  t.sum(x, 0, true);
  // @ts-expect-error: an option that does not exist
  t.sum(x, 0, { keepDims: true });
  // @ts-expect-error: the dims are an argument
  x.mean({ dim: 0 });
  // @ts-expect-error: one dim
  t.argMax(x, [0]);
  // @ts-expect-error: the dim is an argument
  t.softmax(x, { dim: 1 });
  // @ts-expect-error: no dim
  t.cumsum(x);
  // @ts-expect-error: no count
  t.topK(x);
  // @ts-expect-error: options come after the dim
  t.sort(x, { descending: true });
  // @ts-expect-error: an option of another library
  t.variance(x, 0, { unbiased: false });
  // @ts-expect-error: an interpolation that is none
  t.quantile(x, 0.5, 0, { interpolation: "cubic" });
  // @ts-expect-error: bounds have names
  t.clamp(x, 0, 1);
  // @ts-expect-error: an order that is none
  t.matrixNorm(x, 3);
  // @ts-expect-error: settings have names
  t.histogram(x, 10);
  // @ts-expect-error: a range has two ends
  t.histogram(x, { range: [0] });
  // @ts-expect-error: a mode that is none
  t.qr(x, { mode: "full" });
  // @ts-expect-error: a norm that is none
  t.fft(x, 0, { norm: "orthogonal" });
  // @ts-expect-error: results have names
  t.svd(x)[0];
});

test("operands", () => {
  // @ts-expect-error: text is no operand
  t.add(x, "1");
  // @ts-expect-error: nor is a list
  x.add([1, 2]);
  // @ts-expect-error: a product takes tensors, no numbers
  t.matmul(x, 2);
  // @ts-expect-error: nor lists
  t.matmul(x, [[1]]);
  // @ts-expect-error: a condition is a tensor
  t.where(true, x, x);
  // @ts-expect-error: no other value
  t.where(x, x);
  // @ts-expect-error: tensors in a list
  t.concat(x, x);
  // @ts-expect-error: the dim is an argument
  t.stack([x, x], { dim: 0 });
  // @ts-expect-error: operands stand side by side
  t.einsum("ij,jk->ik", [x, x]);
  // @ts-expect-error: the equation comes first
  t.einsum(x, "ij,jk->ik");
  // @ts-expect-error: the order comes first
  t.polygamma(x, 1);
  // @ts-expect-error: the bias is an option
  t.linear(x, x, x);
  // @ts-expect-error: an activation that is none
  t.linear(x, x, { activation: "gelu" });
  // @ts-expect-error: a shape is a list
  t.layerNorm(x, 5);
  // @ts-expect-error: no probability
  t.dropout(x);
  // @ts-expect-error: a probability is a number
  t.alphaDropout(x, "0.5");
  // @ts-expect-error: the mask is an option
  t.scaledDotProductAttention(x, x, x, x);
  // @ts-expect-error: a way that is none
  t.gelu(x, { approximate: true });
  // @ts-expect-error: a nonlinearity that is none
  t.rnn(x, [], { nonlinearity: "sigmoid" });
  // @ts-expect-error: an option of another library
  t.triangularSolve(x, x, { lower: true });
});

test("shapes and positions", () => {
  // @ts-expect-error: a shape is one list
  x.reshape(3, 2);
  // @ts-expect-error: so are dims
  x.permute(1, 0);
  // @ts-expect-error: but two that are swapped
  x.transpose([1, 0]);
  // @ts-expect-error: how often, for each dim
  t.repeat(x, 2);
  // @ts-expect-error: no dim
  t.roll(x, 1);
  // @ts-expect-error: start and end stand side by side
  t.slice(x, 0, [0, 1]);
  // @ts-expect-error: the dim comes before the positions
  t.gather(x, x, 0);
  // @ts-expect-error: positions are a tensor
  t.indexSelect(x, 0, [0, 1]);
  // @ts-expect-error: a reduction that is none
  t.scatterReduce(x, 0, x, x, "max");
  // @ts-expect-error: one number is filled in
  t.maskedFill(x, x, x);
  // @ts-expect-error: no number of classes
  t.oneHot(x);
  // @ts-expect-error: no text
  t.index(x, ":");
  // @ts-expect-error: a list is no key, a tensor of positions is
  t.index(x, [0, 1]);
  // @ts-expect-error: a range ends at its end
  t.index(x, { stop: 1 });
  // @ts-expect-error: keys in a list
  t.indexPut(x, 0, 1);
  // @ts-expect-error: a pair for each dim
  t.pad(x, [1, 1]);
  // @ts-expect-error: of two
  t.pad(x, [[1, 1, 1]]);
  // @ts-expect-error: a margin that is none
  t.pad(x, [[1, 1]], { mode: "mirror" });
  // @ts-expect-error: two lists of dims
  t.tensordot(x, x, [0, 1]);
  // @ts-expect-error: axes in a list
  t.meshgrid(x, x);
  // @ts-expect-error: two axes make two grids
  const [, , third] = t.meshgrid([x, x]);
  // @ts-expect-error: two sizes make two pieces
  const [, , rest] = t.split(x, [1, 2], 1);
  void [third, rest];
});

test("strides and their kin are numbers or lists of one for each dim", () => {
  // @ts-expect-error: the bias is an option
  t.conv2d(x, x, x);
  // @ts-expect-error: a stride is a number
  t.conv2d(x, x, { stride: "2" });
  // @ts-expect-error: three strides along two dims
  t.conv2d(x, x, { stride: [1, 2, 1] });
  // @ts-expect-error: two dilations along one dim
  t.conv1d(x, x, { dilation: [1, 2] });
  // @ts-expect-error: a padding that is none
  t.conv2d(x, x, { padding: "full" });
  // @ts-expect-error: three sides of one dim
  t.conv2d(x, x, { padding: [[0, 1, 2], 1] });
  // @ts-expect-error: it belongs to convolutions, not to their transposes
  t.convTranspose1d(x, x, { padding: "same" });
  // @ts-expect-error: the stride is an option
  t.maxPool2d(x, 2, 2);
  // @ts-expect-error: two sizes of a kernel along three dims
  t.maxPool3d(x, [2, 2]);
  // @ts-expect-error: one size for two dims
  t.adaptiveAvgPool2d(x, [1]);
  // @ts-expect-error: three sizes of a kernel for images of two
  t.col2im(x, [4, 4], [2, 2, 2]);
  // @ts-expect-error: what a number means has a name
  t.interpolate(x, 2);
  // @ts-expect-error: no size
  t.interpolate(x, { mode: "bilinear" });
  // @ts-expect-error: two sizes
  t.interpolate(x, { size: 2, scaleFactor: 2 });
  // @ts-expect-error: a mode that is none
  t.interpolate(x, { size: 2, mode: "lanczos" });
});

test("what a tensor has", () => {
  // @ts-expect-error: operators are methods
  x + 1;
  // @ts-expect-error: so are positions
  x[0];
  // @ts-expect-error: sizes are in its shape
  x.length;
  // @ts-expect-error: which is no method
  x.shape();
  // @ts-expect-error: and is never changed in place
  x.shape[0] = 3;
  // @ts-expect-error: nor is the dtype
  x.dtype = "int32";
  // @ts-expect-error: a name that is no dtype
  x.dtype === "float16";
  // @ts-expect-error: nor is a typed array
  x.cast(Float32Array);
  // @ts-expect-error: a promise is awaited
  x.data()[0];
  // @ts-expect-error: a method is called
  x.item.toFixed(2);
  // @ts-expect-error: there may be none
  x.grad.add(1);
  // @ts-expect-error: a gradient is a tensor
  x.grad = 0;
  // @ts-expect-error: a function of autograd
  x.backward();
});
