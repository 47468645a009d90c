/**
 * Fourier transforms of `count` lines of complex or real numbers, `strip` lines at a time, in float64. Lines lie a step
 * apart, as do the elements of a line; steps are in numbers of `T`. The scratch memory takes `2 strip` lines of the plan's
 * length in pairs.
 */

import { minusImaginary, minusReal, Plan, cosine, runStages, sine, swap, turn } from "./fft-stages";
import { bytes } from "./lanes";

/** A number's imaginary part stands `half` bytes behind its real one, most often beside it. */
@inline
function loadPair<T>(x: usize, half: usize = sizeof<T>()): v128 {
  if (half != sizeof<T>()) {
    return f64x2.replace_lane(f64x2.splat(<f64>load<T>(x)), 1, <f64>load<T>(x + half));
  }
  if (sizeof<T>() == 8) return v128.load(x);
  return f64x2.promote_low_f32x4(v128.load64_zero(x));
}

@inline
function storePair<T>(y: usize, value: v128, half: usize = sizeof<T>()): void {
  if (half != sizeof<T>()) {
    store<T>(y, <T>f64x2.extract_lane(value, 0));
    store<T>(y + half, <T>f64x2.extract_lane(value, 1));
  } else if (sizeof<T>() == 8) {
    v128.store(y, value);
  } else {
    v128.store_lane<f64>(y, f32x4.demote_f64x2_zero(value), 0);
  }
}

/** `y` becomes the products of `n` factors with as many rows of `lines` pairs, or those with their conjugates. */
function multiply(n: i32, lines: i32, x: usize, factors: usize, conjugate: v128, y: usize): void {
  for (; n > 0; n--) {
    const factor = v128.load(factors);
    const c = cosine(factor);
    const s = sine(factor, conjugate);
    for (const stop = x + (<usize>lines << 4); x != stop; x += 16) {
      v128.store(y, turn(v128.load(x), c, s));
      y += 16;
    }
    factors += 16;
  }
}

/** Transforms `[n, lines]` pairs at `a`, with room for the plan's size there and at `b`; gives where they are at the end. */
function transform(plan: Plan, sign: i32, lines: i32, a: usize, b: usize): usize {
  if (plan.size == plan.n) return runStages(plan, sign, lines, a, b);
  const row = <usize>lines << 4;
  const conjugate = sign < 0 ? minusReal() : minusImaginary();
  multiply(plan.n, lines, a, plan.chirp, conjugate, a);
  memory.fill(a + <usize>plan.n * row, 0, <usize>(plan.size - plan.n) * row);
  const there = runStages(plan, -1, lines, a, b);
  multiply(plan.size, lines, there, plan.spectrum, conjugate, there);
  const back = runStages(plan, 1, lines, there, there == a ? b : a);
  multiply(plan.n, lines, back, plan.chirp, conjugate, back);
  return back;
}

/** Reads `n` pairs of each line, the two numbers of a pair `half` bytes apart. */
@inline
function gather<T>(n: i32, lines: i32, x: usize, step: usize, line: usize, half: usize, to: usize): void {
  for (; n > 0; n--) {
    let from = x;
    for (let l = lines; l > 0; l--) {
      v128.store(to, loadPair<T>(from, half));
      from += line;
      to += 16;
    }
    x += step;
  }
}

/** Reads `n` numbers of each line as pairs whose imaginary part is 0. */
@inline
function gatherReal<T>(n: i32, lines: i32, x: usize, step: usize, line: usize, to: usize): void {
  for (; n > 0; n--) {
    let from = x;
    for (let l = lines; l > 0; l--) {
      v128.store(to, f64x2.replace_lane(f64x2.splat(0), 0, <f64>load<T>(from)));
      from += line;
      to += 16;
    }
    x += step;
  }
}

/** Writes the real parts of `n` pairs of each line, multiplied. */
@inline
function scatterReal<T>(n: i32, lines: i32, scale: f64, from: usize, y: usize, step: usize, line: usize): void {
  for (; n > 0; n--) {
    let to = y;
    for (let l = lines; l > 0; l--) {
      store<T>(to, <T>(load<f64>(from) * scale));
      to += line;
      from += 16;
    }
    y += step;
  }
}

/** Writes `n` pairs of each line, multiplied. */
@inline
function scatter<T>(n: i32, lines: i32, scale: f64, from: usize, y: usize, step: usize, line: usize, half: usize): void {
  const factor = f64x2.splat(scale);
  for (; n > 0; n--) {
    let to = y;
    for (let l = lines; l > 0; l--) {
      storePair<T>(to, f64x2.mul(v128.load(from), factor), half);
      to += line;
      from += 16;
    }
    y += step;
  }
}

/** The pairs of `2 half` real numbers from the transform `z` of their `half` pairs, see the reference engine's `fft.ts`. */
@inline
function separate<T>(
  half: i32,
  lines: i32,
  roots: usize,
  scale: f64,
  z: usize,
  y: usize,
  step: usize,
  line: usize,
): void {
  const factor = f64x2.splat(scale);
  const row = <usize>lines << 4;
  for (let k = 0; 2 * k <= half; k++) {
    const root = v128.load(roots + (<usize>k << 4));
    const c = cosine(root);
    const s = sine(root, minusReal());
    let a = z + <usize>k * row;
    let b = z + <usize>(k ? half - k : 0) * row;
    let to = y + <usize>k * step;
    let mirror = y + <usize>(half - k) * step;
    for (let l = lines; l > 0; l--) {
      const first = v128.load(a);
      const second = v128.xor(v128.load(b), minusImaginary());
      const even = f64x2.add(first, second);
      const odd = v128.xor(swap(f64x2.sub(first, second)), minusImaginary());
      const turned = turn(odd, c, s);
      const gap = v128.xor(f64x2.sub(even, turned), minusImaginary());
      storePair<T>(mirror, f64x2.mul(gap, factor));
      storePair<T>(to, f64x2.mul(f64x2.add(even, turned), factor));
      a += 16;
      b += 16;
      to += line;
      mirror += line;
    }
  }
}

/** What the transform of `half` pairs takes to give `2 half` real numbers in pairs; `ends` is without imaginary parts. */
@inline
function unite<T>(half: i32, lines: i32, roots: usize, x: usize, step: usize, line: usize, z: usize): void {
  const row = <usize>lines << 4;
  for (let k = 0; 2 * k <= half; k++) {
    const root = v128.load(roots + (<usize>k << 4));
    const c = cosine(root);
    const s = sine(root, minusImaginary());
    let from = x + <usize>k * step;
    let mirror = x + <usize>(half - k) * step;
    let a = z + <usize>k * row;
    let b = z + <usize>(k ? half - k : 0) * row;
    for (let l = lines; l > 0; l--) {
      let first = loadPair<T>(from);
      let second = loadPair<T>(mirror);
      if (k == 0) {
        first = f64x2.replace_lane(first, 1, 0);
        second = f64x2.replace_lane(second, 1, 0);
      }
      second = v128.xor(second, minusImaginary());
      const even = f64x2.add(first, second);
      const odd = turn(f64x2.sub(first, second), c, s);
      // Times i, and the conjugate of the sum's other half.
      const quarter = v128.xor(swap(odd), minusReal());
      v128.store(b, v128.xor(f64x2.sub(even, quarter), minusImaginary()));
      v128.store(a, f64x2.add(even, quarter));
      from += line;
      mirror += line;
      a += 16;
      b += 16;
    }
  }
}

/** All `n` pairs of each line from the first half, n odd. */
@inline
function mirror<T>(n: i32, lines: i32, x: usize, step: usize, line: usize, z: usize): void {
  const row = <usize>lines << 4;
  for (let k = 0; 2 * k < n; k++) {
    for (let l = 0; l < lines; l++) {
      const value = loadPair<T>(x + <usize>k * step + <usize>l * line);
      const to = z + (<usize>l << 4);
      v128.store(to + <usize>k * row, k ? value : f64x2.replace_lane(value, 1, 0));
      if (k) v128.store(to + <usize>(n - k) * row, v128.xor(value, minusImaginary()));
    }
  }
}

/** See `FourierKernels`; a class reads the lines and writes their transforms. */
@inline
function transformLines<F, T>(
  n: i32,
  count: i32,
  strip: i32,
  step: i32,
  xLine: i32,
  yLine: i32,
  sign: i32,
  scale: f64,
  plan: usize,
  x: usize,
  y: usize,
  scratch: usize,
): void {
  const f = changetype<F>(0);
  const form = changetype<Plan>(plan);
  const other = scratch + (<usize>form.size * <usize>strip << 4);
  const from = bytes<T>(xLine);
  const to = bytes<T>(yLine);
  const one = bytes<T>(step);
  for (; count > 0; count -= strip) {
    const lines = min(count, strip);
    f.read<T>(n, lines, form.joins, x, one, from, scratch);
    const found = transform(form, sign, lines, scratch, other);
    f.write<T>(n, lines, form.joins, scale, found, y, one, to);
    x += <usize>lines * from;
    y += <usize>lines * to;
  }
}

@kernel(transformLines, f32, f64)
@unmanaged
class Fft {
  @inline
  read<T>(n: i32, lines: i32, roots: usize, x: usize, step: usize, line: usize, z: usize): void {
    gather<T>(n, lines, x, 2 * step, line, sizeof<T>(), z);
  }
  @inline
  write<T>(n: i32, lines: i32, roots: usize, scale: f64, z: usize, y: usize, step: usize, line: usize): void {
    scatter<T>(n, lines, scale, z, y, 2 * step, line, sizeof<T>());
  }
}

@kernel(transformLines, f32, f64)
@unmanaged
class Rfft {
  @inline
  read<T>(n: i32, lines: i32, roots: usize, x: usize, step: usize, line: usize, z: usize): void {
    if (n & 1) gatherReal<T>(n, lines, x, step, line, z);
    else gather<T>(n >> 1, lines, x, 2 * step, line, step, z);
  }
  @inline
  write<T>(n: i32, lines: i32, roots: usize, scale: f64, z: usize, y: usize, step: usize, line: usize): void {
    if (n & 1) scatter<T>((n >> 1) + 1, lines, scale, z, y, 2 * step, line, sizeof<T>());
    else separate<T>(n >> 1, lines, roots, 0.5 * scale, z, y, 2 * step, line);
  }
}

@kernel(transformLines, f32, f64)
@unmanaged
class Irfft {
  @inline
  read<T>(n: i32, lines: i32, roots: usize, x: usize, step: usize, line: usize, z: usize): void {
    if (n & 1) mirror<T>(n, lines, x, 2 * step, line, z);
    else unite<T>(n >> 1, lines, roots, x, 2 * step, line, z);
  }
  @inline
  write<T>(n: i32, lines: i32, roots: usize, scale: f64, z: usize, y: usize, step: usize, line: usize): void {
    if (n & 1) scatterReal<T>(n, lines, scale, z, y, step, line);
    else scatter<T>(n >> 1, lines, scale, z, y, 2 * step, line, step);
  }
}
