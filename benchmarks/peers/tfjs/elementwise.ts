import { tf } from "./backend.ts";
import { prepareOps } from "./op.ts";

export const prepare = prepareOps({
  add: ({ x, y }) => tf.add(x, y),
  mul: ({ x, y }) => tf.mul(x, y),
  exp: ({ x }) => tf.exp(x),
  log: ({ x }) => tf.log(x),
  tanh: ({ x }) => tf.tanh(x),
  sigmoid: ({ x }) => tf.sigmoid(x),
});
