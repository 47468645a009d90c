/** Functions that are computed one element after another in both builds, in float64 and rounded once. */

import * as math from "../src/backend/reference/math";
import { mapScalar } from "./functions";

@unmanaged
@kernel(mapScalar, f32, f64)
class Cbrt {
  @inline
  scalar(x: f64): f64 {
    return math.cbrt(x);
  }
}

@unmanaged
@kernel(mapScalar, f32, f64)
class Exp2 {
  @inline
  scalar(x: f64): f64 {
    return math.exp2(x);
  }
}

@unmanaged
@kernel(mapScalar, f32, f64)
class Log2 {
  @inline
  scalar(x: f64): f64 {
    return math.log2(x);
  }
}

@unmanaged
@kernel(mapScalar, f32, f64)
class Log10 {
  @inline
  scalar(x: f64): f64 {
    return math.log10(x);
  }
}

@unmanaged
@kernel(mapScalar, f32, f64)
class Tan {
  @inline
  scalar(x: f64): f64 {
    return math.tan(x);
  }
}

@unmanaged
@kernel(mapScalar, f32, f64)
class Asin {
  @inline
  scalar(x: f64): f64 {
    return math.asin(x);
  }
}

@unmanaged
@kernel(mapScalar, f32, f64)
class Acos {
  @inline
  scalar(x: f64): f64 {
    return math.acos(x);
  }
}

@unmanaged
@kernel(mapScalar, f32, f64)
class Atan {
  @inline
  scalar(x: f64): f64 {
    return math.atan(x);
  }
}

@unmanaged
@kernel(mapScalar, f32, f64)
class Sinh {
  @inline
  scalar(x: f64): f64 {
    return math.sinh(x);
  }
}

@unmanaged
@kernel(mapScalar, f32, f64)
class Cosh {
  @inline
  scalar(x: f64): f64 {
    return math.cosh(x);
  }
}

@unmanaged
@kernel(mapScalar, f32, f64)
class Asinh {
  @inline
  scalar(x: f64): f64 {
    return math.asinh(x);
  }
}

@unmanaged
@kernel(mapScalar, f32, f64)
class Acosh {
  @inline
  scalar(x: f64): f64 {
    return math.acosh(x);
  }
}

@unmanaged
@kernel(mapScalar, f32, f64)
class Atanh {
  @inline
  scalar(x: f64): f64 {
    return math.atanh(x);
  }
}

@unmanaged
@kernel(mapScalar, f32, f64)
class Erfc {
  @inline
  scalar(x: f64): f64 {
    return math.erfc(x);
  }
}

@unmanaged
@kernel(mapScalar, f32, f64)
class Erfinv {
  @inline
  scalar(x: f64): f64 {
    return math.erfinv(x);
  }
}

@unmanaged
@kernel(mapScalar, f32, f64)
class Lgamma {
  @inline
  scalar(x: f64): f64 {
    return math.lgamma(x);
  }
}

@unmanaged
@kernel(mapScalar, f32, f64)
class Digamma {
  @inline
  scalar(x: f64): f64 {
    return math.digamma(x);
  }
}
