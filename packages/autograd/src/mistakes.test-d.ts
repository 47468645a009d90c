import { type Tensor, tensor } from "@gradkit/tensor";
import { test } from "vitest";
import { lanczos, lossSurface, numericalGradient, surfaceOf } from "./curvature/index.ts";
import * as a from "./index.ts";

const x = tensor([1, 2], { requiresGrad: true });
const product = (u: Tensor, v: Tensor) => u.mul(v).sum();
const surface = surfaceOf((u) => u.sum(), x);

test("backward passes", () => {
  // @ts-expect-error: nothing to differentiate
  a.backward();
  // @ts-expect-error: a number has no graph
  a.backward(x.sum().item());
  // @ts-expect-error: one tensor
  a.backward([x]);
  // @ts-expect-error: the gradient is an option
  a.backward(x, x);
  // @ts-expect-error: settings have names
  a.backward(x, true);
  // @ts-expect-error: in camelCase
  a.backward(x, { retain_graph: true });
  // @ts-expect-error: a hook gives a tensor or nothing
  a.onGrad(x, (g) => g.item());
  // @ts-expect-error: a function is run
  a.noGrad(x);
  // @ts-expect-error: which ends when it returns
  a.noGrad(async () => x);
  // @ts-expect-error: here too
  a.enableGrad(async () => x);
  // @ts-expect-error: and here
  a.detectAnomaly(async () => x);
});

test("functions that are differentiated", () => {
  // @ts-expect-error: a function, no tensor
  a.grad(x);
  // @ts-expect-error: what it gives is called
  a.grad((u) => u.sum(), x);
  // @ts-expect-error: a number has no graph
  a.grad((u) => u.sum().item());
  // @ts-expect-error: one argument
  a.grad(product);
  // @ts-expect-error: an argument is a tensor
  a.grad((u) => u.sum())([1, 2]);
  // @ts-expect-error: under another name
  a.valueAndGrad((u) => u.sum())(x).gradient;
  // @ts-expect-error: two arguments have two gradients
  a.valueAndGrads(product)(x, x).grads[2];
  // @ts-expect-error: what it gives is called
  a.hessian((u) => u.sum(), x);
  // @ts-expect-error: settings have names
  a.jacobian((u) => u, "forward");
  // @ts-expect-error: a mode that is none
  a.jacobian((u) => u, { mode: "sideways" });
  // @ts-expect-error: more arguments than inputs
  a.vjp(product, [x]);
  // @ts-expect-error: no gradient
  a.vjp((u) => u, [x]).pullback();
  // @ts-expect-error: one input has one gradient
  a.vjp((u) => u, [x]).pullback(x)[1];
  // @ts-expect-error: the inputs stand in a list
  a.jvp((u: Tensor) => u, x, [x]);
  // @ts-expect-error: more arguments than inputs
  a.checkpoint(product, [x]);
  // @ts-expect-error: the inputs stand in a list
  a.checkpoint((u) => u, x);
  // @ts-expect-error: a function gives the loss
  lossSurface(x, [x]);
  // @ts-expect-error: a scheme that is none
  numericalGradient(surface, { scheme: "exact" });
  // @ts-expect-error: a surface, no function
  lanczos((u: Tensor) => u);
});

test("ops of one's own", () => {
  // @ts-expect-error: neither a rule nor a composed form
  a.customOp({ name: "neither", forward: product });
  // @ts-expect-error: or both
  a.customOp({ name: "both", forward: product, composed: product, rule: (g) => [g, g] });
  // @ts-expect-error: a gradient for each input
  a.customOp({ name: "short", forward: product, rule: (g) => [g] });
  // @ts-expect-error: and no more
  a.customOp({ name: "long", forward: product, rule: (g) => [g, g, null] });
  // @ts-expect-error: in a list
  a.customOp({ name: "bare", forward: (u: Tensor) => u, rule: (g) => g });
  // @ts-expect-error: a result is a tensor
  a.customOp({ name: "number", forward: (u: Tensor) => u.item(), rule: (g) => [g] });
});
