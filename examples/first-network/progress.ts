/** What the terminal shows while a model learns. */

import type { Tensor } from "@gradkit/tensor";
import { Presets, SingleBar } from "cli-progress";
import { percent } from "./text.ts";
import type { Point } from "./train.ts";

/** Is told of every step, with its batch's loss, and of every measurement. */
export interface Progress {
  step(step: number, loss: Tensor): void;
  point(point: Point): void;
  end(): void;
}

/** A live bar in a terminal; elsewhere a line for each measurement. */
export function showProgress(name: string, steps: number): Progress {
  return process.stdout.isTTY ? liveBar(name, steps) : lines(name);
}

function lines(name: string): Progress {
  return {
    step: () => {},
    point: ({ step, trainLoss, testLoss, testAccuracy }) => {
      const losses = `loss ${trainLoss.toFixed(4)}  test loss ${testLoss.toFixed(4)}`;
      console.log(`${name}step ${step}  ${losses}  test accuracy ${percent(testAccuracy)}`);
    },
    end: () => {},
  };
}

function liveBar(name: string, steps: number): Progress {
  const bar = new SingleBar(
    {
      format: `${name}{bar} {value}/{total}  loss {loss}  test {accuracy}  {eta} s`,
      stream: process.stdout,
      barsize: name === "" ? 30 : 12,
      // Ctrl-C ends the process at once, for the loop lets no handler run; so the terminal stays as it is.
      gracefulExit: false,
      linewrap: true,
    },
    Presets.shades_classic,
  );
  bar.start(steps, 0, { loss: "-", accuracy: "-" });
  return {
    step: (step, loss) => {
      if (step % 10 === 0) bar.update(step, { loss: loss.item().toFixed(4) });
    },
    point: ({ step, testAccuracy }) => bar.update(step, { accuracy: percent(testAccuracy) }),
    end: () => bar.stop(),
  };
}
