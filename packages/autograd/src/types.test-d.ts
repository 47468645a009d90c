import type { Tensor } from "@gradkit/tensor";
import { ones } from "@gradkit/tensor";
import { expectTypeOf, test } from "vitest";
import {
  checkpoint,
  customOp,
  detectAnomaly,
  enableGrad,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  noGrad,
  onGrad,
  valueAndGrads,
  vhp,
  vjp,
} from "./index.ts";

const x = ones([2]);

test("what derivatives give", () => {
  expectTypeOf(grad((a) => a.sum())).toEqualTypeOf<(x: Tensor) => Tensor>();
  expectTypeOf(jacobian(grad((a) => a.sum()))).toEqualTypeOf<(x: Tensor) => Tensor>();
  expectTypeOf(hessian((a) => a.sum())(x)).toEqualTypeOf<Tensor>();
  expectTypeOf(vjp((a, b) => a.add(b), [x, x]).pullback).toEqualTypeOf<
    (gradient: Tensor) => [Tensor, Tensor]
  >();
  expectTypeOf(valueAndGrads((a, b) => a.add(b))(x, x).grads).toEqualTypeOf<
    [a: Tensor, b: Tensor]
  >();
  const many: Tensor[] = [x, x];
  expectTypeOf(vjp((...xs) => xs[0], many).pullback(x)).toEqualTypeOf<Tensor[]>();
  expectTypeOf(hvp((a, b) => a.mul(b).sum(), [x, x], many)).toEqualTypeOf<[Tensor, Tensor]>();
  expectTypeOf(jvp((a) => a, [x], [x]).tangent).toEqualTypeOf<Tensor>();
  expectTypeOf(hvp((a) => a.sum(), [x], [x])).toEqualTypeOf<[Tensor]>();
  expectTypeOf(vhp((a) => a.sum(), [x], [x])).toEqualTypeOf<[Tensor]>();
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
  expectTypeOf(noGrad(() => {})).toBeVoid();
  expectTypeOf(noGrad((): Tensor | undefined => x)).toEqualTypeOf<Tensor | undefined>();
  expectTypeOf(enableGrad(() => [x, 1] as const)).toEqualTypeOf<readonly [Tensor, 1]>();
  customOp({
    name: "first",
    forward: (...xs: Tensor[]) => xs[0],
    rule: (g, _, ...xs) => xs.map((__, i) => (i === 0 ? g : null)),
  });
});
