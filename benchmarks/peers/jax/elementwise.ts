import { nn, numpy as np } from "@jax-js/jax";
import { prepareOps } from "./op.ts";

export const prepare = prepareOps({
  add: (x, y) => np.add(x, y),
  mul: (x, y) => np.multiply(x, y),
  exp: (x) => np.exp(x),
  log: (x) => np.log(x),
  tanh: (x) => np.tanh(x),
  sigmoid: (x) => nn.sigmoid(x),
});
