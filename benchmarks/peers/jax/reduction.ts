import { nn, numpy as np } from "@jax-js/jax";
import { prepareOps } from "./op.ts";

export const prepare = prepareOps({
  sum: (x) => np.sum(x),
  mean: (x) => np.mean(x),
  max: (x) => np.max(x),
  variance: (x) => np.var_(x, null, { correction: 1 }),
  softmax: (x) => nn.softmax(x),
  layerNorm: (x, weight, bias) => {
    const deviation = x.ref.sub(np.mean(x, -1, { keepdims: true }));
    const variance = np.mean(np.square(deviation.ref), -1, { keepdims: true });
    return deviation
      .mul(np.reciprocal(np.sqrt(variance.add(1e-5))))
      .mul(weight)
      .add(bias);
  },
});
