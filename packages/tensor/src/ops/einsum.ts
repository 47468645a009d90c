/** Einstein's sums: parsed, then contracted pair by pair in a good order. */

import { describe, ShapeError } from "../errors.ts";
import * as run from "../run.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { mul } from "./binary.ts";
import { parseEinsum } from "./einsum-equation.ts";
import { contractionOrder } from "./einsum-order.ts";
import { matmul } from "./matmul.ts";
import { permute, reshape, squeeze } from "./movement.ts";
import { sum } from "./reduce.ts";
import { diagonal } from "./triangles.ts";

/** A tensor whose dims carry labels, each once. */
interface Labelled {
  readonly labels: readonly string[];
  readonly x: Tensor;
}

/**
 * The sum of products that an equation names: a letter for each dim, letters that the output lacks are summed
 * over, a letter twice in one operand takes its diagonal, `...` stands for dims that broadcast. Without `->` the
 * output has what `...` stands for and the letters that occur once, in alphabetical order. Operands are multiplied two by two, each
 * pair as one batched product, in the cheapest order (up to five operands) or greedily.
 *
 * @example
 * einsum("ij,jk->ik", tensor([[1, 2]]), tensor([[3], [4]])); // [[11]]
 * einsum("ii", tensor([[1, 2], [3, 4]])); // 5
 */
export function einsum(equation: string, ...operands: Tensor[]): Tensor {
  for (const x of operands) run.checkFloat("einsum", x);
  const { inputs, output } = parseEinsum(equation, operands);
  const sizes = labelSizes(inputs, operands);
  const terms = operands.map((x, i) => distinct({ labels: inputs[i], x }, sizes));
  const order = contractionOrder(
    terms.map(({ labels }) => labels),
    output,
    sizes,
  );
  for (const [i, j] of order) {
    const others = terms.filter((_, k) => k !== i && k !== j).flatMap(({ labels }) => labels);
    const y = contract(terms[i], terms[j], new Set([...others, ...output]), sizes);
    terms.splice(j, 1);
    terms.splice(i, 1);
    terms.push(y);
  }
  const last = summed(terms[0], new Set(output));
  return permute(
    last.x,
    output.map((label) => last.labels.indexOf(label)),
  );
}

/** The size of each label; 1 gives way to another size where `...` broadcasts. */
function labelSizes(
  inputs: readonly (readonly string[])[],
  operands: readonly Tensor[],
): Map<string, number> {
  const sizes = new Map<string, number>();
  inputs.forEach((labels, i) => {
    labels.forEach((label, dim) => {
      const size = operands[i].shape[dim];
      const known = sizes.get(label) ?? size;
      const broadcasts = label.startsWith(".") && (known === 1 || size === 1);
      if (known !== size && !broadcasts) {
        const name = label.startsWith(".") ? "a dim of ..." : `"${label}"`;
        throw new ShapeError(
          "einsum",
          `${name} has the sizes ${known} and ${size}, the latter in ${describe(operands[i])}; a label has one size. Mend the operands or the equation.`,
          operands.map((x) => x.shape),
        );
      }
      sizes.set(label, known === 1 ? size : known);
    });
  });
  return sizes;
}

/** Diagonals in place of repeated labels, and no dims of size 1 that broadcast. */
function distinct({ labels, x }: Labelled, sizes: ReadonlyMap<string, number>): Labelled {
  const second = labels.findIndex((label, i) => labels.indexOf(label) < i);
  if (second >= 0) {
    const first = labels.indexOf(labels[second]);
    const rest = labels.filter((_, i) => i !== first && i !== second);
    return distinct({ labels: [...rest, labels[second]], x: diagonal(x, 0, first, second) }, sizes);
  }
  const spare = labels.flatMap((label, i) =>
    x.shape[i] === 1 && sizes.get(label) !== 1 ? [i] : [],
  );
  return { labels: labels.filter((_, i) => !spare.includes(i)), x: squeeze(x, spare) };
}

/** The sum over the labels that nobody needs any more. */
function summed({ labels, x }: Labelled, needed: ReadonlySet<string>): Labelled {
  const spare = labels.flatMap((label, i) => (needed.has(label) ? [] : [i]));
  if (spare.length === 0) return { labels, x };
  return { labels: labels.filter((label) => needed.has(label)), x: sum(x, spare) };
}

/** The product of two terms, summed over the labels of both that nobody needs any more. */
function contract(
  left: Labelled,
  right: Labelled,
  needed: ReadonlySet<string>,
  sizes: ReadonlyMap<string, number>,
): Labelled {
  const a = summed(left, new Set([...needed, ...right.labels]));
  const b = summed(right, new Set([...needed, ...left.labels]));
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => needed.has(label));
  const inner = shared.filter((label) => !needed.has(label));
  const rows = a.labels.filter((label) => !shared.includes(label));
  const columns = b.labels.filter((label) => !shared.includes(label));
  const labels = [...batch, ...rows, ...columns];
  const shapeOf = (list: readonly string[]) => list.map((label) => sizes.get(label) as number);
  const grouped = (term: Labelled, groups: readonly (readonly string[])[]) =>
    reshape(
      permute(
        term.x,
        groups.flat().map((label) => term.labels.indexOf(label)),
      ),
      groups.map((group) => sizeOf(shapeOf(group))),
    );
  const x = grouped(a, [batch, rows, inner]);
  const z = grouped(b, [batch, inner, columns]);
  const product = inner.length === 0 ? mul(x, z) : matmul(x, z);
  return { labels, x: reshape(product, shapeOf(labels)) };
}
