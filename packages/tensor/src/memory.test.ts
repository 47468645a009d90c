import { afterEach, describe, expect, test } from "vitest";
import { inNode } from "../../../tools/surroundings.ts";
import { allocate, float32View, poisonFree, release } from "./backend/memory.ts";
import { memory, OutOfMemoryError, ones, scope, setMemoryLimit, zeros } from "./index.ts";

const most = 2 ** 32;
const mebibyte = 2 ** 20;

afterEach(() => setMemoryLimit(most));

test("free memory that is poisoned reads as NaN", () => {
  const freed = scope(() => ones([1000]).storage.address);
  const fresh = allocate(4000);
  release(fresh, 4000);
  poisonFree();
  expect(float32View()[freed / 4]).toBeNaN();
  expect(float32View()[fresh / 4 + 999]).toBeNaN();
});

describe("at the limit", () => {
  test("the error says how much, names the biggest holders, and nothing is half made", () => {
    scope(() => {
      const held = ones([64, mebibyte / 4]).exp();
      const before = memory();
      setMemoryLimit(before.reserved);
      expect(() => zeros([before.reserved / 4])).toThrow(OutOfMemoryError);
      expect(() => zeros([before.reserved / 4])).toThrow(
        /^out of memory: [\d.]+ MiB more than the limit of [\d.]+ MiB allows, .* most by .*exp 64\.0 MiB/,
      );
      const after = memory();
      expect([after.bytes, after.tensors]).toEqual([before.bytes, before.tensors]);
      expect(held.dataSync()[0]).toBeCloseTo(Math.E, 6);
    });
  });

  test("where nobody holds anything, the error names nobody", () => {
    setMemoryLimit(0);
    expect(() => scope(() => zeros([2 ** 29]))).toThrow(/ MiB taken\. Free tensors/);
  });

  test("what is freed can be used again, in blocks of another size", () => {
    scope(() => zeros([64, mebibyte / 4]));
    setMemoryLimit(memory().reserved);
    const take = () => scope(() => Array.from({ length: 1000 }, () => zeros([mebibyte / 4])));
    expect(take).toThrow(OutOfMemoryError);
    expect(
      scope(() =>
        ones([(4 * mebibyte) / 4])
          .sum()
          .item(),
      ),
    ).toBe(mebibyte);
    expect(take).toThrow(OutOfMemoryError);
  });

  test.each([-1, 2 ** 32 + 1, Number.NaN])("a limit of %d is refused", (limit) => {
    expect(() => setMemoryLimit(limit)).toThrow(/^setMemoryLimit: .* between 0 and 4294967296/);
  });

  test.each([2 ** 32 + 1, 2 ** 32 + 64, 2 ** 33 + 64, 2 ** 40])(
    "a block of %d bytes is refused",
    (bytes) => {
      expect(() => allocate(bytes)).toThrow(OutOfMemoryError);
    },
  );

  // Reserves all that WebAssembly has, which a page may not get.
  test.runIf(inNode)("4 GiB are the end, and after it things go on", () => {
    const half = 2 ** 29;
    const blocks: number[] = [];
    expect(() => {
      for (;;) blocks.push(allocate(half));
    }).toThrow(OutOfMemoryError);
    expect(blocks.length).toBeGreaterThan(5);
    for (const block of blocks) release(block, half);
    expect(scope(() => ones([1000]).sum().item())).toBe(1000);
  });
});
