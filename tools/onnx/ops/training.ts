/** The updates of optimisers. Inputs are the rate, the step, then all parameters, all gradients and all states. */

import type { Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family, Op } from "../call.ts";
import { numberOf } from "../call.ts";

/** A parameter, its gradient, and what the optimiser remembers of it. */
type Parts = readonly Tensor[];

/** Runs an update on each parameter and gives all new parameters, then all new states of each kind. */
function forEach(states: number, update: (call: Call, rate: Tensor, parts: Parts) => Parts): Op {
  return (call) => {
    const [rate, , ...rest] = call.all();
    const count = rest.length / (2 + states);
    const results = Array.from({ length: count }, (_, i) =>
      update(
        call,
        rate,
        rest.filter((_, j) => j % count === i),
      ),
    );
    return Array.from({ length: 1 + states }, (_, kind) => results.map((all) => all[kind])).flat();
  };
}

/** The gradient of the loss with its penalty on the parameter's square. */
function penalized(call: Call, x: Tensor, g: Tensor): Tensor {
  return t.add(g, t.mul(x, call.number("norm_coefficient", 0)));
}

const adagrad = forEach(1, (call, rate, [x, gradient, state]) => {
  const decay = call.number("decay_factor", 0);
  const r = t.div(rate, 1 + numberOf(call.input(1)) * decay);
  const g = penalized(call, x, gradient);
  const sum = t.add(state, t.square(g));
  const root = t.add(t.sqrt(sum), call.number("epsilon", 1e-6));
  return [t.sub(x, t.div(t.mul(r, g), root)), sum];
});

const adam = forEach(2, (call, rate, [x, gradient, first, second]) => {
  const [alpha, beta] = [call.number("alpha", 0.9), call.number("beta", 0.999)];
  const step = numberOf(call.input(1));
  const g = penalized(call, x, gradient);
  const mean = t.lerp(first, g, 1 - alpha);
  const square = t.lerp(second, t.square(g), 1 - beta);
  const remaining = (share: number) => t.sub(1, t.pow(t.fullLike(rate, share), step));
  const corrected = step > 0 ? t.div(t.mul(rate, t.sqrt(remaining(beta))), remaining(alpha)) : rate;
  const root = t.add(t.sqrt(square), call.number("epsilon", 1e-6));
  const moved = t.sub(x, t.div(t.mul(corrected, mean), root));
  return [t.mul(moved, 1 - call.number("norm_coefficient_post", 0)), mean, square];
});

const momentum = forEach(1, (call, rate, [x, gradient, velocity]) => {
  const g = penalized(call, x, gradient);
  const alpha = call.number("alpha", 0);
  const share = numberOf(call.input(1)) > 0 ? call.number("beta", 0) : 1;
  const next = t.add(t.mul(velocity, alpha), t.mul(g, share));
  const step = call.text("mode", "") === "nesterov" ? t.add(g, t.mul(next, alpha)) : next;
  return [t.sub(x, t.mul(rate, step)), next];
});

export const training: Family = { Adagrad: adagrad, Adam: adam, Momentum: momentum };
