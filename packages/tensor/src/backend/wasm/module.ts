/** The compiled kernels: decoded, compiled and linked to the common memory at the first use of one. */

import type { DType } from "../../dtype.ts";
import type { Address } from "../backend.ts";
import { allocate, isShared, linearMemory } from "../memory.ts";
import { threads } from "../threads.ts";
import type { KernelName } from "./kernels.wasm.ts";
import { fast, fastKernels, strict, workspaceBytes } from "./kernels.wasm.ts";
import type { Pool } from "./pool.ts";
import { createPool } from "./pool.ts";

/** The two builds of the same sources: with fused multiply-adds, and without. */
export type Build = "fast" | "strict";

/** A function of the binary: sizes and addresses in, at most one number out. */
export type Kernel = (...values: number[]) => number;

/** Names of kernels without a suffix that all of these have. */
export type NameOf<Suffix extends string, Name = KernelName> = Name extends `${infer Stem}${Suffix}`
  ? Stem
  : never;

/** Kernels that have a form for both float dtypes. */
export type FloatKernelName = NameOf<"F32"> & NameOf<"F64">;

/** The arguments of one call of a kernel, without the workspace. */
export type Piece = readonly number[];

/** One linked binary. */
export interface Module {
  /** The kernel that is exported under a name. */
  kernel(name: KernelName): Kernel;
  /** Where this thread's kernels may write what they need for themselves. */
  workspace(): Address;
  /**
   * Calls a kernel once for each piece, in any order; who runs a piece puts its own workspace behind the arguments.
   * Pieces write to disjoint memory. `inPlace` says that a piece reads what it writes, so that it cannot be run twice.
   */
  run(name: KernelName, pieces: readonly Piece[], inPlace?: boolean): void;
}

/** The name of a kernel's form for a float dtype, or for int32 where it has one. */
export function floatName(name: FloatKernelName, dtype: DType): KernelName {
  if (dtype === "float32") return `${name}F32`;
  return dtype === "float64" ? `${name}F64` : (`${name}I32` as KernelName);
}

/** The forms of a kernel as {@link floatName} has them, each looked up when it is first used. */
export function floatKernel(module: Module, name: FloatKernelName): (dtype: DType) => Kernel {
  let float32: Kernel | undefined;
  let float64: Kernel | undefined;
  let int32: Kernel | undefined;
  return (dtype) => {
    if (dtype === "float32") {
      float32 ??= module.kernel(`${name}F32`);
      return float32;
    }
    if (dtype === "float64") {
      float64 ??= module.kernel(`${name}F64`);
      return float64;
    }
    int32 ??= module.kernel(floatName(name, dtype));
    return int32;
  };
}

/** The kernels of a build in the common memory. */
export interface Linked {
  /** The binaries in an order in which a kernel of a later one stands for that of an earlier one. */
  readonly modules: readonly WebAssembly.Module[];
  readonly memory: WebAssembly.Memory;
  /** All kernels by name, in the order in which {@link modules} name them first. */
  readonly kernels: ReadonlyMap<string, Kernel>;
  /** This thread's own. */
  readonly workspace: Address;
  readonly workspaceBytes: number;
}

/** A module that is linked when it is first asked for something, each of its binaries by itself. */
export function createModule(build: Build): Module {
  let own: Address | undefined;
  let pool: Pool | undefined;
  const workspace = (): Address => {
    own ??= allocate(workspaceBytes);
    return own;
  };
  const kernel = (name: KernelName): Kernel => {
    const binaries = binariesOf(build);
    const holder = binaries.length > 1 && fastNames().has(name) ? fastBinary : strictBinary;
    return holder().kernels.get(name) as Kernel;
  };
  return {
    kernel,
    workspace,
    run: (name, pieces, inPlace = false) => {
      if (pieces.length > 1 && threads() > 1) {
        pool ??= createPool(link(build, workspace()));
        pool(name, pieces, inPlace);
      } else {
        const f = kernel(name);
        const place = workspace();
        for (const piece of pieces) f(...piece, place);
      }
    },
  };
}

/** Links all of a build for a thread with a workspace. */
export function link(build: Build, workspace = allocate(workspaceBytes)): Linked {
  const binaries = binariesOf(build).map((binary) => binary());
  return {
    modules: binaries.map(({ module }) => module),
    memory: linearMemory(),
    kernels: new Map(binaries.flatMap(({ kernels }) => [...kernels])),
    workspace,
    workspaceBytes,
  };
}

/** One binary, compiled and linked. */
interface Binary {
  readonly module: WebAssembly.Module;
  readonly kernels: ReadonlyMap<string, Kernel>;
}

const strictBinary = once(() => instantiate(strict));
const fastBinary = once(() => instantiate(fast));
const canFuse = once(hasRelaxedSimd);
const fastNames = once(() => new Set(fastKernels.split(" ")));

/** All kernels, and those that stand for some of them; where fused multiply-adds are missing, fast is strict. */
function binariesOf(build: Build): readonly (() => Binary)[] {
  return build === "fast" && canFuse() ? [strictBinary, fastBinary] : [strictBinary];
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function instantiate(hex: string): Binary {
  const binary = decode(hex);
  const memory = linearMemory();
  if (!isShared(memory)) unshareMemory(binary);
  const module = compile(binary);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const isKernel = (entry: [string, WebAssembly.ExportValue]): entry is [string, Kernel] =>
    typeof entry[1] === "function";
  return { module, kernels: new Map(Object.entries(exports).filter(isKernel)) };
}

function compile(binary: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(binary);
  } catch (cause) {
    throw new Error(
      `wasm: the kernels do not compile here (${cause instanceof Error ? cause.message : cause}); a page's content security policy ` +
        "must have 'wasm-unsafe-eval' in its script-src. Allow it, or setEngine(\"reference\").",
      { cause },
    );
  }
}

/** What runtimes offer to decode at once; a loop over characters takes milliseconds at a cold start. */
interface Decoders {
  readonly Uint8Array: { fromHex?(text: string): Uint8Array<ArrayBuffer> };
  readonly Buffer?: { from(text: string, encoding: "hex"): Uint8Array<ArrayBuffer> };
}

function decode(hex: string): Uint8Array<ArrayBuffer> {
  const { Uint8Array: bytes, Buffer: buffer } = globalThis as unknown as Decoders;
  if (bytes.fromHex) return bytes.fromHex(hex);
  if (buffer) return buffer.from(hex, "hex");
  const digit = (at: number) => {
    const code = hex.charCodeAt(at);
    return code < 58 ? code - 48 : code - 87;
  };
  return Uint8Array.from(
    { length: hex.length / 2 },
    (_, i) => digit(2 * i) * 16 + digit(2 * i + 1),
  );
}

/** Whether `f32x4.relaxed_madd` of three splats is valid here. */
function hasRelaxedSimd(): boolean {
  const zeros = [0x41, 0x00, 0xfd, 0x0f];
  const code = [...zeros, ...zeros, ...zeros, 0xfd, 0x85, 0x02, 0x0b];
  const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  const types = [0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b, 0x03, 0x02, 0x01, 0x00];
  const body = [0x0a, code.length + 3, 0x01, code.length + 1, 0x00, ...code];
  return WebAssembly.validate(new Uint8Array([...header, ...types, ...body]));
}

/** The limits flag of the imported memory `env.memory`: with a maximum, and shared or not. */
const sharedLimits = 3;
const ownLimits = 1;

/** Makes the binary import a memory that is not shared: so one binary serves both. */
function unshareMemory(binary: Uint8Array): void {
  const name = [...new TextEncoder().encode("\x03env\x06memory\x02")];
  const start = binary.findIndex((_, i) => name.every((byte, j) => binary[i + j] === byte));
  const flag = start + name.length;
  if (start < 0 || binary[flag] !== sharedLimits) {
    throw new Error(
      "wasm: the kernels do not import the memory env.memory; run `npm run kernels`.",
    );
  }
  binary[flag] = ownLimits;
}
