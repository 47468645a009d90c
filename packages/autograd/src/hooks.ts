/** Functions that see, and may replace, the gradient of a tensor as a backward pass goes by. */

import type { Tensor } from "@gradkit/tensor";
import { describe, GradientError } from "@gradkit/tensor";

/** Sees the whole gradient of a tensor; what it returns, if anything, takes the gradient's place. */
export type GradientHook = (gradient: Tensor) => Tensor | undefined;

/** A box for each call, so that one function may be there twice. */
interface Hook {
  readonly f: GradientHook;
}

const hooks = new WeakMap<Tensor, Set<Hook>>();
let used = false;

/**
 * Calls `f` with the gradient of `x` whenever a backward pass has all of it, before it goes on to what `x` was
 * made of or lands on `x.grad`; a tensor that `f` returns takes its place. Hooks run in the order they came;
 * the function returned takes this one away. In a scope, `keep` what is to outlive it.
 *
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * const remove = onGrad(w, (g) => g.mul(10));
 * backward(w.square().sum());
 * w.grad; // [20, 40]
 * remove();
 */
export function onGrad(x: Tensor, f: GradientHook): () => void {
  if (!x.requiresGrad) {
    throw new GradientError(
      "onGrad",
      `${describe(x)}, the result of ${x.op}, requires no gradient; none will come by. Set requiresGrad on what it hangs on first.`,
    );
  }
  used = true;
  const own = hooks.get(x) ?? new Set();
  hooks.set(x, own);
  const hook = { f };
  own.add(hook);
  return () => {
    own.delete(hook);
  };
}

/** Whether a hook waits for the gradient of `x`. */
export function isHooked(x: Tensor): boolean {
  return (hooks.get(x)?.size ?? 0) > 0;
}

/** The gradient of `x` after its hooks. */
export function hooked(x: Tensor, g: Tensor): Tensor {
  const own = used ? hooks.get(x) : undefined;
  if (own === undefined) return g;
  g.storage.held = true;
  let gradient = g;
  for (const { f } of [...own]) {
    const replaced = f(gradient);
    if (replaced === undefined) continue;
    if (replaced.shape.join() !== g.shape.join() || replaced.dtype !== g.dtype) {
      throw new GradientError(
        "onGrad",
        `a hook gives ${describe(replaced)} for the gradient ${describe(g)}; shape and dtype must stay. Mend the hook.`,
      );
    }
    gradient = replaced;
  }
  return gradient;
}
