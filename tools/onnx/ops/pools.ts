/** Pools over windows and over whole planes, and what undoes them. */

import type { Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family } from "../call.ts";
import { numbersOf } from "../call.ts";
import type { Sliding } from "../windows.ts";
import { each, slidingOf } from "../windows.ts";
import { extended } from "./convolutions.ts";

interface Options extends Partial<Sliding> {
  readonly ceilMode: boolean;
  readonly countIncludePad?: boolean;
}

/** A pool whose lists may have any length: the files say how many dims there are. */
type Pool = (x: Tensor, kernel: readonly number[], options: Options) => Tensor;

const maxPools = [t.maxPool1d, t.maxPool2d, t.maxPool3d] as unknown as readonly Pool[];
const avgPools = [t.avgPool1d, t.avgPool2d, t.avgPool3d] as unknown as readonly Pool[];

/** The kernel of a pool, and how it slides. */
function poolOf(call: Call, x: Tensor): readonly [readonly number[], Sliding & Options] {
  const kernel = call.numbers("kernel_shape") ?? [];
  const sliding = slidingOf(call, x.shape.slice(2), kernel);
  return [kernel, { ...sliding, ceilMode: call.number("ceil_mode", 0) === 1 }];
}

/** The greatest element of each window, and where it stands if the node asks. */
function maxPool(call: Call): Tensor | readonly Tensor[] {
  const x = call.input(0);
  const real = t.isFloat(x.dtype) ? x : x.cast("float32");
  const y = maxPools[x.rank - 3](real, ...poolOf(call, x)).cast(x.dtype);
  return call.outputs > 1 ? [y, positionsOf(call, real, y)] : y;
}

/**
 * Where in the whole tensor the greatest elements stand, which the cases have all different: each is
 * looked up. With `storage_order` 1 the dims behind the channels are counted column by column.
 */
function positionsOf(call: Call, x: Tensor, y: Tensor): Tensor {
  const { values, indices } = t.sort(x.reshape([x.size]));
  const places = t.gather(indices, 0, t.searchSorted(values, y.reshape([y.size])));
  if (call.number("storage_order", 0) === 0) return places.reshape(y.shape);
  const dims = x.shape.slice(2).map((_, i) => x.rank - 1 - i);
  const counted = t.arange(0, x.size, 1, { dtype: "int32" }).reshape(x.shape);
  const byColumn = t.argSort(t.permute(counted, [0, 1, ...dims]).reshape([x.size]));
  return t.gather(byColumn, 0, places).reshape(y.shape);
}

function averagePool(call: Call): Tensor {
  const x = call.input(0);
  const [kernel, options] = poolOf(call, x);
  const countIncludePad = call.number("count_include_pad", 0) === 1;
  return avgPools[x.rank - 3](x, kernel, { ...options, countIncludePad });
}

/** A reduction over all dims behind the channels, which stay with a size of 1. */
function whole(x: Tensor, f: typeof t.mean): Tensor {
  const dims = x.shape.map((_, i) => i).slice(2);
  return f(x, dims, { keepdim: true });
}

/** Elements put back at the positions that a max pool named, zeros elsewhere and after the end of what it had read. */
function maxUnpool(call: Call): Tensor {
  const [x, positions, shape] = [call.input(0), call.input(1), call.inputs[2]];
  const kernel = call.numbers("kernel_shape") ?? [];
  const dims = kernel.length;
  const strides = each(call, "strides", dims, 1);
  const pads = each(call, "pads", 2 * dims, 0);
  const sizes = kernel.map(
    (k, i) => (x.shape[i + 2] - 1) * strides[i] + k - pads[i] - pads[i + dims],
  );
  const pooled = [...x.shape.slice(0, 2), ...sizes];
  const zeros = t.zeros([pooled.reduce((size, n) => size * n, 1)], { dtype: x.dtype });
  const flat = t.scatter(zeros, 0, positions.reshape([x.size]), x.reshape([x.size]));
  const wanted = shape ? numbersOf(shape).slice(2) : sizes;
  const missing = wanted.map((n, i) => n - sizes[i]);
  return extended(flat.reshape(pooled), missing);
}

export const pools: Family = {
  AveragePool: averagePool,
  GlobalAveragePool: (call) => whole(call.input(0), t.mean),
  GlobalMaxPool: (call) => whole(call.input(0), t.max),
  MaxPool: maxPool,
  MaxUnpool: maxUnpool,
};
