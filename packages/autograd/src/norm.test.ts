import { cumprod, logcumsumexp, norm, prod, sum, tensor } from "@gradkit/tensor";
import { expect, test } from "vitest";
import { valueAndGrads } from "./grad.ts";

test.each([2, 1, 0, 3, 0.5, Number.POSITIVE_INFINITY])(
  "the norm of order %d has the gradient 0 at 0",
  (order) => {
    const { grads } = valueAndGrads((x) => norm(x, 0, { order }))(tensor([0, 0]));
    expect(grads[0]!.toArray()).toEqual([0, 0]);
  },
);

test("products with zeros have the products of all others as gradients", () => {
  const gradient = (values: number[]) =>
    valueAndGrads((x) => prod(x))(tensor(values)).grads[0]!.toArray();
  expect(gradient([2, 0, 3])).toEqual([0, 6, 0]);
  expect(gradient([0, 0, 3])).toEqual([0, 0, 0]);
  const { grads } = valueAndGrads((x) => sum(cumprod(x, 0)))(tensor([2, 0, 3]));
  expect(grads[0]!.toArray()).toEqual([1, 8, 0]);
});

test("masked places take no gradient from logcumsumexp", () => {
  const { grads } = valueAndGrads((x) => sum(logcumsumexp(x, 0)))(
    tensor([Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY]),
  );
  expect(grads[0]!.toArray()).toEqual([0, 2, 0]);
});
