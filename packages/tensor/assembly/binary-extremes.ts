/** The greater and the lesser of two operands: NaN propagates, and -0 is less than 0. */

import { zip } from "./zip";

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
