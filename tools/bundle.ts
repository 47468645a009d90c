/** What a page that uses gradkit has to load. */

import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** Gzipped bytes of a program, minified for browsers. */
export async function gzippedBytes(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2023",
    conditions: ["@gradkit/source"],
    logLevel: "error",
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error("esbuild wrote nothing.");
  return gzipSync(output.contents, { level: 9 }).length;
}

/** The programs that are measured. */
export const programs = {
  add: `import { add, tensor } from "@gradkit/tensor";
    console.log(add(tensor([1]), tensor([2])).item());`,
  network: `import { backward } from "@gradkit/autograd";
    import { batches, readIdx } from "@gradkit/data";
    import { crossEntropy, Linear, Sequential } from "@gradkit/layers";
    import { SGD } from "@gradkit/optim";
    const [images, labels] = await Promise.all(["images.gz", "labels.gz"].map((url) => readIdx(url)));
    const model = new Sequential(new Linear(784, 50, { activation: "relu" }), new Linear(50, 10));
    const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
    const data = { x: images.reshape([-1, 784]).div(255), y: labels };
    for (const { x, y } of batches(data, { batchSize: 100, shuffle: true })) {
      optimizer.zeroGrad();
      const loss = crossEntropy(model.forward(x), y);
      backward(loss);
      optimizer.step();
      console.log(loss.item());
    }`,
};
