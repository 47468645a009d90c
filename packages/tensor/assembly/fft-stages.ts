/**
 * The stages of a Fourier transform, as the reference engine's `fft-stages.ts` has them. A complex number is a vector of
 * two float64; several lines are transformed at a time, so that what is one number there is one of each line here.
 */

/** How the transforms of a length are made, as the caller wrote it; the radices stand behind. Lengths are in pairs. */
@unmanaged
export class Plan {
  n: i32;
  size: i32;
  roots: usize;
  chirp: usize;
  spectrum: usize;
  /** The roots that join the even and the odd of real numbers. */
  joins: usize;
  stages: i32;
}

const radicesOffset: usize = offsetof<Plan>();

@inline
export function swap(x: v128): v128 {
  return v128.shuffle<f64>(x, x, 1, 0);
}

/** Minus signs for the real or the imaginary part. */
@inline
export function minusReal(): v128 {
  return i64x2(0x8000000000000000, 0);
}

@inline
export function minusImaginary(): v128 {
  return i64x2(0, 0x8000000000000000);
}

/** What turns a swapped number: the root's imaginary part, signed; `conjugate` is {@link minusReal} for roots as they stand. */
@inline
export function sine(root: v128, conjugate: v128): v128 {
  return v128.xor(v128.shuffle<f64>(root, root, 1, 1), conjugate);
}

@inline
export function cosine(root: v128): v128 {
  return v128.shuffle<f64>(root, root, 0, 0);
}

@inline
export function turn(x: v128, c: v128, s: v128): v128 {
  return f64x2.add(f64x2.mul(x, c), f64x2.mul(swap(x), s));
}

@inline
function load16(x: usize, i: i32): v128 {
  return v128.load(x + (<usize>i << 4));
}

/** Transforms `[size, lines]` pairs at `from`, by turns with `to`; gives which of the two they are in at the end. */
export function runStages(plan: Plan, sign: i32, lines: i32, from: usize, to: usize): usize {
  const conjugate = sign < 0 ? minusReal() : minusImaginary();
  let radices = changetype<usize>(plan) + radicesOffset;
  let stride = 1;
  for (let i = plan.stages; i > 0; i--) {
    const radix = load<i32>(radices);
    radices += 4;
    if (radix == 4) four(plan, stride, lines, conjugate, from, to);
    else if (radix == 2) two(plan, stride, lines, conjugate, from, to);
    else odd(plan, radix, stride, lines, conjugate, from, to);
    const read = from;
    from = to;
    to = read;
    stride *= radix;
  }
  return from;
}

function two(plan: Plan, stride: i32, lines: i32, conjugate: v128, x: usize, y: usize): void {
  const parts = plan.size / stride / 2;
  const row = <usize>(stride * lines) << 4;
  const part = <usize>parts * row;
  for (let p = 0; p < parts; p++) {
    const root = load16(plan.roots, p * stride);
    const c = cosine(root);
    const s = sine(root, conjugate);
    for (const stop = x + row; x != stop; x += 16) {
      const a = v128.load(x);
      const b = v128.load(x + part);
      v128.store(y, f64x2.add(a, b));
      v128.store(y + row, turn(f64x2.sub(a, b), c, s));
      y += 16;
    }
    y += row;
  }
}

function four(plan: Plan, stride: i32, lines: i32, conjugate: v128, x: usize, y: usize): void {
  const parts = plan.size / stride / 4;
  const row = <usize>(stride * lines) << 4;
  const part = <usize>parts * row;
  const quarter = swap(conjugate);
  for (let p = 0; p < parts; p++) {
    const root1 = load16(plan.roots, p * stride);
    const root2 = load16(plan.roots, 2 * p * stride);
    const root3 = load16(plan.roots, 3 * p * stride);
    const c1 = cosine(root1);
    const c2 = cosine(root2);
    const c3 = cosine(root3);
    const s1 = sine(root1, conjugate);
    const s2 = sine(root2, conjugate);
    const s3 = sine(root3, conjugate);
    for (const stop = x + row; x != stop; x += 16) {
      const a = v128.load(x);
      const b = v128.load(x + part);
      const c = v128.load(x + 2 * part);
      const d = v128.load(x + 3 * part);
      const sum = f64x2.add(a, c);
      const gap = f64x2.sub(a, c);
      const other = f64x2.add(b, d);
      const turned = v128.xor(swap(f64x2.sub(b, d)), quarter);
      v128.store(y, f64x2.add(sum, other));
      v128.store(y + row, turn(f64x2.add(gap, turned), c1, s1));
      v128.store(y + 2 * row, turn(f64x2.sub(sum, other), c2, s2));
      v128.store(y + 3 * row, turn(f64x2.sub(gap, turned), c3, s3));
      y += 16;
    }
    y += 3 * row;
  }
}

/** The sum j and the sum r - j at a time, from sums and differences of the terms t and r - t. */
function odd(
  plan: Plan,
  radix: i32,
  stride: i32,
  lines: i32,
  conjugate: v128,
  x: usize,
  y: usize,
): void {
  const roots = plan.roots;
  const parts = plan.size / stride / radix;
  const row = <usize>(stride * lines) << 4;
  const part = <usize>parts * row;
  const length = <usize>(parts * stride) << 4;
  for (let p = 0; p < parts; p++) {
    for (let j = 0; 2 * j < radix; j++) {
      const root = load16(roots, j * p * stride);
      const other = load16(roots, (radix - j) % radix * p * stride);
      const c = cosine(root);
      const s = sine(root, conjugate);
      const cLast = cosine(other);
      const sLast = sine(other, conjugate);
      let to = y + <usize>j * row;
      let last = y + <usize>(radix - j) * row;
      const stop = x + row;
      for (let from = x; from != stop; from += 16) {
        let sum = v128.load(from);
        let across = f64x2.splat(0);
        let a = from;
        let b = from + <usize>radix * part;
        let k = 0;
        for (let t = 1; 2 * t < radix; t++) {
          a += part;
          b -= part;
          k += j;
          if (k >= radix) k -= radix;
          const term = roots + <usize>k * length;
          const one = v128.load(a);
          const two = v128.load(b);
          sum = f64x2.add(sum, f64x2.mul(f64x2.add(one, two), v128.load64_splat(term)));
          across = f64x2.add(across, f64x2.mul(f64x2.sub(one, two), v128.load64_splat(term, 8)));
        }
        if (j) {
          const turned = v128.xor(swap(across), conjugate);
          v128.store(to, turn(f64x2.add(sum, turned), c, s));
          v128.store(last, turn(f64x2.sub(sum, turned), cLast, sLast));
          last += 16;
        } else {
          v128.store(to, sum);
        }
        to += 16;
      }
    }
    x += row;
    y += <usize>radix * row;
  }
}
