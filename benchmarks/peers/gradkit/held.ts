/**
 * Trains the network of mlp-recipe in one plain loop, without a turn of the event loop, and prints as JSON what
 * is held after each of the numbers of steps that the arguments name.
 *
 * node held.ts <steps> ...
 */

import { backward } from "@gradkit/autograd";
import { batches } from "@gradkit/data";
import { crossEntropy, Linear, Sequential } from "@gradkit/layers";
import { SGD } from "@gradkit/optim";
import { Generator, memory, uniform, zeros } from "@gradkit/tensor";

const generator = new Generator(1);
const model = new Sequential(
  new Linear(784, 50, { activation: "relu", generator }),
  new Linear(50, 30, { activation: "relu", generator }),
  new Linear(30, 10, { generator }),
);
const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
const x = uniform([1000, 784], { generator });
const y = zeros([1000], { dtype: "int32" });

const stops = process.argv.slice(2).map(Number);
const held: { bytes: number; tensors: number; resident: number }[] = [];
const options = { batchSize: 100, shuffle: true, generator, epochs: Number.POSITIVE_INFINITY };
let step = 0;
for (const batch of batches({ x, y }, options)) {
  optimizer.zeroGrad();
  const loss = crossEntropy(model.forward(batch.x), batch.y);
  backward(loss);
  optimizer.step();
  if (!stops.includes(++step)) continue;
  const { bytes, tensors } = memory();
  held.push({ bytes, tensors, resident: process.memoryUsage.rss() });
  if (held.length === stops.length) break;
}
console.log(JSON.stringify(held));
