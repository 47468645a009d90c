/** Attention by blocks of the scores: one kernel forward, one for its gradients. */

import type { AttentionHead, AttentionSizes } from "../backend/attention.ts";
import { backend } from "../backend/current.ts";
import type { InputGradient } from "../graph.ts";
import { isRecording, record } from "../graph.ts";
import type { Layout } from "../layout.ts";
import { broadcastStrides, contiguousLayout, layoutOf, orderedLayout } from "../layout.ts";
import * as run from "../run.ts";
import type { Shape } from "../shape.ts";
import { broadcastShapes, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { stepped } from "./matmul.ts";

/** What {@link blockedAttention} is told; `composedGrad` gives the gradients where they are recorded. */
export interface BlockedOptions {
  readonly mask: Tensor | undefined;
  readonly causal: boolean;
  readonly scale: number;
  readonly composedGrad: (g: Tensor) => readonly InputGradient[];
}

/**
 * Attention whose inputs have been checked. Matrices are read where they lie, and results lie as the queries do, so
 * that heads are neither gathered before nor after.
 */
export function blockedAttention(
  op: string,
  query: Tensor,
  key: Tensor,
  value: Tensor,
  { mask, causal, scale, composedGrad }: BlockedOptions,
): Tensor {
  const lead = [query, key, value].map(({ shape }) => shape.slice(0, -2));
  const batch: Shape = lead.reduce<Shape>((a, b) => broadcastShapes(op, a, b), []);
  const [queries, width] = query.shape.slice(-2) as [number, number];
  const [keys, valueWidth] = value.shape.slice(-2) as [number, number];
  const kind = mask === undefined ? "none" : mask.dtype === "bool" ? "bool" : "added";
  const sizes: AttentionSizes = { queries, keys, width, valueWidth, scale, causal, mask: kind };
  const make = (name: string, like: Layout, ...last: number[]) =>
    run.empty(name, query, query.dtype, orderedLayout(like, [...batch, ...last]));
  const own = { q: evenRows(query), k: evenRows(key), v: evenRows(value) };
  const y = make(op, query.layout, queries, valueWidth);
  const kept = run.empty(op, query, query.dtype, contiguousLayout([...batch, queries, 2]));
  const inputs = { ...own, kept, y };
  backend().attention(query.dtype, sizes, rowsOf(inputs), headsOf(inputs));
  return record(
    y,
    [query, key, value],
    () => (g) => (isRecording() ? composedGrad(g) : fusedGrad(evenRows(g))),
    [kept.storage],
  );

  function fusedGrad(g: Tensor): InputGradient[] {
    const gq = make(`${op}Grad`, query.layout, queries, width);
    const gk = make(`${op}Grad`, key.layout, keys, width);
    const gv = make(`${op}Grad`, value.layout, keys, valueWidth);
    const all = { ...inputs, g, gq, gk, gv };
    backend().attentionGrad(query.dtype, sizes, rowsOf(all), headsOf(all));
    return [gq, gk, gv];
  }

  /** The steps from row to row of each matrix, and of the mask. */
  function rowsOf<Name extends string>(matrices: Readonly<Record<Name, Tensor>>) {
    const names = Object.keys(matrices) as Name[];
    const steps = names.map((name) => [name, matrices[name].layout.strides.at(-2)]);
    const [maskRow = 0, maskColumn = 0] = mask ? scoreStrides(mask).slice(-2) : [];
    return { ...(Object.fromEntries(steps) as Record<Name, number>), mask: maskRow, maskColumn };
  }

  /** The addresses of each head's matrices. */
  function headsOf<Name extends string>(matrices: Readonly<Record<Name, Tensor>>) {
    const names = Object.keys(matrices) as Name[];
    const places = names.map((name) => {
      const { shape, strides } = matrices[name].layout;
      const outer = layoutOf(shape.slice(0, -2), strides.slice(0, -2), 0);
      return placesOf(matrices[name], broadcastStrides(outer, batch));
    });
    const masks = mask && placesOf(mask, scoreStrides(mask).slice(0, -2));
    return Array.from({ length: sizeOf(batch) }, (_, i) => {
      const addresses = names.map((name, j) => [name, places[j](i)]);
      const head = Object.fromEntries(addresses) as Record<Name, number>;
      return { ...head, mask: masks ? masks(i) : 0 };
    }) satisfies Pick<AttentionHead, "mask">[];
  }

  function placesOf(x: Tensor, steps: readonly number[]): (i: number) => number {
    const start = run.start(x);
    const bytes = run.elementBytes(x);
    return (i) => start + stepped(i, batch, steps) * bytes;
  }

  function scoreStrides(x: Tensor): number[] {
    return broadcastStrides(x.layout, [...batch, queries, keys]);
  }
}

/** `x` itself if the elements of its rows lie side by side, else a copy. */
function evenRows(x: Tensor): Tensor {
  return x.layout.strides.at(-1) === 1 ? x : run.contiguous(x);
}
