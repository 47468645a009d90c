import { describe, expect, test } from "vitest";
import { inNode } from "../../../tools/surroundings.ts";
import { keep, memory, ones, scope, tensor, zeros } from "./index.ts";

const alive = () => memory().tensors;

describe("scope", () => {
  test("frees all but what is returned, deep inside objects too", () => {
    const before = alive();
    const result = scope(() => {
      const x = ones([4]);
      return { list: [x.mul(2)], map: new Map([["sum", x.sum()]]) };
    });
    expect(alive()).toBe(before + 2);
    expect(result.list[0]!.toArray()).toEqual([2, 2, 2, 2]);
    expect(result.map.get("sum")!.item()).toBe(4);
  });

  test("keeps the graph of what is returned", () => {
    const w = tensor([2], { requiresGrad: true });
    const y = scope(() => w.square().exp());
    expect(y.node?.inputs[0]?.item()).toBe(4);
  });

  test("nests: what is returned belongs to the outer scope", () => {
    const before = alive();
    scope(() => {
      const y = scope(() => ones([2]).mul(3));
      expect(y.toArray()).toEqual([3, 3]);
    });
    expect(alive()).toBe(before);
  });

  test("ends when the function throws", () => {
    const before = alive();
    expect(() =>
      scope(() => {
        ones([2]);
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(alive()).toBe(before);
  });

  test("as a declaration ends with its block; clear frees at once", () => {
    const before = alive();
    {
      using inside = scope("block");
      ones([2]);
      expect(alive()).toBe(before + 1);
      inside.clear();
      expect(alive()).toBe(before);
      ones([2]);
    }
    expect(alive()).toBe(before);
  });

  test("keep takes a tensor out", () => {
    const kept = scope(() => [keep(ones([2])).toArray(), keep(zeros([3]))])[1];
    expect((kept as ReturnType<typeof ones>).toArray()).toEqual([0, 0, 0]);
  });

  test("a freed tensor names its op and the scope", () => {
    let leaked = ones([2]);
    {
      using inside = scope("evaluation");
      leaked = ones([2]).exp();
      expect(inside.name).toBe("evaluation");
    }
    expect(() => leaked.add(1)).toThrow(
      /the tensor made by exp was freed by evaluation.*keep\(tensor\)/,
    );
    expect(() => leaked.dataSync()).toThrow(/freed by evaluation/);
    expect(() => leaked.reshape([2, 1]).toArray()).toThrow(/freed by evaluation/);
  });
});

describe("asynchronous scopes", () => {
  test.runIf(inNode)("follow their task and free nothing of another's", async () => {
    const before = alive();
    const task = (value: number, pauses: number) =>
      scope(async () => {
        const x = ones([2]).mul(value);
        for (let i = 0; i < pauses; i++) await new Promise((done) => setTimeout(done, 1));
        const y = x.add(1);
        await Promise.resolve();
        return y.sum();
      });
    const [a, b] = await Promise.all([task(1, 5), task(10, 1)]);
    expect([a!.item(), b!.item()]).toEqual([4, 22]);
    expect(alive()).toBe(before + 2);
  });

  test("end when the task fails", async () => {
    const before = alive();
    await expect(
      scope(async () => {
        ones([2]);
        await Promise.resolve();
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(alive()).toBe(before);
  });
});

/** Bytes alive when the collector has had several turns. */
async function collectedBytes(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    (globalThis as { gc?: () => void }).gc?.();
    await new Promise((done) => setTimeout(done, 5));
  }
  return memory().bytes;
}

test("the garbage collector returns what no scope owns", async () => {
  const before = await collectedBytes();
  for (let i = 0; i < 100; i++) ones([1000]);
  expect(memory().bytes - before).toBe(400_000);
  expect(await collectedBytes()).toBeLessThan(before + 5000);
});

test("a steady loop takes nothing new", () => {
  const step = () => scope(() => ones([100, 100]).add(1).mul(2).sum().item());
  for (let i = 0; i < 10; i++) step();
  const { reserved, tensors } = memory();
  for (let i = 0; i < 1000; i++) step();
  expect(memory().reserved).toBe(reserved);
  expect(memory().tensors).toBe(tensors);
});
