/** PyTorch's results for the table of ops, and how tests compare with them. */

import { describe, type Tensor } from "@gradkit/tensor";

declare global {
  /** What vite makes of modules. */
  interface ImportMeta {
    /** The modules of the files that a pattern names, by path. */
    glob<T>(pattern: string, options: { eager: true; import: "default" }): Record<string, T>;
  }
}

/** Numbers in row-major order with their shape. */
export interface Plain {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** PyTorch's result for one sample, with gradients by each float input where there are any. */
export interface Fixture {
  readonly forward: Plain;
  readonly first?: readonly Plain[];
  readonly second?: readonly Plain[];
}

/** Fixtures by the title of an entry, one a sample; `tools/fixtures/ops.py` makes them. */
export function readFixtures(): Record<string, readonly Fixture[]> {
  const files = import.meta.glob<Record<string, readonly Fixture[]>>("./fixtures/ops/*.json", {
    eager: true,
    import: "default",
  });
  return Object.assign({}, ...Object.values(files));
}

/** Allowed error, relative to the expected value and beside it. */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/** Throws where a tensor's shape or any element is not what is expected; NaN equals NaN. */
export function assertClose(actual: Tensor, expected: Plain, { rtol, atol }: Tolerance): void {
  if (actual.shape.join() !== expected.shape.join()) {
    throw new Error(`${describe(actual)} where the shape [${expected.shape}] is expected`);
  }
  actual.dataSync().forEach((value, i) => {
    const wanted = expected.values[i]!;
    const limit = atol + rtol * Math.abs(wanted);
    const near = Number.isFinite(limit) && Math.abs(value - wanted) <= limit;
    if (near || Object.is(value, wanted) || (Number.isNaN(value) && Number.isNaN(wanted))) return;
    throw new Error(`element ${i} of ${describe(actual)} is ${value}, expected ${wanted}`);
  });
}

/** The bits of a tensor's elements, NaNs made one, for comparing to the last bit. */
export function bitsOf(x: Tensor): string {
  const values = x.dataSync().map((v) => (Number.isNaN(v) ? Number.NaN : v));
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return `${describe(x)} ${Array.from(bytes, (byte) => byte.toString(16)).join(" ")}`;
}
