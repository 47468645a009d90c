/**
 * Random fills from the Philox4x32-10 stream. An element is made from its own place in the stream, so
 * that any part of a fill can be made by itself.
 */

import * as math from "../src/backend/reference/math";

/** Applies ten rounds to the counter block and leaves its four words at `to`. */
@inline
function philox(key0: u32, key1: u32, block: u64, to: usize): void {
  let c0 = <u32>block;
  let c1 = <u32>(block >> 32);
  let c2: u32 = 0;
  let c3: u32 = 0;
  for (let round = 0; round < 10; round++) {
    const product0 = <u64>c0 * 0xd2511f53;
    const product1 = <u64>c2 * 0xcd9e8d57;
    c0 = <u32>(product1 >> 32) ^ c1 ^ key0;
    c1 = <u32>product1;
    c2 = <u32>(product0 >> 32) ^ c3 ^ key1;
    c3 = <u32>product0;
    key0 += 0x9e3779b9;
    key1 += 0xbb67ae85;
  }
  store<u32>(to, c0);
  store<u32>(to, c1, 4);
  store<u32>(to, c2, 8);
  store<u32>(to, c3, 12);
}

@unmanaged
@kernel(random, f32, f64)
class Uniform {
  @inline
  offset(): f64 {
    return 0;
  }
  @inline
  dropped(): u32 {
    return 8;
  }
  @inline
  value(u: f64, a: f64, b: f64): f64 {
    return a + (b - a) * u;
  }
}

@unmanaged
@kernel(random, f32, f64)
class Normal {
  @inline
  offset(): f64 {
    return 0.5;
  }
  @inline
  dropped(): u32 {
    return 0;
  }
  @inline
  value(u: f64, a: f64, b: f64): f64 {
    return math.normalQuantile(min(max(a + (b - a) * u, 5e-324), 0.9999999999999999));
  }
}

@unmanaged
@kernel(random, f32, f64)
class Bernoulli {
  @inline
  offset(): f64 {
    return 0;
  }
  @inline
  dropped(): u32 {
    return 0;
  }
  @inline
  value(u: f64, a: f64, b: f64): f64 {
    // Without a branch, which would be foreseen half the time.
    return reinterpret<f64>(reinterpret<i64>(b) & (0 - <i64>(u < a)));
  }
}

/** The `u` of the words at `x`, see the reference engine's `random.ts`. */
@inline
function fraction<F, T>(x: usize): f64 {
  const offset = changetype<F>(0).offset();
  const dropped = changetype<F>(0).dropped();
  if (sizeof<T>() == 8) {
    const bits = <f64>(load<u32>(x) >>> 5) * 67108864 + <f64>(load<u32>(x, 4) >>> 6);
    return (offset ? bits + offset : bits) * 1.1102230246251565e-16;
  }
  return (<f64>(load<u32>(x) >>> dropped) + offset) * (<f64>(1 << dropped) * 2.3283064365386963e-10);
}

/** See `RandomKernel`; a block of four words holds four float32 or two float64. */
@inline
function random<F, T>(
  n: i32,
  key0: u32,
  key1: u32,
  counter: f64,
  a: f64,
  b: f64,
  y: usize,
  workspace: usize,
): void {
  const f = changetype<F>(0);
  const perBlock: u64 = 16 / sizeof<T>();
  const first = <u64>counter;
  let block = first / perBlock;
  let place = <i32>(first % perBlock);
  while (n > 0) {
    philox(key0, key1, block, workspace);
    for (; place < <i32>perBlock && n > 0; place++) {
      const u = fraction<F, T>(workspace + <usize>place * sizeof<T>());
      store<T>(y, <T>f.value(u, a, b));
      y += sizeof<T>();
      n--;
    }
    place = 0;
    block++;
  }
}
