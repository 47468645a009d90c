/**
 * Recurrent cells, whose kernels are in `recurrent.ts`: a step on one vector of hidden units, or on its first `part`
 * elements; `n` is the bytes of all units of a row. Gates are in PyTorch's order. Names are those of `RecurrentAddresses`;
 * `state` is the state's part of the gates and what is kept.
 */

import { ofLanes, Sigmoid, Tanh } from "./functions";
import { get, madd, put } from "./lanes";

/** The cells, in the order of `cellSizes`; a number above these is an lstm's. */
export const rnnTanh: i32 = 0;
export const rnnRelu: i32 = 1;
export const gru: i32 = 2;

function sigmoid<T>(x: v128): v128 {
  return ofLanes<Sigmoid, T>(x);
}

export function tanh<T>(x: v128): v128 {
  return ofLanes<Tanh, T>(x);
}

@unmanaged
export class RnnTanh {
  @inline
  forward<T>(part: i32, n: usize, x: usize, state: usize, h: usize, c: usize, y: usize): void {
    put<T>(part, y, tanh<T>(v128.add<T>(get<T>(part, x), get<T>(part, state))));
  }
}

@unmanaged
export class RnnRelu {
  @inline
  forward<T>(part: i32, n: usize, x: usize, state: usize, h: usize, c: usize, y: usize): void {
    const a = v128.add<T>(get<T>(part, x), get<T>(part, state));
    put<T>(part, y, v128.max<T>(a, v128.splat<T>(0)));
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
}
