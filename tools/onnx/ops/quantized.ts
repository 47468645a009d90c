/** Numbers kept as uint8 with a scale and a zero point; sums of their products are exact in float64. */

import type { Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family } from "../call.ts";
import { fromFront } from "../call.ts";
import { convolution } from "./convolutions.ts";

/** A scale or zero point in a shape that stands beside `x`: one number, or one for each place along an axis. */
function beside(x: Tensor, values: Tensor, axis: number): Tensor {
  if (values.size === 1) return values.reshape([]);
  return values.reshape(x.shape.map((n, i) => (i === axis ? n : 1)));
}

/** `x` without its zero point, in a float dtype. */
function centred(
  x: Tensor,
  zero: Tensor | undefined,
  dtype: "float32" | "float64",
  axis = 0,
): Tensor {
  const real = x.cast(dtype);
  return zero ? t.sub(real, beside(x, zero, axis).cast(dtype)) : real;
}

/** Rounded to the scale's steps around the zero point; beyond uint8 its ends. */
function quantize(x: Tensor, scale: Tensor, zero: Tensor | undefined, axis: number): Tensor {
  const steps = t.round(t.div(x, beside(x, scale, axis)));
  return (zero ? t.add(steps, beside(x, zero, axis)) : steps).cast("uint8");
}

/** The scale that brings the least and the greatest number, and 0, onto 0 to 255. */
function dynamic(x: Tensor): readonly Tensor[] {
  const low = t.minimum(t.min(x), 0);
  const scale = t.div(t.sub(t.maximum(t.max(x), 0), low), 255);
  const zero = t.round(t.neg(t.div(low, scale))).cast("uint8");
  return [quantize(x, scale, zero, 0), scale, zero];
}

function linearMatMul(call: Call): Tensor {
  const [a, aScale, aZero, b, bScale, bZero, scale, zero] = call.all();
  const product = t.matmul(centred(a, aZero, "float64"), centred(b, bZero, "float64"));
  return quantize(t.mul(product, t.mul(aScale, bScale)), scale, zero, 0);
}

function linearConv(call: Call): Tensor {
  const [x, xScale, xZero, w, wScale, wZero, scale, zero] = call.all();
  const bias = call.inputs[8]?.cast("float64");
  const sums = convolution(
    call,
    centred(x, xZero, "float64"),
    centred(w, wZero, "float64", 0),
    bias,
  );
  return quantize(t.mul(sums, t.mul(xScale, beside(sums, wScale, 1))), scale, zero, 1);
}

export const quantized: Family = {
  ConvInteger: (call) => {
    const [, , xZero, wZero] = call.inputs;
    const x = centred(call.input(0), xZero, "float64");
    return convolution(call, x, centred(call.input(1), wZero, "float64")).cast("int32");
  },
  DequantizeLinear: (call) => {
    const [x, scale, zero] = [call.input(0), call.input(1), call.inputs[2]];
    const axis = fromFront(call.number("axis", 1), x.rank);
    return t.mul(centred(x, zero, "float32", axis), beside(x, scale, axis));
  },
  DynamicQuantizeLinear: (call) => dynamic(call.input(0)),
  MatMulInteger: (call) => {
    const [, , aZero, bZero] = call.inputs;
    const a = centred(call.input(0), aZero, "float64");
    return t.matmul(a, centred(call.input(1), bZero, "float64")).cast("int32");
  },
  QLinearConv: linearConv,
  QLinearMatMul: linearMatMul,
  QuantizeLinear: (call) => {
    const x = call.input(0);
    const axis = fromFront(call.number("axis", 1), x.rank);
    return quantize(x, call.input(1), call.inputs[2], axis);
  },
};
