import { expect, test } from "vitest";
import * as optim from "./index.ts";

test("the public names are these", () => {
  expect(Object.keys(optim).join(" ")).toMatchInlineSnapshot(
    `"AdaGrad Adam AdamW Optimizer exponentialSchedule piecewiseSchedule powerSchedule SGD"`,
  );
});
