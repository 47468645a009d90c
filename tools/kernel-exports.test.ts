import { expect, test } from "vitest";
import { kernelExports } from "./kernel-exports.ts";
import { parse } from "./sources.ts";

const zip = parse("zip.ts", "export function zip<F, T>(n: i32, y: usize): void {}");
const kernelsOf = (text: string) =>
  kernelExports(parse("binary.ts", text), (module) => {
    expect(module).toBe("./zip");
    return zip;
  });

test("a generic function is exported once for each type", () => {
  expect(
    kernelsOf("@inline @kernel(f32, u64) function fill<T>(n: i32, y: usize): void {}"),
  ).toEqual([
    {
      name: "fillF32",
      text: "export function fillF32(n: i32, y: usize): void { fill<f32>(n, y); }",
    },
    {
      name: "fillU64",
      text: "export function fillU64(n: i32, y: usize): void { fill<u64>(n, y); }",
    },
  ]);
});

test("a class is exported by the loop over it, which may be imported", () => {
  const text = 'import { zip } from "./zip"; @unmanaged @kernel(zip, i32) class FloorDivide {}';
  expect(kernelsOf(text)).toEqual([
    {
      name: "floorDivideI32",
      text: "export function floorDivideI32(n: i32, y: usize): void { zip<FloorDivide, i32>(n, y); }",
    },
  ]);
});

test("a function without types is exported as it stands, others are not", () => {
  const text = "@kernel export function findF32(): i32 { return 1; } @inline function half<T>() {}";
  expect(kernelsOf(text)).toEqual([{ name: "findF32" }]);
});

test("a loop that is not there is named", () => {
  expect(() => kernelsOf("@kernel(map, f32) class Neg {}")).toThrow(
    "binary.ts has no function map",
  );
});
