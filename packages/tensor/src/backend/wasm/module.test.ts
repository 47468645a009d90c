import { afterEach, expect, test, vi } from "vitest";
import { hasSharedMemory, inNode } from "../../../../../tools/surroundings.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.resetModules();
});

/** The engine and the memory as a program sees them that starts in the present surroundings. */
async function start() {
  const { createWasm } = await import("./index.ts");
  const memory = await import("../memory.ts");
  return { ...memory, createWasm };
}

/** The sum of `[1, 2, 3, 4]` doubled, by a new engine on new memory. */
async function addOnce(build: "fast" | "strict"): Promise<number> {
  const { allocate, createWasm, float32View } = await start();
  const engine = createWasm(build);
  const x = allocate(16);
  const y = allocate(16);
  float32View().set([1, 2, 3, 4], x / 4);
  engine.binary.add("float32", 1, 4, x, 0, 1, x, 0, 1, y);
  return float32View()
    .subarray(y / 4, y / 4 + 4)
    .reduce((sum, value) => sum + value, 0);
}

test("making an engine takes no memory and compiles nothing", async () => {
  const compile = vi.spyOn(WebAssembly, "Module");
  const { createWasm, memoryBytes } = await start();
  expect(createWasm("fast").name).toBe("wasm");
  expect(createWasm("strict").name).toBe("wasm-strict");
  expect(compile).not.toHaveBeenCalled();
  expect(memoryBytes()).toBe(0);
});

test.runIf(hasSharedMemory).each(["fast", "strict"] as const)(
  "%s runs on shared memory",
  async (build) => {
    expect(await addOnce(build)).toBe(20);
    const { linearMemory } = await start();
    expect(linearMemory().buffer).toBeInstanceOf(SharedArrayBuffer);
  },
);

// A browser keeps its modules, with the memory that they have made: there, pages without isolation run all tests.
test.runIf(inNode).each(["fast", "strict"] as const)(
  "%s runs without shared memory",
  async (build) => {
    vi.stubGlobal("SharedArrayBuffer", undefined);
    expect(await addOnce(build)).toBe(20);
    const { linearMemory } = await start();
    expect(linearMemory().buffer).toBeInstanceOf(ArrayBuffer);
  },
);

test("runs where nothing decodes hexadecimal digits", async () => {
  vi.stubGlobal("Buffer", undefined);
  vi.stubGlobal(
    "Uint8Array",
    class extends Uint8Array {
      static fromHex = undefined;
    },
  );
  expect(await addOnce("fast")).toBe(20);
});

test.runIf(inNode)("fast is the strict binary where relaxed SIMD is missing", async () => {
  vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
  const { allocate, createWasm, float32View } = await start();
  const a = allocate(8);
  const b = allocate(8);
  const y = allocate(4);
  // x * x - (1 + 2^-11) is 2^-24 where the product is not rounded.
  const x = 1 + 2 ** -12;
  float32View().set([-(1 + 2 ** -11), x], a / 4);
  float32View().set([1, x], b / 4);
  createWasm("fast").matmul("float32", 1, 1, 2, a, 2, 1, b, 1, 1, 0, y);
  expect(float32View()[y / 4]).toBe(0);
});

test.runIf(inNode)("where a page forbids to compile, the error says what to allow", async () => {
  vi.spyOn(WebAssembly, "Module").mockImplementation(function refuse() {
    throw new WebAssembly.CompileError("blocked by CSP");
  });
  await expect(addOnce("fast")).rejects.toThrow(
    "wasm: the kernels do not compile here (blocked by CSP); a page's content security policy must have " +
      "'wasm-unsafe-eval' in its script-src. Allow it, or setEngine(\"reference\").",
  );
});

test("pieces of a kernel are run one and all", async () => {
  const { allocate, float32View } = await start();
  const { createModule } = await import("./module.ts");
  const x = allocate(32);
  float32View().set([1, 2, 3, 4, 5, 6, 7, 8], x / 4);
  createModule("fast").run(
    "negF32",
    [
      [3, x, x],
      [5, x + 12, x + 12],
    ],
    true,
  );
  expect([...float32View().subarray(x / 4, x / 4 + 8)]).toEqual([-1, -2, -3, -4, -5, -6, -7, -8]);
});
