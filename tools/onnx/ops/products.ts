/** Matrix products, determinants and sums of products. */

import * as t from "@gradkit/tensor";
import type { Call, Family } from "../call.ts";
import { two } from "../call.ts";

/** `α A B + β C`, each factor transposed where the node says so. */
function gemm(call: Call): t.Tensor {
  const a = call.number("transA", 0) === 1 ? t.transpose(call.input(0)) : call.input(0);
  const b = call.number("transB", 0) === 1 ? t.transpose(call.input(1)) : call.input(1);
  const [, , c] = call.inputs;
  const product = t.mul(t.matmul(a, b), call.number("alpha", 1));
  return c ? t.add(product, t.mul(c, call.number("beta", 1))) : product;
}

export const products: Family = {
  Det: (call) => t.det(call.input(0)),
  Einsum: (call) => t.einsum(call.text("equation", ""), ...call.all()),
  Gemm: gemm,
  MatMul: two(t.matmul),
};
