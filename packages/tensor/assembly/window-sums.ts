/** Sums of windows over planes, and their gradient. Windows come as in `max-pool.ts`. */

import { bytes } from "./lanes";

/** See `PoolKernels.windowSums`. */
@unmanaged
@kernel(overWindows, f32, f64)
class WindowSums {
  @inline
  spreads(): bool {
    return false;
  }
}

/** See `PoolKernels.windowSpread`. */
@unmanaged
@kernel(overWindows, f32, f64)
class WindowSpread {
  @inline
  spreads(): bool {
    return true;
  }
}

/** Sums of windows of x to y, or where F spreads, what stands in x added to all of its window in y. */
@inline
function overWindows<F, T>(
  planes: i32,
  depth: i32,
  height: i32,
  width: i32,
  depthOut: i32,
  heightOut: i32,
  widthOut: i32,
  depthStep: i32,
  heightStep: i32,
  widthStep: i32,
  windows: usize,
  x: usize,
  y: usize,
): void {
  const spreads = changetype<F>(0).spreads();
  const ofHeight = windows + 8 * <usize>depthOut;
  const ofWidth = ofHeight + 8 * <usize>heightOut;
  const planeBytes = bytes<T>(depth * height * width);
  const step = bytes<T>(widthStep);
  let plane = spreads ? y : x;
  let value = spreads ? x : y;
  if (spreads) memory.fill(y, 0, <usize>planes * planeBytes);
  for (; planes > 0; planes--) {
    for (let d = 0; d < depthOut; d++) {
      const z = load<i32>(windows + 8 * d);
      const zCount = load<i32>(windows + 8 * d, 4);
      for (let h = 0; h < heightOut; h++) {
        const top = load<i32>(ofHeight + 8 * h);
        const hCount = load<i32>(ofHeight + 8 * h, 4);
        for (let w = 0; w < widthOut; w++) {
          const left = load<i32>(ofWidth + 8 * w);
          const wCount = load<i32>(ofWidth + 8 * w, 4);
          let sum: f64 = 0;
          const g = spreads ? load<T>(value) : <T>0;
          for (let k = 0; k < zCount; k++) {
            for (let j = 0; j < hCount; j++) {
              const row = (z + k * depthStep) * height + top + j * heightStep;
              let at = plane + bytes<T>(row * width + left);
              for (let i = 0; i < wCount; i++) {
                if (spreads) store<T>(at, load<T>(at) + g);
                else sum += <f64>load<T>(at);
                at += step;
              }
            }
          }
          if (!spreads) store<T>(value, <T>sum);
          value += sizeof<T>();
        }
      }
    }
    plane += planeBytes;
  }
}
