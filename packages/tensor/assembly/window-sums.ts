/** Sums of windows over planes, and their gradient. Windows come as in `max-pool.ts`. */

import { bytes } from "./lanes";

/** Sums of windows from `x` to `y`, or with `spread` what stands in y added to all of the window in x. */
@inline
function windowSums<T>(
  spread: bool,
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
  const ofHeight = windows + 8 * <usize>depthOut;
  const ofWidth = ofHeight + 8 * <usize>heightOut;
  const plane = bytes<T>(depth * height * width);
  const step = bytes<T>(widthStep);
  if (spread) memory.fill(x, 0, <usize>planes * plane);
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
          const g = spread ? load<T>(y) : <T>0;
          for (let k = 0; k < zCount; k++) {
            for (let j = 0; j < hCount; j++) {
              const row = (z + k * depthStep) * height + top + j * heightStep;
              let at = x + bytes<T>(row * width + left);
              for (let i = 0; i < wCount; i++) {
                if (spread) store<T>(at, load<T>(at) + g);
                else sum += <f64>load<T>(at);
                at += step;
              }
            }
          }
          if (!spread) store<T>(y, <T>sum);
          y += sizeof<T>();
        }
      }
    }
    x += plane;
  }
}

/** See `PoolKernels.windowSums`. */
export function windowSumsF32(
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
  windowSums<f32>(
    false, planes, depth, height, width, depthOut, heightOut, widthOut, depthStep, heightStep, widthStep,
    windows, x, y,
  );
}

export function windowSumsF64(
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
  windowSums<f64>(
    false, planes, depth, height, width, depthOut, heightOut, widthOut, depthStep, heightStep, widthStep,
    windows, x, y,
  );
}

/** See `PoolKernels.windowSpread`. */
export function windowSpreadF32(
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
  g: usize,
  y: usize,
): void {
  windowSums<f32>(
    true, planes, depth, height, width, depthOut, heightOut, widthOut, depthStep, heightStep, widthStep,
    windows, y, g,
  );
}

export function windowSpreadF64(
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
  g: usize,
  y: usize,
): void {
  windowSums<f64>(
    true, planes, depth, height, width, depthOut, heightOut, widthOut, depthStep, heightStep, widthStep,
    windows, y, g,
  );
}
