/**
 * Hashes of results to the last bit: of every entry of the table of ops, of ops at sizes that are cut for threads,
 * and of trainings. In strict mode they are the same wherever gradkit runs.
 */

import { backward } from "@gradkit/autograd";
import { crossEntropy, Dropout, Linear, Sequential, Tanh } from "@gradkit/layers";
import { Adam } from "@gradkit/optim";
import * as gradkit from "@gradkit/tensor";
import { Generator, integers, manualSeed, scope, type Tensor, uniform } from "@gradkit/tensor";
import { inputsOf, opInfos, titleOf } from "@gradkit/tensor/testing";
import { bitsOf } from "../op-fixtures.ts";

/** Hashes by what was computed. */
export type Hashes = Record<string, string>;

/** The first 64 bits of SHA-256. */
async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest, 0, 8), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** All samples of an entry in both float dtypes. */
function tableBits(info: (typeof opInfos)[number]): string {
  manualSeed(1);
  const dtypes = ["float32", "float64"] as const;
  return dtypes
    .flatMap((dtype) =>
      info.samples.map((sample) => scope(() => bitsOf(info.op(...inputsOf(sample, dtype))))),
    )
    .join("\n");
}

/** Numbers between -2 and 2. */
function drawn(...shape: number[]): Tensor {
  return uniform(shape, { low: -2, high: 2, generator: new Generator(shape.length + shape[0]) });
}

/** Sizes that are worth several threads, primes among them. */
const large: Readonly<Record<string, () => Tensor>> = {
  "add, large": () => gradkit.add(drawn(300_007), drawn(300_007)),
  "exp, large": () => gradkit.exp(drawn(300_007)),
  "sum, large": () => gradkit.sum(drawn(2_000_003)),
  "sum of columns, large": () => gradkit.sum(drawn(1009, 499), 0),
  "matmul, large": () => gradkit.matmul(drawn(257, 521), drawn(521, 307)),
  "softmax, large": () => gradkit.softmax(drawn(1009, 499)),
  "normal, large": () => gradkit.normal([300_007], { generator: new Generator(3) }),
  "sort, large": () => gradkit.sort(drawn(100_003)).values,
  "conv2d, large": () => gradkit.conv2d(drawn(4, 8, 30, 30), drawn(16, 8, 3, 3), { padding: 1 }),
  "qr, large": () => gradkit.qr(drawn(97, 67)).q,
  "eigh, large": () => gradkit.eigh(drawn(67, 67)).vectors,
  "svd, large": () => gradkit.svd(drawn(97, 67)).u,
  "lstm, large": () => {
    const weights = { weightIh: drawn(256, 24), weightHh: drawn(256, 64) };
    return gradkit.lstm(drawn(20, 40, 24), [weights]).y;
  },
};

/** The parameters after 300 steps of a network with dropout. */
function trained(): string {
  manualSeed(7);
  const model = new Sequential(
    new Linear(20, 48, { activation: "relu" }),
    new Dropout(0.2),
    new Linear(48, 24),
    new Tanh(),
    new Linear(24, 5),
  );
  const x = uniform([64, 20]);
  const y = integers([64], 0, 5);
  const optimizer = new Adam(model.parameters(), { learningRate: 0.01 });
  for (let step = 0; step < 300; step++) {
    scope(() => {
      optimizer.zeroGrad();
      backward(crossEntropy(model.forward(x), y));
      optimizer.step();
    });
  }
  return [...model.stateDict()].map(([path, value]) => `${path} ${bitsOf(value)}`).join("\n");
}

/** Everything on the engine in use. */
export async function hashes(): Promise<Hashes> {
  const all: Hashes = {};
  for (const info of opInfos) all[titleOf(info)] = await hash(tableBits(info));
  for (const [name, make] of Object.entries(large))
    all[name] = await hash(scope(() => bitsOf(make())));
  all["training, 300 steps"] = await hash(trained());
  return all;
}
