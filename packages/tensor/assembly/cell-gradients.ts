/** The gradients of the steps of `cells.ts`; names are those of `RecurrentGradAddresses`. */

import { tanh } from "./cells";
import { get, put } from "./lanes";

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

@unmanaged
export class RnnTanhGrad {
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
export class RnnReluGrad {
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
export class GruGrad {
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
export class LstmGrad {
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
