import { tf } from "./backend.ts";
import { prepareOps } from "./op.ts";

export const prepare = prepareOps({
  sum: ({ x }) => tf.sum(x),
  mean: ({ x }) => tf.mean(x),
  max: ({ x }) => tf.max(x),
  variance: ({ x }) => tf.mul(tf.moments(x).variance, x.size / (x.size - 1)),
  softmax: ({ x }) => tf.softmax(x),
  layerNorm: ({ x, weight, bias }) => {
    const { mean, variance } = tf.moments(x, 1, true);
    const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
    return tf.add(tf.mul(normal, weight), bias);
  },
});
