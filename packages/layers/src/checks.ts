/** Checks of sizes that several layers make when they are built. */

import { ArgumentError, type PaddingPerDim, type PerDim, type WindowDims } from "@gradkit/tensor";

/** Refuses what is no whole number from `minimum`. */
export function checkWhole(op: string, name: string, value: number, minimum = 1): void {
  if (isWhole(value, minimum)) return;
  throw new ArgumentError(
    op,
    `${name} is ${value}; it must be a whole number from ${minimum}. Mend it.`,
  );
}

/** Refuses what is no whole number from `minimum`, nor a list of one for each of `dims`; gives back what it was given. */
export function checkedPerDim<D extends WindowDims>(
  op: string,
  name: string,
  value: PerDim<D>,
  dims: D,
  minimum = 1,
): PerDim<D> {
  if (listPerDim(value, dims).every((n) => isWhole(n, minimum))) return value;
  throw new ArgumentError(
    op,
    `${name} is ${JSON.stringify(value)}; it must be a whole number from ${minimum}, or ${dims} of them. Mend it.`,
  );
}

/** As {@link checkedPerDim}, for places around the elements: from 0, as a pair where both sides differ. */
export function checkedPadding<D extends WindowDims>(
  op: string,
  value: PaddingPerDim<D>,
  dims: D,
): PaddingPerDim<D> {
  const isSide = (n: unknown) => isWhole(n, 0);
  const isPair = (n: unknown) => Array.isArray(n) && n.length === 2 && n.every(isSide);
  if (listPerDim(value, dims).every((n) => isSide(n) || isPair(n))) return value;
  throw new ArgumentError(
    op,
    `padding is ${JSON.stringify(value)}; it must be a whole number from 0, or ${dims} of them, pairs where both sides differ. Mend it.`,
  );
}

function isWhole(n: unknown, minimum: number): boolean {
  return Number.isInteger(n) && (n as number) >= minimum;
}

/** One value for each of `dims`; of a list of another length one that is none. */
export function listPerDim<T>(value: T | readonly T[], dims: number): readonly (T | undefined)[] {
  if (!Array.isArray(value)) return new Array<T>(dims).fill(value as T);
  return value.length === dims ? value : [undefined];
}

/** Options as they are printed behind sizes: those that are not what is usual. */
export function printed(options: Readonly<Record<string, unknown>>): string {
  return Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `, ${name}: ${Array.isArray(value) ? sizes(value) : value}`)
    .join("");
}

/** Sizes as they are printed: `2 x 3`. */
export function sizes(value: number | readonly unknown[]): string {
  return typeof value === "number" ? String(value) : value.join(" x ");
}

/** `value` unless it is the usual one, which is not printed. */
export function unless<T>(usual: T, value: T): T | undefined {
  return value === usual ? undefined : value;
}

/** Refuses what cannot stand under a root beside a variance. */
export function checkEpsilon(op: string, epsilon: number): void {
  if (epsilon >= 0 && epsilon < Number.POSITIVE_INFINITY) return;
  throw new ArgumentError(
    op,
    `an epsilon of ${epsilon}; it must be finite and 0 or more. Mend it.`,
  );
}

/** Refuses what is no share of a whole. */
export function checkShare(op: string, name: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new ArgumentError(op, `${name} is ${value}; it lies between 0 and 1. Mend it.`);
}
