/** `y = a ? b` as bytes 0 and 1, over two levels of loops as in `zip.ts`. */

import { bytes } from "./lanes";
import { operand } from "./zip";

/** See `BinaryKernel`; sixteen results in a step, for elements of four bytes, whose bits the function sets all or none. */
@inline
function zipTruth<F, T>(
  outer: i32,
  inner: i32,
  a: usize,
  aOuter: i32,
  aInner: i32,
  b: usize,
  bOuter: i32,
  bInner: i32,
  y: usize,
  workspace: usize,
): void {
  const f = changetype<F>(0);
  const aStep: usize = aInner ? 16 : 0;
  const bStep: usize = bInner ? 16 : 0;
  const aRow = bytes<T>(aOuter);
  const bRow = bytes<T>(bOuter);
  while (outer-- > 0) {
    let p = operand<T>(a, aInner, workspace);
    let q = operand<T>(b, bInner, workspace + 16);
    const wide = y + (inner & -16);
    const stop = y + inner;
    while (y != wide) {
      const m0 = f.vector<T>(v128.load(p), v128.load(q));
      p += aStep;
      q += bStep;
      const m1 = f.vector<T>(v128.load(p), v128.load(q));
      p += aStep;
      q += bStep;
      const m2 = f.vector<T>(v128.load(p), v128.load(q));
      p += aStep;
      q += bStep;
      const m3 = f.vector<T>(v128.load(p), v128.load(q));
      p += aStep;
      q += bStep;
      const low = i16x8.narrow_i32x4_s(m0, m1);
      const high = i16x8.narrow_i32x4_s(m2, m3);
      v128.store(y, v128.and(i8x16.narrow_i16x8_s(low, high), i8x16.splat(1)));
      y += 16;
    }
    while (y != stop) {
      const one = f.vector<T>(v128.load_splat<T>(p), v128.load_splat<T>(q));
      store<u8>(y, i8x16.extract_lane_u(one, 0) & 1);
      p += aStep >> 2;
      q += bStep >> 2;
      y++;
    }
    a += aRow;
    b += bRow;
  }
}

@unmanaged
@kernel(zipTruth, f32, i32)
class Equal {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.eq<T>(a, b);
  }
}

@unmanaged
@kernel(zipTruth, f32, i32)
class NotEqual {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.ne<T>(a, b);
  }
}

@unmanaged
@kernel(zipTruth, f32, i32)
class Less {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.lt<T>(a, b);
  }
}

@unmanaged
@kernel(zipTruth, f32, i32)
class LessEqual {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.le<T>(a, b);
  }
}

@unmanaged
@kernel(zipTruth, f32, i32)
class Greater {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.gt<T>(a, b);
  }
}

@unmanaged
@kernel(zipTruth, f32, i32)
class GreaterEqual {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.ge<T>(a, b);
  }
}
