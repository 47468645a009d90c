/** Gradients of activations, from the gradient that arrives and the activation's value: `y = f(g, value)`. */

import { zip } from "./zip";

@unmanaged
@kernel(zip, f32, f64)
class ReluGrad {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.and(a, v128.gt<T>(b, v128.splat<T>(0)));
  }
}

@unmanaged
@kernel(zip, f32, f64)
class SigmoidGrad {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.mul<T>(v128.mul<T>(a, b), v128.sub<T>(v128.splat<T>(1), b));
  }
}

@unmanaged
@kernel(zip, f32, f64)
class TanhGrad {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.mul<T>(a, v128.sub<T>(v128.splat<T>(1), v128.mul<T>(b, b)));
  }
}
