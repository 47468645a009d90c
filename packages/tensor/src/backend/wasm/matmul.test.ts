import { describe, expect, test } from "vitest";
import { reference } from "../reference/index.ts";
import { expectSameBits, fast, numbers, put, result, unit } from "./testing.ts";

const floats = ["float32", "float64"] as const;

/** m, n and k around the tile (6 by 8 or 4), the block of k (256), and packing's limits. */
const shapes: (readonly [number, number, number])[] = [
  [0, 3, 2],
  [3, 0, 2],
  [3, 5, 0],
  [1, 1, 1],
  [1, 17, 9],
  [5, 7, 3],
  [6, 8, 4],
  [7, 9, 257],
  [12, 16, 256],
  [13, 3, 600],
  [25, 31, 50],
  [31, 10, 13],
  [3, 530, 5],
  [30, 70, 300],
];

/** The kernel's strides for each pair of transposes. */
function strides(m: number, n: number, k: number, ta: boolean, tb: boolean) {
  return [ta ? 1 : k, ta ? m : 1, tb ? 1 : n, tb ? k : 1] as const;
}

describe.each(floats)("matmul of %s", (dtype) => {
  test.each(shapes)("%i x %i, over %i", (m, n, k) => {
    const aValues = numbers(m * k, 1);
    const bValues = numbers(k * n, 2);
    const a = put(dtype, aValues);
    const b = put(dtype, bValues);
    for (const bias of [0, put(dtype, numbers(n, 3))]) {
      for (const ta of [false, true]) {
        for (const tb of [false, true]) {
          const [aRow, aColumn, bRow, bColumn] = strides(m, n, k, ta, tb);
          const call = ({ matmul }: typeof fast, y: number) =>
            matmul(dtype, m, n, k, a, aRow, aColumn, b, bRow, bColumn, bias, y);
          expectSameBits(dtype, m * n, call);

          // Fused or not, an element errs by at most 2 k roundings of the sum of sizes.
          const actual = result(fast, dtype, m * n, call);
          const wanted = result(reference, dtype, m * n, call);
          for (let i = 0; i < m; i++) {
            for (let j = 0; j < n; j++) {
              let size = 2;
              for (let p = 0; p < k; p++) {
                const x = aValues[i * aRow + p * aColumn]!;
                size += Math.abs(x * bValues[p * bRow + j * bColumn]!);
              }
              const bound = 2 * (k + 1) * size * unit(dtype, 0.5);
              const [x, y] = [actual[i * n + j]!, wanted[i * n + j]!];
              if (!(Math.abs(x - y) <= bound)) expect.unreachable(`[${i}, ${j}]: ${x} for ${y}`);
            }
          }
        }
      }
    }
  });

  test("a row does not depend on the rows and columns around it", () => {
    const [m, n, k] = [29, 43, 300];
    const a = put(dtype, numbers(m * k, 1));
    const b = put(dtype, numbers(k * n, 2));
    const size = dtype === "float32" ? 4 : 8;
    const whole = result(fast, dtype, m * n, ({ matmul }, y) =>
      matmul(dtype, m, n, k, a, k, 1, b, n, 1, 0, y),
    );
    for (const i of [0, 5, 6, 28]) {
      const row = result(fast, dtype, n - 3, ({ matmul }, y) =>
        matmul(dtype, 1, n - 3, k, a + i * k * size, k, 1, b + 3 * size, n, 1, 0, y),
      );
      expect(row).toEqual(whole.slice(i * n + 3, (i + 1) * n));
    }
  });

  test("reads rows that lie apart", () => {
    const [m, n, k] = [9, 11, 8];
    const a = put(dtype, numbers(m * 20, 1));
    const b = put(dtype, numbers(k * 20, 2));
    expectSameBits(dtype, m * n, ({ matmul }, y) =>
      matmul(dtype, m, n, k, a, 20, 1, b, 20, 1, 0, y),
    );
  });

  // Of little work, of much together, and of much each.
  test.each([
    [3, 7, 9, 11],
    [20, 40, 50, 60],
    [3, 110, 101, 103],
  ])("a batch of %i products %i x %i, over %i, has the bits of each alone", (batch, m, n, k) => {
    const a = put(dtype, numbers(batch * m * k, 1));
    const b = put(dtype, numbers(batch * k * n, 2));
    const size = dtype === "float32" ? 4 : 8;
    const whole = result(fast, dtype, batch * m * n, (engine, y) =>
      engine.matmulBatch(dtype, batch, m, n, k, a, m * k, k, 1, b, k * n, n, 1, y),
    );
    for (let i = 0; i < batch; i++) {
      const at = [a + i * m * k * size, k, 1, b + i * k * n * size, n, 1] as const;
      const one = result(fast, dtype, m * n, ({ matmul }, y) =>
        matmul(dtype, m, n, k, ...at, 0, y),
      );
      expect(one).toEqual(whole.slice(i * m * n, (i + 1) * m * n));
    }
  });
});
