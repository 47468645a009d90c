/** NumPy's validation rows: a function's values to the last place, with how many places it may miss them by. */

/** The rows of one function and dtype, all with the same limit. */
export interface Rows {
  readonly dtype: "float32" | "float64";
  /** Bits of the arguments and of the values that NumPy expects. */
  readonly inputs: readonly bigint[];
  readonly outputs: readonly bigint[];
  /** NumPy's limit in units in the last place. */
  readonly limit: number;
}

const pattern = /^np\.(float32|float64),0x([0-9a-f]{1,16}),0x([0-9a-f]{1,16}),(\d+)$/i;

/** Reads a file `dtype,input,output,ulperrortol` with comments after `#`; refuses any other line. */
export function readRows(text: string): Rows[] {
  const groups = new Map<string, { inputs: bigint[]; outputs: bigint[] }>();
  text.split(/\r?\n/).forEach((line, i) => {
    if (line === "" || line.startsWith("#") || (i === 0 && line.startsWith("dtype,"))) return;
    const [, dtype, input, output, limit] = pattern.exec(line) ?? [];
    const widest = dtype === "float32" ? 8 : 16;
    if (!dtype || input.length > widest || output.length > widest) {
      throw new Error(`line ${i + 1} is no row: ${line}`);
    }
    const key = `${dtype} ${limit}`;
    const group = groups.get(key) ?? { inputs: [], outputs: [] };
    groups.set(key, group);
    group.inputs.push(BigInt(`0x${input}`));
    group.outputs.push(BigInt(`0x${output}`));
  });
  return [...groups].map(([key, { inputs, outputs }]) => {
    const [dtype, limit] = key.split(" ");
    return { dtype: dtype as Rows["dtype"], inputs, outputs, limit: Number(limit) };
  });
}

/** The numbers that bits stand for. */
export function numbersOf(
  dtype: Rows["dtype"],
  bits: readonly bigint[],
): Float32Array | Float64Array {
  if (dtype === "float64") return new Float64Array(BigUint64Array.from(bits).buffer);
  return new Float32Array(Uint32Array.from(bits, Number).buffer);
}

/** The place of a number among all of its dtype: neighbours differ by 1, both zeros are 0. */
function placeOf(dtype: Rows["dtype"], value: number): bigint {
  if (dtype === "float64") {
    const bits = BigInt.asIntN(64, new BigUint64Array(Float64Array.of(value).buffer)[0]);
    return bits < 0n ? -(bits + 2n ** 63n) : bits;
  }
  const bits = BigInt(new Int32Array(Float32Array.of(value).buffer)[0]);
  return bits < 0n ? -(bits + 2n ** 31n) : bits;
}

/** How many numbers of the dtype lie from one to the other; none between NaNs, infinitely many from one to a number. */
export function distance(dtype: Rows["dtype"], a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) {
    return Number.isNaN(a) && Number.isNaN(b) ? 0 : Number.POSITIVE_INFINITY;
  }
  const between = placeOf(dtype, a) - placeOf(dtype, b);
  return Number(between < 0n ? -between : between);
}
