/** What is written down of a training. */

import { engine, threads } from "@gradkit/tensor";
import type { Settings } from "./options.ts";
import type { Point, Run } from "./train.ts";

/** The content of result.json. */
export interface Result {
  readonly testAccuracy: number;
  readonly testLoss: number;
  readonly steps: number;
  /** The time of all steps, in seconds, and of one, in milliseconds; measuring is not counted. */
  readonly trainSeconds: number;
  readonly stepMs: number;
  readonly threads: number;
  readonly engine: string;
  readonly seed: number;
  /** The number of learned numbers. */
  readonly parameters: number;
  readonly settings: Settings;
  readonly curve: readonly Point[];
}

/** The result of a training that ran as the settings say. */
export function resultOf(settings: Settings, { model, curve, trainSeconds }: Run): Result {
  const { step, testAccuracy, testLoss } = curve[curve.length - 1];
  const parameters = model.module.parameters().reduce((sum, { size }) => sum + size, 0);
  return {
    testAccuracy,
    testLoss,
    steps: step,
    trainSeconds,
    stepMs: (1000 * trainSeconds) / step,
    // The engine computes on the thread that calls it.
    threads: threads(),
    engine: engine(),
    seed: settings.seed,
    parameters,
    settings,
    curve,
  };
}
