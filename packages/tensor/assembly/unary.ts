/** `y = f(x)` for each element. A function is a class of methods without state, so that loops are generic. */

import { bytes, lanes, loadPart, storePart } from "./lanes";

/** Applies `F` to `n` elements, four vectors in a step; `y` may be `x`. */
@inline
function map<F, T>(n: i32, x: usize, y: usize): void {
  const f = changetype<F>(0);
  const wide = x + bytes<T>(n & -(4 * lanes<T>()));
  const whole = x + bytes<T>(n & -lanes<T>());
  while (x != wide) {
    v128.store(y, f.vector<T>(v128.load(x)));
    v128.store(y, f.vector<T>(v128.load(x, 16)), 16);
    v128.store(y, f.vector<T>(v128.load(x, 32)), 32);
    v128.store(y, f.vector<T>(v128.load(x, 48)), 48);
    x += 64;
    y += 64;
  }
  while (x != whole) {
    v128.store(y, f.vector<T>(v128.load(x)));
    x += 16;
    y += 16;
  }
  const rest = n & (lanes<T>() - 1);
  if (rest) storePart<T>(y, f.vector<T>(loadPart<T>(x, rest)), rest);
}

@unmanaged
@kernel(map, f32, f64)
class Neg {
  @inline
  vector<T>(x: v128): v128 {
    return v128.neg<T>(x);
  }
}

@unmanaged
@kernel(map, f32, f64)
class Abs {
  @inline
  vector<T>(x: v128): v128 {
    return v128.abs<T>(x);
  }
}

/** NaN and the zeros stay what they are. */
@unmanaged
@kernel(map, f32, f64)
class Sign {
  @inline
  vector<T>(x: v128): v128 {
    const one = v128.or(v128.and(x, v128.splat<T>(-0.0)), v128.splat<T>(1));
    return v128.bitselect(one, x, v128.gt<T>(v128.abs<T>(x), v128.splat<T>(0)));
  }
}

@unmanaged
@kernel(map, f32, f64)
class Square {
  @inline
  vector<T>(x: v128): v128 {
    return v128.mul<T>(x, x);
  }
}

@unmanaged
@kernel(map, f32, f64)
class Relu {
  @inline
  vector<T>(x: v128): v128 {
    return v128.max<T>(x, v128.splat<T>(0));
  }
}

@unmanaged
@kernel(map, f32, f64)
class Floor {
  @inline
  vector<T>(x: v128): v128 {
    return v128.floor<T>(x);
  }
}

@unmanaged
@kernel(map, f32, f64)
class Ceil {
  @inline
  vector<T>(x: v128): v128 {
    return v128.ceil<T>(x);
  }
}

@unmanaged
@kernel(map, f32, f64)
class Round {
  @inline
  vector<T>(x: v128): v128 {
    return v128.nearest<T>(x);
  }
}

@unmanaged
@kernel(map, f32, f64)
class Trunc {
  @inline
  vector<T>(x: v128): v128 {
    return v128.trunc<T>(x);
  }
}

@unmanaged
@kernel(map, f32, f64)
class Sqrt {
  @inline
  vector<T>(x: v128): v128 {
    return v128.sqrt<T>(x);
  }
}

@unmanaged
@kernel(map, f32, f64)
class Reciprocal {
  @inline
  vector<T>(x: v128): v128 {
    return v128.div<T>(v128.splat<T>(1), x);
  }
}
