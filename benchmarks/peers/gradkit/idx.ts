import { readIdx } from "@gradkit/data";
import { scope } from "@gradkit/tensor";
import type { Prepare } from "../../harness/task.ts";

/** The sum of each image's pixels. */
function sums(pixels: ArrayLike<number>, images: number): Float32Array {
  const size = pixels.length / images;
  const totals = new Float32Array(images);
  for (let i = 0; i < pixels.length; i++) totals[Math.floor(i / size)] += pixels[i];
  return totals;
}

export const prepare: Prepare = ({ arrays }) => {
  const { path } = arrays.images;
  return {
    async check() {
      const images = await readIdx(path);
      return sums(images.dataSync(), images.shape[0]);
    },
    async run(iterations) {
      for (let i = 0; i < iterations; i++) {
        await scope(async () => {
          await readIdx(path);
        });
      }
    },
  };
};
