/** The order in which the operands of an Einstein sum are multiplied. */

type Labels = readonly string[];

/** Two positions of a list, the first below the second; their product is put at its end in their place. */
type Pair = readonly [number, number];

/** Operands up to which every order is tried. */
const exhaustive = 5;

/** Pairs to multiply, one after the other, until one term is left. */
export function contractionOrder(
  terms: readonly Labels[],
  output: Labels,
  sizes: ReadonlyMap<string, number>,
): readonly Pair[] {
  if (terms.length <= 2) return terms.length === 2 ? [[0, 1]] : [];
  if (terms.length <= exhaustive) return cheapest(terms, output, sizes).order;
  const [first] = pairsOf(terms)
    .map((pair) => ({ pair, grown: growth(terms, pair, output, sizes) }))
    .sort((a, b) => a.grown - b.grown);
  const { pair } = first;
  return [pair, ...contractionOrder(after(terms, pair, output), output, sizes)];
}

/** The order with the fewest multiplications, of all. */
function cheapest(
  terms: readonly Labels[],
  output: Labels,
  sizes: ReadonlyMap<string, number>,
): { readonly cost: number; readonly order: readonly Pair[] } {
  if (terms.length === 1) return { cost: 0, order: [] };
  let best: { cost: number; order: readonly Pair[] } | undefined;
  for (const pair of pairsOf(terms)) {
    const rest = cheapest(after(terms, pair, output), output, sizes);
    const cost = rest.cost + elements([...terms[pair[0]], ...terms[pair[1]]], sizes);
    if (best === undefined || cost < best.cost) best = { cost, order: [pair, ...rest.order] };
  }
  return best as { cost: number; order: readonly Pair[] };
}

function pairsOf(terms: readonly Labels[]): Pair[] {
  return terms.flatMap((_, j) => Array.from({ length: j }, (_, i): Pair => [i, j]));
}

/** Elements of the product less those of its factors. */
function growth(
  terms: readonly Labels[],
  pair: Pair,
  output: Labels,
  sizes: ReadonlyMap<string, number>,
): number {
  const product = after(terms, pair, output).at(-1) as Labels;
  return (
    elements(product, sizes) - elements(terms[pair[0]], sizes) - elements(terms[pair[1]], sizes)
  );
}

/** The terms once a pair is multiplied: the product keeps what the output or another term names. */
function after(terms: readonly Labels[], [i, j]: Pair, output: Labels): Labels[] {
  const others = terms.filter((_, k) => k !== i && k !== j);
  const needed = new Set([...output, ...others.flat()]);
  const product = [...new Set([...terms[i], ...terms[j]])].filter((label) => needed.has(label));
  return [...others, product];
}

/** The number of elements that distinct labels span. */
function elements(labels: Labels, sizes: ReadonlyMap<string, number>): number {
  return [...new Set(labels)].reduce((n, label) => n * (sizes.get(label) as number), 1);
}
