/**
 * The header of an npy file: a Python dict of three keys, read by a grammar of its own and never as code.
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */

import { type ElementType, elementTypes } from "./elements.ts";
import type { Fail } from "./errors.ts";
import { cut, quote } from "./names.ts";

const typesByCode: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ["b1", elementTypes.bool],
  ["u1", elementTypes.uint8],
  ["i1", elementTypes.int8],
  ["u2", elementTypes.uint16],
  ["i2", elementTypes.int16],
  ["u4", elementTypes.uint32],
  ["i4", elementTypes.int32],
  ["u8", elementTypes.uint64],
  ["i8", elementTypes.int64],
  ["f2", elementTypes.float16],
  ["f4", elementTypes.float32],
  ["f8", elementTypes.float64],
]);

/** What a header says. */
export interface NpyHeader {
  readonly type: ElementType;
  /** As NumPy names it, such as `<f4`. */
  readonly code: string;
  readonly little: boolean;
  /** Whether the first index runs fastest. */
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

// No \s, which also matches what ASCII has not.
const start = /[ \t\r\n]*\{[ \t\r\n]*/y;
const key = /(['"])(descr|fortran_order|shape)\1[ \t\r\n]*:[ \t\r\n]*/y;
const values: Readonly<Record<string, RegExp>> = {
  descr: /(['"])([^'"\\]*)\1[ \t\r\n]*/y,
  fortran_order: /(True|False)[ \t\r\n]*/y,
  shape: /\([ \t\r\n]*((?:(?:0|[1-9]\d*)L?[ \t\r\n]*(?:,[ \t\r\n]*|(?=\))))*)\)[ \t\r\n]*/y,
};
const comma = /,[ \t\r\n]*/y;
const end = /\}[ \t\r\n]*$/y;

/** Parses a header; `fail` makes the error of its file. */
export function parseNpyHeader(text: string, fail: Fail): NpyHeader {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const refuse = (rule: string) =>
    fail(
      `its header has ${quote(text.slice(at, at + 24))} at character ${at}; ${rule}. Download it again.`,
    );
  const found = new Map<string, string>();
  if (!take(start)) throw refuse("it starts with {");
  while (!take(end)) {
    const name = take(key)?.[2];
    if (name === undefined) throw refuse("its keys are descr, fortran_order and shape");
    if (found.has(name)) throw refuse(`it has ${name} once`);
    if (name === "descr" && text[at] === "[") {
      throw fail("its dtype is a structure of fields; it reads one number each. Save each field.");
    }
    const value = take(values[name]);
    if (!value) throw refuse(`that is no ${name}`);
    found.set(name, value[value.length - 1]);
    if (!take(comma) && text[at] !== "}") throw refuse("a comma or } follows a value");
  }
  const [code, order, sizes] = ["descr", "fortran_order", "shape"].map((name) => found.get(name));
  if (code === undefined || order === undefined || sizes === undefined) {
    throw fail("its header has not all of descr, fortran_order and shape. Download it again.");
  }
  const type = typeOf(code, fail);
  return {
    type,
    code,
    little: code[0] !== ">",
    fortran: order === "True",
    shape: shapeOf(sizes, fail),
  };
}

function typeOf(code: string, fail: Fail): ElementType {
  const type = typesByCode.get(code.slice(1));
  const order = type?.bytes === 1 ? /^[|<>]/ : /^[<>]/;
  if (type && order.test(code)) return type;
  if (/^\|?O/.test(code)) {
    throw fail(
      `its dtype is ${quote(code)}, Python objects, which only running its code could read. Save numbers.`,
    );
  }
  throw fail(
    `its dtype is ${quote(code)}; it reads ${[...typesByCode.keys()].join(", ")} of either byte order. Convert it.`,
  );
}

function shapeOf(sizes: string, fail: Fail): number[] {
  const texts = sizes.split(",").map((size) => size.trim());
  if (texts[texts.length - 1] === "") texts.pop();
  else if (texts.length === 1) {
    throw fail(`its shape is (${cut(texts[0])}), which is no tuple. Download it again.`);
  }
  return texts.map((text) => {
    const size = Number(text.replace("L", ""));
    if (Number.isSafeInteger(size)) return size;
    throw fail(`its shape has a size of ${cut(text)}, which is 2^53 or more. Download it again.`);
  });
}
