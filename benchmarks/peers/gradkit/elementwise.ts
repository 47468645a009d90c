import { add, exp, log, mul, sigmoid, tanh } from "@gradkit/tensor";
import { prepareOps } from "./op.ts";

export const prepare = prepareOps({
  add: ({ x, y }) => add(x, y),
  mul: ({ x, y }) => mul(x, y),
  exp: ({ x }) => exp(x),
  log: ({ x }) => log(x),
  tanh: ({ x }) => tanh(x),
  sigmoid: ({ x }) => sigmoid(x),
});
