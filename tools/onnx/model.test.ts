import { tensor } from "@gradkit/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate } from "./interpreter.ts";
import { readModel } from "./model.ts";
import { FormatError } from "./protobuf.ts";
import { readTensor, toTensor } from "./tensor-message.ts";
import { float32s, message, run, varint, whole } from "./testing.ts";

const [float, int64] = [1, 7];
const shape = (...sizes: number[]) => run(1, sizes.flatMap(varint));
const read = (...parts: number[][]) => toTensor(readTensor(message(...parts)));

describe("a tensor", () => {
  test("has its elements as raw bytes or as numbers, packed or not", () => {
    const values = float32s(1, -2.5);
    const unpacked = [0x25, ...values.slice(0, 4), 0x25, ...values.slice(4)];
    for (const elements of [run(9, values), run(4, values), unpacked]) {
      expect(read(shape(2), whole(2, float), elements).toArray()).toEqual([1, -2.5]);
    }
    const sizes = [...whole(1, 1), ...whole(1, 2)];
    expect(read(sizes, whole(2, float), run(9, values)).shape).toEqual([1, 2]);
    expect(read(whole(2, float), run(9, float32s(7))).item()).toBe(7);
    expect(read(shape(0, 3), whole(2, float)).shape).toEqual([0, 3]);
  });

  test("of int64 is int32", () => {
    const x = read(shape(2), whole(2, int64), run(7, [-1, 2 ** 31 - 1].flatMap(varint)));
    expect([x.dtype, x.toArray()]).toEqual(["int32", [-1, 2147483647]]);
    const raw = [...new Uint8Array(BigInt64Array.of(-5n).buffer)];
    expect(read(shape(1), whole(2, int64), run(9, raw)).toArray()).toEqual([-5]);
  });

  test.each<[string, number[][], RegExp]>([
    ["int64 beyond int32", [shape(1), whole(2, int64), whole(7, 2 ** 31)], /2147483648 is beyond/],
    ["too few elements", [shape(2), whole(2, float), run(9, float32s(1))], /1 elements for the sh/],
    ["too many elements", [shape(1), whole(2, float), run(4, float32s(1, 2))], /2 elements for/],
    ["a part of an element", [shape(1), whole(2, float), run(9, [0, 0])], /2 raw bytes of FLOAT/],
    ["a negative size", [shape(-1), whole(2, float)], /0 elements for the shape \[-1\]/],
    ["no element type", [shape(1), run(9, float32s(1))], /element type 0/],
    ["an unknown element type", [shape(1), whole(2, 99)], /element type 99/],
    ["a type without a dtype", [shape(0), whole(2, 10)], /elements of FLOAT16/],
    ["elements elsewhere", [shape(1), whole(2, float), run(13, [])], /elements in another file/],
  ])("with %s is refused", (_, parts, why) => {
    expect(() => read(...parts)).toThrow(why);
  });
});

/** `y = a - c` with a constant `c`, and an attribute that the op does not have. */
const node = [
  ...[run(1, "a"), run(1, "c"), run(2, "y"), run(4, "Sub")].flat(),
  ...run(5, [...run(1, "axis"), ...whole(3, -1), ...whole(20, 2)]),
];
const constant = [...shape(2), ...whole(2, float), ...run(8, "c"), ...run(9, float32s(1, 2))];
const port = (name: string) => [...run(1, name), ...run(2, run(1, whole(1, float)))];
const graph = [...run(1, node), ...run(5, constant), ...run(11, port("a")), ...run(12, port("y"))];
const model = message(run(7, graph), run(8, whole(2, 17)), run(8, [...run(1, "other"), 16, 1]));

describe("a model", () => {
  test("is read whole", () => {
    const { graph: found, opset } = readModel(model);
    expect(opset).toBe(17);
    expect(found.inputs).toEqual([{ name: "a", elementType: float }]);
    expect(found.nodes[0].op).toBe("Sub");
    expect([...found.nodes[0].attributes]).toEqual([["axis", -1]]);
  });

  test("runs on tensors", () => {
    const [y] = evaluate(readModel(model), [tensor([5, 5])]);
    expect(y.toArray()).toEqual([4, 3]);
  });

  test("with any byte changed is refused in our own words, or is another model", () => {
    const change = fc.tuple(fc.nat(model.length - 1), fc.nat(255));
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.nat(model.length),
        (all, end) => {
          const bytes = model.slice();
          for (const [at, byte] of all) bytes[at] = byte;
          for (const part of [bytes, bytes.subarray(0, end)]) {
            try {
              readModel(part);
            } catch (error) {
              expect(error).toBeInstanceOf(FormatError);
            }
          }
        },
      ),
    );
  });

  test("without a graph, cut off, or of an unknown op is refused", () => {
    expect(() => readModel(message(run(8, whole(2, 17))))).toThrow(/a model without a graph/);
    expect(() => readModel(model.subarray(0, 20))).toThrow(/where \d+ are left/);
    const other = message(run(7, [...run(1, run(4, "Sun"))]));
    expect(() => evaluate(readModel(other), [])).toThrow(/the op Sun is not known/);
    const loose = message(run(7, run(1, [...run(1, "a"), ...run(4, "Abs")])));
    expect(() => evaluate(readModel(loose), [])).toThrow(/a has no value/);
  });
});
