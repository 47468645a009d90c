import { describe, expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import type { Backend } from "../backend.ts";
import { allocate, release, uint8View } from "../memory.ts";
import { reference } from "../reference/index.ts";
import type { ConvName, ConvSizes, Triple } from "../windows.ts";
import { createWasm } from "./index.ts";
import { createModule } from "./module.ts";
import { expectSameBits, fast, numbers, put, result, unit } from "./testing.ts";
import { createWinograd } from "./winograd.ts";

const floats = ["float32", "float64"] as const;
const names = ["forward", "inputGradient", "weightGradient"] as const satisfies ConvName[];

/** What is chosen for a convolution; the output follows. */
type Choice = Omit<ConvSizes, "output"> & { readonly after: Triple };

function sizesOf({ after, ...choice }: Choice): ConvSizes | undefined {
  const output = choice.input.map((n, i) => {
    const span = choice.dilation[i]! * (choice.kernel[i]! - 1) + 1;
    return Math.floor((choice.padding[i]! + n + after[i]! - span) / choice.stride[i]!) + 1;
  }) as unknown as Triple;
  return output.every((n) => n > 0) ? { ...choice, output } : undefined;
}

const one: Triple = [1, 1, 1];
const none: Triple = [0, 0, 0];
const three: Triple = [1, 3, 3];
const line = (taps: number): Triple => [1, 1, taps];
const square = (taps: number): Triple => [1, taps, taps];

/** The engine whose convolutions all go by Winograd's transforms. */
const winograd = createWinograd(createModule("fast"));
const transforming: Backend = { ...fast, conv: winograd };

function image(
  [batch, groups, inPerGroup, outPerGroup]: readonly [number, number, number, number],
  [input, kernel]: readonly [Triple, Triple],
  options: Partial<Choice> = {},
): ConvSizes {
  const { stride = one, padding = none, after = padding, dilation = one } = options;
  const [inChannels, outChannels] = [groups * inPerGroup, groups * outPerGroup];
  const channels = { batch, groups, inChannels, outChannels };
  return sizesOf({ ...channels, input, kernel, stride, padding, after, dilation })!;
}

/** Around the tile (6 by 8 or 4), the block of k (256), the panels that are packed at a time (64), and images. */
const chosen: readonly ConvSizes[] = [
  image(
    [0, 1, 2, 3],
    [
      [1, 1, 5],
      [1, 1, 3],
    ],
  ),
  image(
    [2, 1, 0, 3],
    [
      [1, 1, 5],
      [1, 1, 3],
    ],
  ),
  image(
    [2, 1, 3, 0],
    [
      [1, 1, 5],
      [1, 1, 3],
    ],
  ),
  image([1, 1, 1, 1], [one, one]),
  image([3, 1, 7, 13], [one, one]),
  image([1, 1, 5, 7], [[1, 1, 8], one]),
  image(
    [2, 1, 3, 6],
    [
      [1, 6, 8],
      [1, 3, 3],
    ],
    { padding: [0, 1, 1] },
  ),
  image(
    [2, 1, 29, 7],
    [
      [1, 5, 7],
      [1, 3, 3],
    ],
    { padding: [0, 1, 1] },
  ), // 261 products a sum
  image(
    [1, 1, 2, 3],
    [
      [1, 23, 29],
      [1, 2, 3],
    ],
  ), // 594 windows
  image(
    [1, 1, 60, 2],
    [
      [1, 3, 3],
      [1, 3, 3],
    ],
    { padding: [0, 1, 1] },
  ), // 540 columns of the weight
  image(
    [2, 1, 2, 5],
    [
      [1, 11, 13],
      [1, 3, 3],
    ],
    { stride: [1, 2, 2], padding: [0, 1, 1] },
  ),
  image(
    [2, 1, 2, 5],
    [
      [1, 11, 13],
      [1, 3, 2],
    ],
    { stride: [1, 3, 4], dilation: [1, 2, 2] },
  ),
  image(
    [1, 2, 3, 4],
    [
      [3, 5, 7],
      [2, 3, 3],
    ],
    { stride: [2, 1, 3], padding: [1, 2, 0] },
  ),
  image(
    [2, 5, 1, 1],
    [
      [1, 7, 9],
      [1, 3, 3],
    ],
    { padding: [0, 1, 1] },
  ),
  image(
    [1, 3, 1, 2],
    [
      [1, 1, 17],
      [1, 1, 5],
    ],
    { padding: [0, 0, 4], after: [0, 0, 1] },
  ),
  image(
    [1, 1, 2, 2],
    [
      [1, 1, 3],
      [1, 1, 2],
    ],
    { padding: [0, 0, 7] },
  ), // windows that see no input
  image(
    [1, 1, 3, 2],
    [
      [1, 4, 9],
      [1, 1, 2],
    ],
    { stride: [1, 3, 5] },
  ), // inputs that no window sees
  image(
    [2, 1, 3, 4],
    [
      [1, 4, 4],
      [1, 2, 2],
    ],
    { stride: [1, 6, 2], dilation: [1, 3, 4], padding: [0, 2, 2] },
  ),
  image(
    [3, 1, 2, 3],
    [
      [1, 37, 41],
      [1, 2, 3],
    ],
  ), // 4212 places: two parts of the weight's gradient
  image([1, 9, 1, 1], [[1, 23, 29], three], { padding: [0, 1, 1] }), // 667 windows of single channels
];

/** What Winograd's transforms know: around tiles of 4 by 4, blocks of 64 of them, 24 rows, parts of 256. */
const transformed: readonly ConvSizes[] = [
  image([1, 1, 8, 8], [[1, 4, 4], three], { padding: [0, 1, 1] }),
  image([1, 1, 8, 8], [[1, 3, 3], three], { padding: [0, 2, 2], after: [0, 0, 1] }),
  image([3, 1, 9, 13], [[1, 7, 5], three], { padding: [0, 1, 0] }),
  image([1, 2, 8, 10], [[1, 13, 17], three], { padding: [0, 2, 2], after: [0, 1, 0] }),
  image([2, 1, 11, 30], [[1, 11, 3], three], { padding: [0, 0, 1], after: [0, 1, 2] }),
  image([70, 1, 8, 12], [[1, 4, 8], three], { padding: [0, 1, 1] }), // 140 tiles
  image([1, 1, 8, 25], [[1, 5, 300], three], { padding: [0, 1, 1] }), // 75 tiles in a row
  image([1, 1, 131, 8], [[1, 6, 6], three], { padding: [0, 1, 1] }),
  image([530, 1, 8, 8], [[1, 3, 4], three], { padding: [0, 1, 1] }), // 3 parts
  image([3, 1, 131, 29], [[1, 19, 17], three], { padding: [0, 1, 1] }), // 75 tiles, their points made first
  image([1, 2, 137, 9], [[1, 4, 5], three], { padding: [0, 1, 2] }),
  image([1, 1, 9, 134], [[1, 6, 3], three], { padding: [0, 2, 1] }),
  image(
    [2, 1, 8, 11],
    [
      [3, 5, 7],
      [3, 3, 3],
    ],
    { padding: [1, 1, 1] },
  ),
  image(
    [1, 2, 9, 8],
    [
      [4, 3, 6],
      [2, 3, 3],
    ],
    { padding: [2, 1, 0], after: [0, 1, 1] },
  ),
  image(
    [1, 1, 50, 45],
    [
      [2, 5, 4],
      [3, 3, 3],
    ],
    { padding: [1, 1, 1] },
  ),
  image([1, 1, 8, 8], [[2, 4, 5], three], { padding: [1, 1, 1], after: [0, 1, 1] }),
  image([3, 1, 9, 14], [[1, 13, 16], three], { padding: [0, 2, 2], dilation: [1, 2, 2] }),
  image([2, 2, 8, 9], [[1, 7, 11], three], { padding: [0, 1, 3], dilation: [1, 1, 3] }),
  image([1, 1, 131, 8], [[1, 9, 10], three], { padding: [0, 5, 2], dilation: [1, 5, 2] }),
  image([2, 1, 8, 10], [[1, 1, 301], line(2)]),
  image([2, 1, 9, 8], [[1, 1, 75], line(3)], { padding: [0, 0, 2] }),
  image([2, 1, 11, 9], [[1, 1, 80], line(4)], { padding: [0, 0, 1], after: [0, 0, 2] }),
  image([2, 1, 8, 26], [[1, 1, 83], line(5)], { padding: [0, 0, 8], dilation: [1, 1, 2] }),
  image([2, 1, 8, 9], [[1, 11, 9], square(2)], { after: [0, 1, 1] }),
  image([2, 1, 8, 9], [[1, 10, 11], square(4)], { padding: [0, 1, 2] }),
  image([2, 1, 9, 8], [[1, 9, 13], square(5)], { padding: [0, 2, 2] }),
  image([1, 1, 137, 8], [[1, 7, 8], square(5)], { padding: [0, 4, 0] }),
  image([2, 1, 8, 9], [[1, 12, 13], three], { stride: [1, 2, 2], padding: [0, 1, 1] }),
  image([2, 1, 5, 9], [[1, 16, 18], square(4)], { stride: [1, 2, 2], padding: [0, 1, 1] }),
  image([2, 2, 3, 8], [[1, 17, 15], square(5)], { stride: [1, 2, 3], padding: [0, 2, 2] }),
  image([2, 1, 3, 8], [[1, 21, 22], square(7)], { stride: [1, 2, 2], padding: [0, 3, 3] }),
  image(
    [1, 1, 40, 8],
    [
      [3, 11, 12],
      [2, 4, 4],
    ],
    { stride: [1, 2, 1], padding: [1, 1, 2], dilation: [1, 1, 2] },
  ),
];

/** What is laid out in bands: around their places (1,536), the block of k, rows whose sums are kept at a time, phases. */
const banded: readonly ConvSizes[] = [
  image([2, 6, 1, 1], [[1, 50, 61], three], { padding: [0, 1, 1] }),
  image([1, 7, 2, 2], [[1, 53, 59], three], { stride: [1, 2, 2], padding: [0, 1, 1] }),
  image(
    [2, 3, 2, 1],
    [
      [1, 19, 23],
      [1, 5, 5],
    ],
    { stride: [1, 2, 3], dilation: [1, 2, 1], padding: [0, 3, 4] },
  ),
  image(
    [1, 1, 2, 3],
    [
      [1, 1, 4001],
      [1, 1, 5],
    ],
    { stride: [1, 1, 2], padding: [0, 0, 2] },
  ),
  image(
    [1, 2, 1, 1],
    [
      [1, 2, 1700],
      [1, 1, 3],
    ],
    { dilation: [1, 1, 64] },
  ),
  image([1, 1, 60, 5], [[1, 9, 11], three], { padding: [0, 1, 1] }), // 540 products a sum
  image([1, 1, 3, 101], [[1, 29, 37], three], { padding: [0, 1, 1] }),
  image(
    [1, 4, 1, 2],
    [
      [3, 9, 11],
      [3, 3, 3],
    ],
    { padding: [1, 1, 1] },
  ),
  image(
    [1, 2, 1, 1],
    [
      [1, 1, 4300],
      [1, 1, 4225],
    ],
  ), // more taps than the table of a weight's gradient has
];

/** Sizes drawn from small primes, 1 and the like, all options mixed. */
function drawn(count: number): ConvSizes[] {
  const found: ConvSizes[] = [];
  for (let seed = 0; found.length < count; seed++) {
    const values = numbers(40, seed, 1);
    let next = 0;
    const pick = (...from: number[]): number =>
      from[Math.floor(((values[next++]! + 1) / 2) * from.length)]!;
    const dims = pick(1, 2, 2, 3);
    const each = (absent: number, ...from: number[]): Triple =>
      [3, 2, 1].map((dim) => (dim > dims ? absent : pick(...from))) as unknown as Triple;
    const groups = pick(1, 1, 2, 3);
    const sizes = sizesOf({
      batch: pick(1, 2, 3),
      groups,
      inChannels: groups * pick(1, 2, 3, 5),
      outChannels: groups * pick(1, 2, 5, 7, 13),
      input: each(1, 1, 2, 3, 5, 7, 11, 17),
      kernel: each(1, 1, 2, 3, 5),
      stride: each(1, 1, 1, 2, 3),
      padding: each(0, 0, 1, 2),
      after: each(0, 0, 1, 3),
      dilation: each(1, 1, 1, 2, 3),
    });
    if (sizes) found.push(sizes);
  }
  return found;
}

const volume = ([a, b, c]: Triple): number => a * b * c;

/** Elements of x, w and g. */
function lengths(sizes: ConvSizes): readonly [number, number, number] {
  const { batch, groups, inChannels, outChannels, input, kernel, output } = sizes;
  const w = outChannels * (inChannels / groups) * volume(kernel);
  return [batch * inChannels * volume(input), w, batch * outChannels * volume(output)];
}

/** A kernel's operands and result, `size` the bound of a sum of the operands' sizes. */
function calls(dtype: DType, sizes: ConvSizes, name: ConvName) {
  const [x, w, g] = lengths(sizes);
  const { inChannels, outChannels } = sizes;
  const [a, b, n, channels] = {
    forward: [x, w, g, outChannels],
    inputGradient: [g, w, x, inChannels],
    weightGradient: [x, g, w, 0],
  }[name] as [number, number, number, number];
  const values = [numbers(a, 1), numbers(b, 2), numbers(channels, 3)] as const;
  const [left, right, bias] = values.map((each) => put(dtype, each)) as [number, number, number];
  const magnitudes = values.map((each) => put(dtype, each.map(Math.abs))) as (typeof values)[0];
  const biases = name === "weightGradient" ? [0] : [0, bias];
  return {
    n,
    each: biases.map((added) => (engine: Backend, y: number) => {
      engine.conv[name](dtype, sizes, left, right, added, y);
    }),
    /** The sum of the sizes of all that an element of y is made of. */
    bound: (engine: Backend, y: number) => {
      const [l, r, added] = magnitudes as [number, number, number];
      engine.conv[name](dtype, sizes, l, r, channels ? added : 0, y);
    },
  };
}

describe.each(floats)("convolution of %s", (dtype) => {
  test.each(names)("%s equals the reference", (name) => {
    for (const sizes of [...chosen, ...transformed, ...banded, ...drawn(150)]) {
      const { n, each, bound } = calls(dtype, sizes, name);
      const size = result(reference, dtype, n, bound);
      for (const call of each) {
        expectSameBits(dtype, n, call);
        const actual = result(fast, dtype, n, call);
        const wanted = result(reference, dtype, n, call);
        for (let i = 0; i < n; i++) {
          const close = 300 * unit(dtype, size[i]!);
          if (!(Math.abs(actual[i]! - wanted[i]!) <= close)) {
            expect.unreachable(`${JSON.stringify(sizes)} [${i}]: ${actual[i]} for ${wanted[i]}`);
          }
        }
      }
    }
  });

  test.each(names)("%s takes nothing from its workspace", (name) => {
    const bytes = 2 ** 20;
    const block = allocate(bytes);
    uint8View().fill(0xff, block, block + bytes);
    release(block, bytes);
    const fresh = createWasm("fast");
    const padding: Triple = [0, 1, 1];
    const all = [
      image([2, 1, 3, 11], [[1, 5, 7], three], { padding }),
      image([2, 1, 8, 11], [[1, 5, 7], three], { padding }),
      image([2, 5, 1, 1], [[1, 13, 15], three], { padding, stride: [1, 2, 2] }),
      image([1, 1, 5, 7], [[1, 13, 15], three], { padding, dilation: [1, 2, 2] }),
    ];
    for (const sizes of all) {
      const { n, each } = calls(dtype, sizes, name);
      for (const call of each) {
        expect(result(fresh, dtype, n, call)).toEqual(result(fast, dtype, n, call));
      }
    }
  });
});

test.each(names)("%s by Winograd's transforms errs by 2^-16 of its size at most", (name) => {
  for (const sizes of transformed) {
    if (!winograd.knows(name, sizes)) continue;
    const { n, each, bound } = calls("float32", sizes, name);
    const exact = calls("float64", sizes, name);
    const size = result(reference, "float32", n, bound);
    each.forEach((call, i) => {
      const actual = result(transforming, "float32", n, call);
      const wanted = result(reference, "float64", n, exact.each[i]!);
      for (let at = 0; at < n; at++) {
        const error = Math.abs(actual[at]! - wanted[at]!) / size[at]!;
        if (!(error <= 2 ** -16)) expect.unreachable(`${JSON.stringify(sizes)} [${at}]: ${error}`);
      }
    });
  }
});

test("a tile's bits depend neither on those around it nor on its place", () => {
  const [inside, outside] = [image([1, 1, 8, 8], [[1, 10, 14], three]), 8 * 140];
  const many = { ...inside, batch: 40 };
  const x = put("float32", numbers(40 * outside, 1));
  const w = put("float32", numbers(8 * 72, 2));
  const whole = result(fast, "float32", 40 * 8 * 96, ({ conv }, y) =>
    conv.forward("float32", many, x, w, 0, y),
  );
  for (const i of [0, 7, 39]) {
    const alone = result(fast, "float32", 8 * 96, ({ conv }, y) =>
      conv.forward("float32", inside, x + 4 * i * outside, w, 0, y),
    );
    expect(alone).toEqual(whole.slice(i * 8 * 96, (i + 1) * 8 * 96));
  }
});

test("sizes beyond the kernels' numbers are left to the reference", () => {
  const far = 2 ** 30;
  const sizes = image(
    [1, 1, 1, 1],
    [
      [1, 1, 3],
      [1, 1, 2],
    ],
    {
      dilation: [1, 1, far],
      padding: [0, 0, far],
      after: none,
    },
  );
  const { n, each } = calls("float32", sizes, "forward");
  expectSameBits("float32", n, each[0]!);
});
