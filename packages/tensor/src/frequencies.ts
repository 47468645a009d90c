/** The frequencies that Fourier transforms give. */

import { tensor } from "./create.ts";
import type { FloatOptions } from "./create-options.ts";
import { ArgumentError } from "./errors.ts";
import { checkCount, checkSize } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/**
 * The frequency of each result of {@link fft} of `n` samples that are `spacing` apart, in cycles for one unit of it:
 * 0, 1, ... up, then the negative ones, each over `n · spacing`.
 *
 * @example fftfreq(4); // [0, 0.25, -0.5, -0.25]
 */
export function fftfreq(n: number, spacing = 1, options: FloatOptions = {}): Tensor {
  checkSamples("fftfreq", n, spacing);
  const positive = Math.ceil(n / 2);
  return frequencies(n, (i) => (i < positive ? i : i - n) / (n * spacing), options);
}

/**
 * The frequency of each result of {@link rfft} of `n` samples that are `spacing` apart: 0 to `⌊n / 2⌋`, each over
 * `n · spacing`.
 *
 * @example rfftfreq(4); // [0, 0.25, 0.5]
 */
export function rfftfreq(n: number, spacing = 1, options: FloatOptions = {}): Tensor {
  checkSamples("rfftfreq", n, spacing);
  return frequencies(Math.floor(n / 2) + 1, (i) => i / (n * spacing), options);
}

function frequencies(length: number, at: (i: number) => number, options: FloatOptions): Tensor {
  return tensor(
    Float64Array.from({ length }, (_, i) => at(i)),
    { ...options, dtype: options.dtype ?? "float32" },
  );
}

function checkSamples(op: string, n: number, spacing: number): void {
  checkCount(op, "n", n, 1);
  checkSize(op, n);
  if (spacing > 0 && spacing < Number.POSITIVE_INFINITY) return;
  throw new ArgumentError(op, `a spacing of ${spacing}; it must be finite and above 0. Mend it.`);
}
