/** Tensors as text, in NumPy's manner. */

import type { Tensor } from "./tensor.ts";

/** From this many elements on, the middle of long dims is left out. */
const threshold = 1000;
/** Elements shown at each end of a dim whose middle is left out. */
const edge = 3;

/** Options of {@link format}. */
export interface FormatOptions {
  /** Most digits after the point. Default 4. */
  readonly precision?: number | undefined;
}

/**
 * The elements of a tensor as text: nested brackets, one line a row, numbers aligned, at most four digits after
 * the point; the exponent form where sizes differ by a million or more; of more than 1,000 elements the first
 * and last three along each dim.
 *
 * @example format(tensor([[1, 2.5], [-3, 4]])); // [[ 1, 2.5], [-3, 4]]
 */
export function format(x: Tensor, { precision = 4 }: FormatOptions = {}): string {
  const values = x.dataSync();
  const short = x.size > threshold;
  const { shape } = x;
  const shown = collectShown(values, shape, short);
  const word = x.dtype === "bool" ? (v: number) => String(v !== 0) : numberWriter(shown, precision);
  const width = Math.max(0, ...shown.map((v) => word(v).length));
  const write = (dim: number, start: number, size: number): string => {
    if (dim === shape.length)
      return shape.length === 0 ? word(values[start]) : word(values[start]).padStart(width);
    const n = shape[dim];
    const step = size / n;
    const parts = positions(n, short).map((i) =>
      i < 0 ? "..." : write(dim + 1, start + i * step, step),
    );
    const innermost = dim === shape.length - 1;
    const between = innermost
      ? ", "
      : `,${"\n".repeat(shape.length - dim - 1)}${" ".repeat(dim + 1)}`;
    return `[${parts.join(between)}]`;
  };
  return write(0, 0, x.size);
}

/** The positions of a dim that are shown; -1 stands for those left out. */
function positions(n: number, short: boolean): number[] {
  const all = Array.from({ length: short ? Math.min(n, 2 * edge + 1) : n }, (_, i) => i);
  if (!short || n <= 2 * edge) return all;
  return [...all.slice(0, edge), -1, ...all.slice(0, edge).map((i) => n - edge + i)];
}

function collectShown(
  values: ArrayLike<number>,
  shape: readonly number[],
  short: boolean,
): number[] {
  let starts = [0];
  let size = values.length;
  for (const n of shape) {
    const step = size / n;
    const kept = positions(n, short).filter((i) => i >= 0);
    starts = starts.flatMap((start) => kept.map((i) => start + i * step));
    size = step;
  }
  return starts.map((i) => values[i]);
}

/** How the shown numbers are written: whole, with a point, or with an exponent. */
function numberWriter(shown: readonly number[], precision: number): (value: number) => string {
  const sizes = shown.filter((v) => Number.isFinite(v) && v !== 0).map(Math.abs);
  const greatest = Math.max(0, ...sizes);
  const least = Math.min(Number.POSITIVE_INFINITY, ...sizes);
  const whole = shown.every((v) => Number.isInteger(v) || !Number.isFinite(v));
  const wide = greatest >= 1e8 || (!whole && (least < 1e-4 || greatest / least >= 1e6));
  const special = (v: number) => (Number.isNaN(v) ? "NaN" : v > 0 ? "Infinity" : "-Infinity");
  if (wide) return (v) => (Number.isFinite(v) ? v.toExponential(precision) : special(v));
  return (v) => (Number.isFinite(v) ? String(Number(v.toFixed(precision))) : special(v));
}
