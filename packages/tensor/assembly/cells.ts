/**
 * Recurrent cells on a vector of hidden units: the steps forward and back, in PyTorch's order of gates. Their kernels
 * are in `recurrent.ts`.
 */

import { Sigmoid, Tanh } from "./functions";
import { loadPart, madd, storePart } from "./lanes";

/** The function of each lane: from float64 and rounded once, or by the fast build's approximation. */
@inline
function ofLanes<F, T>(x: v128): v128 {
  const f = changetype<F>(0);
  if (sizeof<T>() == 8) {
    const y = f64x2.splat(f.scalar(f64x2.extract_lane(x, 0)));
    return f64x2.replace_lane(y, 1, f.scalar(f64x2.extract_lane(x, 1)));
  }
  if (ASC_FEATURE_RELAXED_SIMD) return f.vector(x);
  let y = f32x4.splat(<f32>f.scalar(<f64>f32x4.extract_lane(x, 0)));
  y = f32x4.replace_lane(y, 1, <f32>f.scalar(<f64>f32x4.extract_lane(x, 1)));
  y = f32x4.replace_lane(y, 2, <f32>f.scalar(<f64>f32x4.extract_lane(x, 2)));
  return f32x4.replace_lane(y, 3, <f32>f.scalar(<f64>f32x4.extract_lane(x, 3)));
}

function sigmoid<T>(x: v128): v128 {
  return ofLanes<Sigmoid, T>(x);
}

function tanh<T>(x: v128): v128 {
  return ofLanes<Tanh, T>(x);
}

/** A vector, or the first `part` elements of one where that is not 0. */
@inline
function get<T>(part: i32, x: usize): v128 {
  return part ? loadPart<T>(x, part) : v128.load(x);
}

@inline
function put<T>(part: i32, y: usize, value: v128): void {
  if (part) storePart<T>(y, value, part);
  else v128.store(y, value);
}

/** `1 - x`. */
@inline
function rest<T>(x: v128): v128 {
  return v128.sub<T>(v128.splat<T>(1), x);
}

/** A gradient by what sigmoid, or tanh, was taken of, from the function's value. */
@inline
function throughSigmoid<T>(g: v128, y: v128): v128 {
  return v128.mul<T>(v128.mul<T>(g, y), rest<T>(y));
}

@inline
function throughTanh<T>(g: v128, y: v128): v128 {
  return v128.mul<T>(g, rest<T>(v128.mul<T>(y, y)));
}

/**
 * What a cell does to one vector, or to its first `part` elements; `n` is the bytes of all units of a row. Names are
 * those of `RecurrentAddresses` and `RecurrentGradAddresses`; `state` is the state's part of the gates and what is kept.
 */
@unmanaged
export class RnnTanh {
  @inline
  forward<T>(part: i32, n: usize, x: usize, state: usize, h: usize, c: usize, y: usize): void {
    put<T>(part, y, tanh<T>(v128.add<T>(get<T>(part, x), get<T>(part, state))));
  }
  @inline
  backward<T>(
    part: i32,
    n: usize,
    kept: usize,
    h: usize,
    c: usize,
    y: usize,
    gy: usize,
    gx: usize,
    gState: usize,
    gh: usize,
    gc: usize,
  ): void {
    const g = v128.add<T>(get<T>(part, gy), get<T>(part, gh));
    put<T>(part, gx, throughTanh<T>(g, get<T>(part, y)));
  }
}

@unmanaged
export class RnnRelu {
  @inline
  forward<T>(part: i32, n: usize, x: usize, state: usize, h: usize, c: usize, y: usize): void {
    const a = v128.add<T>(get<T>(part, x), get<T>(part, state));
    put<T>(part, y, v128.max<T>(a, v128.splat<T>(0)));
  }
  @inline
  backward<T>(
    part: i32,
    n: usize,
    kept: usize,
    h: usize,
    c: usize,
    y: usize,
    gy: usize,
    gx: usize,
    gState: usize,
    gh: usize,
    gc: usize,
  ): void {
    const g = v128.add<T>(get<T>(part, gy), get<T>(part, gh));
    put<T>(part, gx, v128.and(g, v128.gt<T>(get<T>(part, y), v128.splat<T>(0))));
  }
}

@unmanaged
export class Gru {
  @inline
  forward<T>(part: i32, n: usize, x: usize, state: usize, h: usize, c: usize, y: usize): void {
    const r = sigmoid<T>(v128.add<T>(get<T>(part, x), get<T>(part, state)));
    const z = sigmoid<T>(v128.add<T>(get<T>(part, x + n), get<T>(part, state + n)));
    const inner = madd<T>(r, get<T>(part, state + 2 * n), get<T>(part, x + 2 * n));
    const fresh = tanh<T>(inner);
    put<T>(part, state, r);
    put<T>(part, state + n, z);
    put<T>(part, state + 3 * n, fresh);
    put<T>(part, y, madd<T>(z, v128.sub<T>(get<T>(part, h), fresh), fresh));
  }
  @inline
  backward<T>(
    part: i32,
    n: usize,
    kept: usize,
    h: usize,
    c: usize,
    y: usize,
    gy: usize,
    gx: usize,
    gState: usize,
    gh: usize,
    gc: usize,
  ): void {
    const r = get<T>(part, kept);
    const z = get<T>(part, kept + n);
    const fromState = get<T>(part, kept + 2 * n);
    const fresh = get<T>(part, kept + 3 * n);
    const g = v128.add<T>(get<T>(part, gy), get<T>(part, gh));
    const gn = throughTanh<T>(v128.mul<T>(g, rest<T>(z)), fresh);
    const gr = throughSigmoid<T>(v128.mul<T>(gn, fromState), r);
    const toZ = v128.mul<T>(g, v128.sub<T>(get<T>(part, h), fresh));
    const gz = throughSigmoid<T>(toZ, z);
    put<T>(part, gx, gr);
    put<T>(part, gx + n, gz);
    put<T>(part, gx + 2 * n, gn);
    put<T>(part, gState, gr);
    put<T>(part, gState + n, gz);
    put<T>(part, gState + 2 * n, v128.mul<T>(gn, r));
    put<T>(part, gh, v128.mul<T>(g, z));
  }
}

@unmanaged
export class Lstm {
  @inline
  forward<T>(part: i32, n: usize, x: usize, state: usize, h: usize, c: usize, y: usize): void {
    const i = sigmoid<T>(v128.add<T>(get<T>(part, x), get<T>(part, state)));
    const f = sigmoid<T>(v128.add<T>(get<T>(part, x + n), get<T>(part, state + n)));
    const g = tanh<T>(v128.add<T>(get<T>(part, x + 2 * n), get<T>(part, state + 2 * n)));
    const o = sigmoid<T>(v128.add<T>(get<T>(part, x + 3 * n), get<T>(part, state + 3 * n)));
    const cell = madd<T>(f, get<T>(part, c), v128.mul<T>(i, g));
    put<T>(part, state, i);
    put<T>(part, state + n, f);
    put<T>(part, state + 2 * n, g);
    put<T>(part, state + 3 * n, o);
    put<T>(part, state + 4 * n, cell);
    put<T>(part, c, cell);
    put<T>(part, y, v128.mul<T>(o, tanh<T>(cell)));
  }
  @inline
  backward<T>(
    part: i32,
    n: usize,
    kept: usize,
    h: usize,
    c: usize,
    y: usize,
    gy: usize,
    gx: usize,
    gState: usize,
    gh: usize,
    gc: usize,
  ): void {
    const i = get<T>(part, kept);
    const f = get<T>(part, kept + n);
    const g = get<T>(part, kept + 2 * n);
    const o = get<T>(part, kept + 3 * n);
    const squashed = tanh<T>(get<T>(part, kept + 4 * n));
    const toY = v128.add<T>(get<T>(part, gy), get<T>(part, gh));
    const toSquashed = throughTanh<T>(v128.mul<T>(toY, o), squashed);
    const toCell = v128.add<T>(get<T>(part, gc), toSquashed);
    put<T>(part, gx, throughSigmoid<T>(v128.mul<T>(toCell, g), i));
    put<T>(part, gx + n, throughSigmoid<T>(v128.mul<T>(toCell, get<T>(part, c)), f));
    put<T>(part, gx + 2 * n, throughTanh<T>(v128.mul<T>(toCell, i), g));
    put<T>(part, gx + 3 * n, throughSigmoid<T>(v128.mul<T>(toY, squashed), o));
    put<T>(part, gc, v128.mul<T>(toCell, f));
  }
}
