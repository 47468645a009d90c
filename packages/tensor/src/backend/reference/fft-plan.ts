/** What a Fourier transform of a length needs, computed once: its radices, its roots of unity, the chirp of Bluestein. */

import { runStages } from "./fft-stages.ts";
import { cos, sin } from "./math.ts";

/** The greatest prime that is summed as it stands; a length with a greater one goes by Bluestein's algorithm. */
const greatestRadix = 31;

/** Complex numbers as pairs of neighbours. */
export type Complex = Float64Array;

/** How the transforms of a length are made. */
export interface Plan {
  readonly n: number;
  /** The length of the transforms by stages: `n`, or a power of two from `2 n - 1` on. */
  readonly size: number;
  /** Of the stages; their product is `size`. */
  readonly radices: readonly number[];
  /** `e^(-2 pi i k / size)`. */
  readonly roots: Complex;
  /** `e^(-pi i j² / n)`, where `size` is not `n`. */
  readonly chirp: Complex;
  /** The transform of the chirp's conjugate, divided by `size`. */
  readonly spectrum: Complex;
}

const none = new Float64Array(0);

/** The plan of a length. */
export function planOf(n: number): Plan {
  const radices = radicesOf(n);
  if ((radices.at(-1) ?? 1) <= greatestRadix) {
    return { n, size: n, radices, roots: rootsOfUnity(n, n), chirp: none, spectrum: none };
  }
  let size = 1;
  while (size < 2 * n - 1) size *= 2;
  const stages = { size, radices: radicesOf(size), roots: rootsOfUnity(size, size) };
  const chirp = chirpOf(n);
  const kernel = new Float64Array(2 * size);
  for (let j = 0; j < n; j++) {
    for (const place of [j, (size - j) % size]) {
      kernel[2 * place] = chirp[2 * j] / size;
      kernel[2 * place + 1] = -chirp[2 * j + 1] / size;
    }
  }
  const spectrum = runStages(stages, -1, kernel);
  return { n, ...stages, chirp, spectrum };
}

/** Fours, a two where one is left, then odd primes ascending. */
function radicesOf(n: number): number[] {
  const radices: number[] = [];
  let rest = n;
  for (; rest % 4 === 0; rest /= 4) radices.push(4);
  for (let p = 2; p * p <= rest; p++) {
    for (; rest % p === 0; rest /= p) radices.push(p);
  }
  return rest > 1 ? [...radices, rest] : radices;
}

/**
 * `e^(-2 pi i k / n)` for k below `count`, each from an angle within an eighth of a turn. Where quarters of a turn are
 * whole steps, the angles of all quarters are the same, and computed once.
 */
export function rootsOfUnity(n: number, count: number): Complex {
  const roots = new Float64Array(2 * count);
  const known = n % 4 === 0 ? Math.round(n / 8) + 1 : 0;
  for (let k = 0; k < count; k++) {
    const quarter = Math.round((4 * k) / n);
    const step = k - (quarter * n) / 4;
    const twin = Math.abs(step);
    const isKnown = twin < known && k >= known;
    const angle = (2 * Math.PI * step) / n;
    const c = isKnown ? roots[2 * twin] : cos(angle);
    const s = isKnown ? -Math.sign(step) * roots[2 * twin + 1] : sin(angle);
    const turn = quarter % 4;
    roots[2 * k] = turn === 0 ? c : turn === 1 ? -s : turn === 2 ? -c : s;
    roots[2 * k + 1] = -(turn === 0 ? s : turn === 1 ? c : turn === 2 ? -s : -c);
  }
  return roots;
}

function chirpOf(n: number): Complex {
  const roots = rootsOfUnity(2 * n, 2 * n);
  const chirp = new Float64Array(2 * n);
  for (let j = 0; j < n; j++) {
    const k = (j * j) % (2 * n);
    chirp[2 * j] = roots[2 * k];
    chirp[2 * j + 1] = roots[2 * k + 1];
  }
  return chirp;
}
