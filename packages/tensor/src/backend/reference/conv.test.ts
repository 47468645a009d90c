import { expect, test } from "vitest";
import type { ConvSizes, Triple } from "../windows.ts";
import { conv } from "./conv.ts";
import { matmul } from "./matmul.ts";
import { get, put, room } from "./testing.ts";

function numbers(n: number, seed: number): number[] {
  return Array.from({ length: n }, (_, i) =>
    Math.fround((((i + seed) * 7919) % 1009) / 13 - 30 + seed / 7),
  );
}

/** For each tap and output the position in an input plane, or -1 in the padding: told from the formula alone. */
function positions(sizes: ConvSizes): number[][] {
  const every = ([a, b, c]: Triple): Triple[] =>
    Array.from({ length: a * b * c }, (_, i) => [
      Math.floor(i / (b * c)),
      Math.floor(i / c) % b,
      i % c,
    ]);
  return every(sizes.kernel).map((tap) =>
    every(sizes.output).map((out) => {
      const at = out.map(
        (p, i) => p * sizes.stride[i]! - sizes.padding[i]! + tap[i]! * sizes.dilation[i]!,
      );
      const inside = at.every((p, i) => p >= 0 && p < sizes.input[i]!);
      return inside ? (at[0]! * sizes.input[1] + at[1]!) * sizes.input[2] + at[2]! : -1;
    }),
  );
}

function multiply(m: number, n: number, k: number, a: number[], b: number[], transposed = false) {
  const y = room("float32", m * n);
  const [row, column] = transposed ? [1, k] : [n, 1];
  matmul("float32", m, n, k, put("float32", a), k, 1, put("float32", b), row, column, 0, y);
  return get("float32", m * n, y);
}

/** Two images of `[inChannels, 2, 18, width]`, with all that a convolution may have but groups. */
function setting(inChannels: number, outChannels: number, width: number) {
  const sizes: ConvSizes = {
    ...{ batch: 2, groups: 1, inChannels, outChannels },
    ...{ input: [2, 18, width], kernel: [1, 3, 3], output: [2, 9, width] },
    ...{ stride: [1, 2, 1], padding: [0, 1, 2], dilation: [1, 1, 2] },
  };
  const inputs = 36 * width;
  const outputs = 18 * width;
  const depth = 9 * inChannels;
  const x = numbers(2 * inChannels * inputs, 1);
  const w = numbers(outChannels * depth, 2);
  const g = numbers(2 * outChannels * outputs, 3);
  return { sizes, inputs, outputs, depth, x, w, g, places: positions(sizes) };
}

type Setting = ReturnType<typeof setting>;

/** The windows of image `b` as columns: `[channels * taps, outputs]`, 0 in the padding. */
function columns({ sizes, places, x, inputs }: Setting, b: number): number[] {
  return Array.from({ length: sizes.inChannels }, (_, c) => {
    const plane = (b * sizes.inChannels + c) * inputs;
    return places.map((row) => row.map((at) => (at < 0 ? 0 : x[plane + at]!)));
  }).flat(2);
}

/** The gradient of image `b`: `[outChannels, outputs]`. */
function gradient({ sizes, g, outputs }: Setting, b: number): number[] {
  const n = sizes.outChannels * outputs;
  return g.slice(b * n, (b + 1) * n);
}

test("forward has the bits of the product of the weight and the windows as columns", () => {
  const all = setting(30, 2, 3); // 270 products a sum
  const { sizes, x, w, g, outputs, depth } = all;
  const y = room("float32", g.length);
  conv.forward("float32", sizes, put("float32", x), put("float32", w), 0, y);
  const expected = [0, 1].flatMap((b) => multiply(2, outputs, depth, w, columns(all, b)));
  expect(get("float32", g.length, y)).toEqual(expected);
});

test("the weight's gradient has the bits of such a product over the windows of all images", () => {
  const all = setting(2, 2, 17); // 612 products a sum
  const { sizes, x, w, g, outputs, depth } = all;
  const y = room("float32", w.length);
  conv.weightGradient("float32", sizes, put("float32", x), put("float32", g), 0, y);
  const [first, second] = [columns(all, 0), columns(all, 1)];
  const windows = Array.from({ length: depth }, (_, row) =>
    [first, second].flatMap((each) => each!.slice(row * outputs, (row + 1) * outputs)),
  ).flat();
  const rows = [0, 1].flatMap((o) =>
    [0, 1].flatMap((b) => gradient(all, b).slice(o * outputs, (o + 1) * outputs)),
  );
  expect(get("float32", w.length, y)).toEqual(multiply(2, depth, 2 * outputs, rows, windows, true));
});

test("the input's gradient has the bits of such a product over the channels and taps that reach it", () => {
  const all = setting(2, 90, 3); // 270 or 540 products a sum
  const { sizes, x, w, g, inputs, outputs } = all;
  const y = room("float32", x.length);
  conv.inputGradient("float32", sizes, put("float32", g), put("float32", w), 0, y);
  const expected = [0, 1].flatMap((b) => {
    const values = gradient(all, b);
    const planes: number[][] = [[], []];
    for (let at = 0; at < inputs; at++) {
      const terms = termsOf(sizes, at);
      const each = Array.from({ length: 90 }, (_, o) => terms.map((term) => ({ o, ...term })));
      const sums = multiply(
        2,
        1,
        90 * terms.length,
        [0, 1].flatMap((c) => each.flat().map(({ o, tap }) => w[(o * 2 + c) * 9 + tap]!)),
        each.flat().map(({ o, out }) => (out < 0 ? 0 : values[o * outputs + out]!)),
      );
      planes.forEach((plane, c) => {
        plane.push(sums[c]!);
      });
    }
    return planes.flat();
  });
  expect(get("float32", x.length, y)).toEqual(expected);
});

/** The taps that step onto an input position, each with the output that has it there, or -1 beyond the edge. */
function termsOf(sizes: ConvSizes, at: number): { tap: number; out: number }[] {
  const { input, kernel, output, stride, padding, dilation } = sizes;
  const place = [Math.floor(at / (input[1] * input[2])), Math.floor(at / input[2]) % input[1]];
  place.push(at % input[2]);
  return Array.from({ length: 9 }, (_, tap) => {
    const taps = [0, Math.floor(tap / kernel[2]), tap % kernel[2]];
    const outs = place.map((p, i) => (p + padding[i]! - taps[i]! * dilation[i]!) / stride[i]!);
    const isInside = outs.every((p, i) => p >= 0 && p < output[i]!);
    const out = isInside ? (outs[0]! * output[1] + outs[1]!) * output[2] + outs[2]! : -1;
    return { tap, out, isWhole: outs.every(Number.isInteger) };
  }).filter(({ isWhole }) => isWhole);
}

test("a bias starts the sums", () => {
  const one: Triple = [1, 1, 1];
  const sizes: ConvSizes = {
    ...{ batch: 2, groups: 1, inChannels: 1, outChannels: 2 },
    ...{ input: [1, 1, 2], kernel: one, output: [1, 1, 2] },
    ...{ stride: one, padding: [0, 0, 0], dilation: one },
  };
  const x = put("float64", [1, 2, 3, 4]);
  const w = put("float64", [1, 10]);
  const y = room("float64", 8);
  conv.forward("float64", sizes, x, w, put("float64", [100, 200]), y);
  expect(get("float64", 8, y)).toEqual([101, 102, 210, 220, 103, 104, 230, 240]);
  const back = room("float64", 4);
  conv.inputGradient("float64", sizes, y, w, put("float64", [5]), back);
  expect(get("float64", 4, back)).toEqual([2206, 2307, 2408, 2509]);
});

test("groups see only their own channels", () => {
  const one: Triple = [1, 1, 1];
  const sizes: ConvSizes = {
    ...{ batch: 1, groups: 2, inChannels: 2, outChannels: 4 },
    ...{ input: [1, 1, 2], kernel: one, output: [1, 1, 2] },
    ...{ stride: one, padding: [0, 0, 0], dilation: one },
  };
  const y = room("float64", 8);
  const [a, b] = [put("float64", [1, 2, 10, 20]), put("float64", [1, 3, 5, 7])];
  conv.forward("float64", sizes, a, b, 0, y);
  expect(get("float64", 8, y)).toEqual([1, 2, 3, 6, 50, 100, 70, 140]);
  const back = room("float64", 4);
  conv.inputGradient("float64", sizes, y, b, 0, back);
  expect(get("float64", 4, back)).toEqual([10, 20, 740, 1480]);
  const weight = room("float64", 4);
  conv.weightGradient("float64", sizes, a, y, 0, weight);
  expect(get("float64", 4, weight)).toEqual([5, 15, 2500, 3500]);
});
