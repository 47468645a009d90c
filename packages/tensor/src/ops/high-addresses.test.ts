import { afterAll, expect, test } from "vitest";
import { assertClose, readFixtures } from "../../../../tools/op-fixtures.ts";
import { inNode } from "../../../../tools/surroundings.ts";
import { setEngine } from "../backend/current.ts";
import { allocate } from "../backend/memory.ts";
import { ones, scope } from "../index.ts";
import { inputsOf, opInfos, titleOf } from "../testing/index.ts";

const fixtures = readFixtures();

afterAll(() => setEngine("wasm"));

// Such addresses are negative where they are taken for signed numbers. A page may not get so much memory.
test.runIf(inNode).each(["wasm", "wasm-strict", "reference"] as const)(
  "the table of ops on %s holds beyond 2 GiB",
  (engine) => {
    setEngine(engine);
    while (allocate(64) < 2 ** 31) allocate(2 ** 30);
    expect(scope(() => ones([1000]).storage.address)).toBeGreaterThan(2 ** 31);
    for (const info of opInfos) {
      info.samples.forEach((sample, i) => {
        const { forward } = fixtures[titleOf(info)]![i]!;
        scope(() => {
          const y = info.op(...inputsOf(sample, "float32"));
          assertClose(y, forward, { rtol: 2e-6, atol: 2e-5 });
        });
      });
    }
  },
);
