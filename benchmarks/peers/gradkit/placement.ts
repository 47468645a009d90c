import { contiguous, gather, scatterAdd, sort, transpose } from "@gradkit/tensor";
import { prepareOps } from "./op.ts";

export const prepare = prepareOps({
  transpose: ({ x }) => contiguous(transpose(x)),
  gather: ({ x, columns }) => gather(x, 1, columns),
  scatterAdd: ({ x, columns, y }) => scatterAdd(x, 1, columns, y),
  sort: ({ x }) => sort(x).values,
});
