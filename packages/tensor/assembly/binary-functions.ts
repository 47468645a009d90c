/** Functions of two operands that are computed one element after another. */

import * as math from "../src/backend/reference/math";
import * as fast from "./fast";
import { zipFunction, zipScalars } from "./zip";

@unmanaged
@kernel(zipFunction, f32, f64)
class Pow {
  @inline
  scalar(a: f64, b: f64): f64 {
    return math.pow(a, b);
  }
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return fast.pow(a, b);
  }
}

@unmanaged
@kernel(zipScalars, f32, f64)
class Fmod {
  @inline
  scalar(a: f64, b: f64): f64 {
    return a % b;
  }
}

@unmanaged
@kernel(zipScalars, f32, f64)
class Remainder {
  @inline
  scalar(a: f64, b: f64): f64 {
    return math.remainder(a, b);
  }
}

@unmanaged
@kernel(zipScalars, f32, f64)
class FloorDivide {
  @inline
  scalar(a: f64, b: f64): f64 {
    return math.floorDivide(a, b);
  }
}

@unmanaged
@kernel(zipScalars, f32, f64)
class Atan2 {
  @inline
  scalar(a: f64, b: f64): f64 {
    return math.atan2(a, b);
  }
}

@unmanaged
@kernel(zipScalars, f32, f64)
class Hypot {
  @inline
  scalar(a: f64, b: f64): f64 {
    return math.hypot(a, b);
  }
}

@unmanaged
@kernel(zipScalars, f32, f64)
class Zeta {
  @inline
  scalar(a: f64, b: f64): f64 {
    return math.zeta(a, b);
  }
}
