/** Arithmetic of two operands: `y = f(a, b)`. */

import { zip } from "./zip";

@unmanaged
@kernel(zip, f32, f64, i32)
class Add {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.add<T>(a, b);
  }
}

@unmanaged
@kernel(zip, f32, f64, i32)
class Sub {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.sub<T>(a, b);
  }
}

@unmanaged
@kernel(zip, f32, f64, i32)
class Mul {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.mul<T>(a, b);
  }
}

@unmanaged
@kernel(zip, f32, f64)
class Div {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.div<T>(a, b);
  }
}

/** NaN propagates, and -0 is less than 0, as in {@link Minimum}. */
@unmanaged
@kernel(zip, f32, f64, i32)
class Maximum {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.max<T>(a, b);
  }
}

@unmanaged
@kernel(zip, f32, f64, i32)
class Minimum {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.min<T>(a, b);
  }
}
