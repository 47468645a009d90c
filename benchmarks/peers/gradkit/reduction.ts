import { layerNorm, max, mean, softmax, sum, variance } from "@gradkit/tensor";
import { prepareOps } from "./op.ts";

export const prepare = prepareOps({
  sum: ({ x }) => sum(x),
  mean: ({ x }) => mean(x),
  max: ({ x }) => max(x),
  variance: ({ x }) => variance(x),
  softmax: ({ x }) => softmax(x),
  layerNorm: ({ x, weight, bias }) => layerNorm(x, weight.shape, { weight, bias }),
});
