/**
 * Scans over the middle of `[outer, n, inner]`. Sums, products and recurrences run in float64 and are rounded where
 * they are stored, so that a long scan of float32 loses nothing on its way.
 */

import { int32View, view } from "../memory.ts";
import type { OrderKernels, ScanKernel, ScanName } from "../order.ts";
import { indexOf } from "./loops.ts";
import { exp, log } from "./math.ts";

/** The table of scans, and the linear recurrence that their gradients are made of. */
export const scanning: Pick<OrderKernels, "scan" | "recurrence"> = {
  scan: {
    cumsum: running(
      (sum, value) => sum + value,
      (sum, value) => (sum + value) | 0,
      0,
    ),
    cumprod: running(
      (product, value) => product * value,
      (product, value) => Math.imul(product, value),
      1,
    ),
    logcumsumexp(dtype, outer, n, inner, reverse, x, y) {
      const values = view(dtype);
      const to = indexOf(dtype, y) - indexOf(dtype, x);
      eachLine(outer, n, inner, reverse, indexOf(dtype, x), (start, step) => {
        // The sum so far is e^top * rest.
        let top = Number.NEGATIVE_INFINITY;
        let rest = 0;
        for (let i = 0, at = start; i < n; i++, at += step) {
          const value = values[at];
          if (value > top) {
            rest = rest * exp(top - value) + 1;
            top = value;
          } else if (value === top) {
            rest += top === Number.NEGATIVE_INFINITY ? 0 : 1;
          } else {
            rest += exp(value - top);
          }
          values[at + to] = top + log(rest);
        }
      });
    },
    cummax: leading((value, best) => value > best),
    cummin: leading((value, best) => value < best),
  } satisfies Record<ScanName, ScanKernel>,

  recurrence(dtype, outer, n, inner, reverse, a, b, y) {
    const values = view(dtype);
    const toA = indexOf(dtype, a) - indexOf(dtype, b);
    const toY = indexOf(dtype, y) - indexOf(dtype, b);
    eachLine(outer, n, inner, reverse, indexOf(dtype, b), (start, step) => {
      let state = 0;
      for (let i = 0, at = start; i < n; i++, at += step) {
        // The factor between two neighbours stands at the later of them.
        const factor = i === 0 ? 0 : values[toA + (reverse ? at - step : at)];
        state = i === 0 ? values[at] : values[at] + factor * state;
        values[at + toY] = state;
      }
    });
  },
};

/** Calls `f` with where each line begins and the step to its next element. */
function eachLine(
  outer: number,
  n: number,
  inner: number,
  reverse: boolean,
  x: number,
  f: (start: number, step: number) => void,
): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const first = x + o * n * inner + i;
      if (reverse) f(first + (n - 1) * inner, -inner);
      else f(first, inner);
    }
  }
}

/** A scan from a function of what came before and the next value; `int32` keeps to 32 bits. */
function running(
  f: (before: number, value: number) => number,
  int32: (before: number, value: number) => number,
  initial: number,
): ScanKernel {
  return (dtype, outer, n, inner, reverse, x, y) => {
    const values = view(dtype);
    const apply = dtype === "int32" ? int32 : f;
    const to = indexOf(dtype, y) - indexOf(dtype, x);
    eachLine(outer, n, inner, reverse, indexOf(dtype, x), (start, step) => {
      let before = initial;
      for (let i = 0, at = start; i < n; i++, at += step) {
        before = apply(before, values[at]);
        values[at + to] = before;
      }
    });
  };
}

/** The position of the first value so far that none other beats, or that of the first NaN. */
function leading(beats: (value: number, best: number) => boolean): ScanKernel {
  return (dtype, outer, n, inner, reverse, x, y) => {
    const values = view(dtype);
    const positions = int32View();
    const to = indexOf("int32", y) - indexOf(dtype, x);
    eachLine(outer, n, inner, reverse, indexOf(dtype, x), (start, step) => {
      let best = reverse ? n - 1 : 0;
      let top = values[start];
      for (let i = 0, at = start; i < n; i++, at += step) {
        const value = values[at];
        if (!Number.isNaN(top) && (Number.isNaN(value) || beats(value, top))) {
          best = reverse ? n - 1 - i : i;
          top = value;
        }
        positions[at + to] = best;
      }
    });
  };
}
