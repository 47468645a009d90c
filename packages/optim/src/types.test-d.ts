import { ones, type Tensor } from "@gradkit/tensor";
import { expectTypeOf, test } from "vitest";
import * as o from "./index.ts";

const w: Tensor = ones([2], { requiresGrad: true });

test("what optimisers take", () => {
  new o.Adam([w]);
  new o.Adam(new Set([w]), { betas: [0.9, 0.99], weightDecay: undefined });
  new o.SGD([{ parameters: [w], learningRate: 0.1 }, { parameters: [] }], {
    learningRate: (step) => 1 / (step + 1),
  });
  new o.SGD([w], { learningRate: o.powerSchedule({ initial: 0.1, decaySteps: 100 }) });
  expectTypeOf(new o.AdamW([w]).learningRate).toBeNumber();
});

test("parameters", () => {
  // @ts-expect-error: none
  new o.Adam();
  // @ts-expect-error: they stand in a list
  new o.Adam(w);
  // @ts-expect-error: of tensors
  new o.Adam([1, 2]);
  // @ts-expect-error: under another name
  new o.Adam([{ params: [w] }]);
  // @ts-expect-error: a setting of another library
  new o.Adam([{ parameters: [w], lr: 0.1 }]);
  // @ts-expect-error: tensors or groups
  new o.Adam([w, { parameters: [w] }]);
});

test("settings", () => {
  // @ts-expect-error: no learning rate
  new o.SGD([w]);
  // @ts-expect-error: settings have names
  new o.SGD([w], 0.1);
  // @ts-expect-error: under another name
  new o.SGD([w], { lr: 0.1 });
  // @ts-expect-error: a rate is a number
  new o.SGD([w], { learningRate: "0.1" });
  // @ts-expect-error: the schedule that it gives
  new o.SGD([w], { learningRate: o.exponentialSchedule });
  // @ts-expect-error: whose values are numbers
  new o.SGD([w], { learningRate: () => "0.1" });
  // @ts-expect-error: there are two
  new o.Adam([w], { betas: [0.9] });
  // @ts-expect-error: in a list
  new o.Adam([w], { betas: 0.9 });
  // @ts-expect-error: a setting of another optimiser
  new o.AdamW([w], { momentum: 0.9 });
  // @ts-expect-error: settings have names
  o.exponentialSchedule(0.1, 0.9);
  // @ts-expect-error: no rate
  o.exponentialSchedule({ initial: 0.1 });
  // @ts-expect-error: boundaries are a list
  o.piecewiseSchedule({ boundaries: 10, values: [1, 2] });
  // @ts-expect-error: it takes no loss
  new o.Adam([w]).step(w);
  // @ts-expect-error: names are in camelCase
  new o.Adam([w]).zero_grad();
  // @ts-expect-error: it is set by a schedule
  new o.Adam([w]).learningRate = 0.1;
  // @ts-expect-error: it is there to be extended
  new o.Optimizer("", [w], { learningRate: 1, weightDecay: 0 }, []);
});
