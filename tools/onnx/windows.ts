/** The attributes that convolutions and pools share: strides, dilations and how both sides are padded. */

import type { Call } from "./call.ts";

/** Numbers for each dim after the channels; a padding is a pair of what stands before and after. */
export interface Sliding {
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
}

/** What an attribute says for each of `dims`, by default `otherwise` everywhere. */
export function each(call: Call, name: string, dims: number, otherwise: number): readonly number[] {
  return call.numbers(name) ?? new Array<number>(dims).fill(otherwise);
}

/** What of a sum of paddings stands in front: the smaller half, or with SAME_LOWER the greater. */
export function frontHalf(total: number, automatic: string): number {
  return automatic === "SAME_LOWER" ? Math.ceil(total / 2) : Math.floor(total / 2);
}

/** How windows slide over dims of `sizes`. SAME pads so that the stride alone divides the size. */
export function slidingOf(
  call: Call,
  sizes: readonly number[],
  kernel: readonly number[],
): Sliding {
  const dims = sizes.length;
  const stride = each(call, "strides", dims, 1);
  const dilation = each(call, "dilations", dims, 1);
  const automatic = call.text("auto_pad", "NOTSET");
  const pads = each(call, "pads", 2 * dims, 0);
  const padding = sizes.map((n, i) => {
    if (!automatic.startsWith("SAME")) return [pads[i], pads[i + dims]] as const;
    const span = dilation[i] * (kernel[i] - 1) + 1;
    const total = Math.max(0, (Math.ceil(n / stride[i]) - 1) * stride[i] + span - n);
    const front = frontHalf(total, automatic);
    return [front, total - front] as const;
  });
  return { stride, dilation, padding };
}
