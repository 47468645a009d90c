/** Convolutions and their transposes. */

import type { Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family } from "../call.ts";
import type { Sliding } from "../windows.ts";
import { each, frontHalf, slidingOf } from "../windows.ts";

interface Options extends Partial<Sliding> {
  readonly bias?: Tensor | undefined;
  readonly groups: number;
}

/** A convolution whose lists may have any length: the files say how many dims there are. */
type Conv = (x: Tensor, weight: Tensor, options: Options) => Tensor;

const convs = [t.conv1d, t.conv2d, t.conv3d] as unknown as readonly Conv[];
const transposes = [
  t.convTranspose1d,
  t.convTranspose2d,
  t.convTranspose3d,
] as unknown as readonly Conv[];

/** `x` with zeros after each dim behind batch and channels. */
export function extended(x: Tensor, missing: readonly number[]): Tensor {
  const widths = missing.map((n) => [0, n] as const);
  return t.pad(x, [[0, 0], [0, 0], ...widths]);
}

/** A convolution of `x`, which stands for the node's first input. */
export function convolution(call: Call, x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  return convs[x.rank - 3](x, weight, {
    ...slidingOf(call, x.shape.slice(2), weight.shape.slice(2)),
    bias,
    groups: call.number("group", 1),
  });
}

/** What is cut off before and after each dim of a whole transposed convolution, after zeros were added at the end. */
function cuts(call: Call, sizes: readonly number[], whole: readonly number[]) {
  const dims = sizes.length;
  const extra = each(call, "output_padding", dims, 0);
  const pads = each(call, "pads", 2 * dims, 0);
  const strides = each(call, "strides", dims, 1);
  const automatic = call.text("auto_pad", "NOTSET");
  const same = automatic.startsWith("SAME") ? sizes.map((n, i) => n * strides[i]) : undefined;
  const wanted = call.numbers("output_shape")?.slice(-dims) ?? same;
  return sizes.map((_, i) => {
    const full = whole[i] + extra[i];
    if (!wanted) return { front: pads[i], length: full - pads[i] - pads[i + dims] };
    // Of an odd share the greater part is cut off in front, but with SAME_UPPER at the end.
    const share = automatic === "SAME_UPPER" ? automatic : "SAME_LOWER";
    return { front: frontHalf(Math.max(0, full - wanted[i]), share), length: wanted[i] };
  });
}

/** The whole transposed convolution, of which each side is cut off, or left longer, as the node says. */
function transposed(call: Call): Tensor {
  const [x, weight, bias] = [call.input(0), call.input(1), call.inputs[2]];
  const sizes = x.shape.slice(2);
  const dims = sizes.length;
  const whole = transposes[dims - 1](x, weight, {
    stride: each(call, "strides", dims, 1),
    dilation: each(call, "dilations", dims, 1),
    groups: call.number("group", 1),
  });
  const parts = cuts(call, sizes, whole.shape.slice(2));
  const missing = parts.map(({ front, length }, i) =>
    Math.max(0, front + length - whole.shape[i + 2]),
  );
  const y = parts.reduce(
    (all, { front, length }, i) => t.narrow(all, i + 2, front, length),
    extended(whole, missing),
  );
  return bias ? t.add(y, bias.reshape([bias.size, ...sizes.map(() => 1)])) : y;
}

export const convolutions: Family = {
  Conv: (call) => convolution(call, call.input(0), call.input(1), call.inputs[2]),
  ConvTranspose: transposed,
};
