import type { Tensor } from "@gradkit/tensor";
import { ones } from "@gradkit/tensor";
import { expectTypeOf, test } from "vitest";
import {
  checkpoint,
  customOp,
  detectAnomaly,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  onGrad,
  vhp,
  vjp,
} from "./index.ts";

const x = ones([2]);

test("what derivatives give", () => {
  expectTypeOf(grad((a) => a.sum())).toEqualTypeOf<(x: Tensor) => Tensor>();
  expectTypeOf(jacobian(grad((a) => a.sum()))).toEqualTypeOf<(x: Tensor) => Tensor>();
  expectTypeOf(hessian((a) => a.sum())(x)).toEqualTypeOf<Tensor>();
  expectTypeOf(vjp((a, b) => a.add(b), [x, x]).pullback).toEqualTypeOf<
    (gradient: Tensor) => Tensor[]
  >();
  expectTypeOf(jvp((a) => a, [x], [x]).tangent).toEqualTypeOf<Tensor>();
  expectTypeOf(hvp((a) => a.sum(), [x], [x])).toEqualTypeOf<Tensor[]>();
  expectTypeOf(vhp((a) => a.sum(), [x], [x])).toEqualTypeOf<Tensor[]>();
});

test("what ops of one's own and modes give", () => {
  const scale = customOp({
    name: "scale",
    forward: (a: Tensor, b: Tensor) => a.mul(b),
    rule: (g, _, a, b) => [g.mul(b), () => g.mul(a)],
  });
  expectTypeOf(scale).toEqualTypeOf<(a: Tensor, b: Tensor) => Tensor>();
  expectTypeOf(checkpoint((a, b) => a.add(b), [x, x])).toEqualTypeOf<Tensor>();
  expectTypeOf(onGrad(x, () => undefined)).toEqualTypeOf<() => void>();
  expectTypeOf(detectAnomaly(() => 1)).toBeNumber();
});

test("what the compiler refuses", () => {
  // @ts-expect-error: more arguments than inputs
  checkpoint((a: Tensor, b: Tensor) => a.add(b), [x]);
  // @ts-expect-error: neither a rule nor a composed form
  customOp({ name: "scale", forward: (a: Tensor) => a });
  // @ts-expect-error: a hook gives a tensor or nothing
  onGrad(x, (g) => g.item());
  // @ts-expect-error: more arguments than inputs
  vjp((a: Tensor, b: Tensor) => a.add(b), [x]);
  // @ts-expect-error: the inputs stand in a list
  jvp((a: Tensor) => a, x, [x]);
  // @ts-expect-error: a mode that is none
  jacobian((a) => a, { mode: "sideways" });
  // @ts-expect-error: a function that gives no tensor
  grad((a) => a.sum().item());
});
