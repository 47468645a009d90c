/** All steps of a recurrent layer in one direction, over packed sequences, as one op. */

import { backend } from "../backend/current.ts";
import type { CellName } from "../backend/recurrent.ts";
import { cellSizes } from "../backend/recurrent.ts";
import type { InputGradient } from "../graph.ts";
import { isRecording, record } from "../graph.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { matmul } from "./matmul.ts";
import { transpose } from "./movement.ts";
import { positionList } from "./positions.ts";
import type { StepInputs } from "./recurrent-cells.ts";
import { composedGrad } from "./recurrent-cells.ts";
import { sum } from "./reduce.ts";

/**
 * The states after each step, `[rows, hidden]`, for an lstm with the last cells `[batch, hidden]` behind them. Step t
 * has `sizes[t]` rows, never more than the one before. The inputs have been checked.
 */
export function recurrentSteps(
  op: string,
  cell: CellName,
  sizes: readonly number[],
  inputs: StepInputs,
): Tensor {
  const { x, weight, bias, h, c } = inputs;
  const own = {
    x: run.contiguous(x),
    weight: run.contiguous(weight),
    bias: bias && run.contiguous(bias),
    h: run.contiguous(h),
    c: c && run.contiguous(c),
  };
  const [batch, hidden] = h.shape as [number, number];
  const [rows] = x.shape as [number, number];
  const counts = positionList(x, Int32Array.from(sizes));
  const sequences = { steps: sizes.length, batch, hidden };
  const listed = [x, weight, h, ...(bias ? [bias] : []), ...(c ? [c] : [])];
  const keeps = isRecording() && listed.some((input) => input.requiresGrad);
  const { kept: units } = cellSizes[cell];
  const kept = run.empty(op, x, x.dtype, contiguousLayout([keeps ? rows : batch, units * hidden]));
  const y = run.empty(op, x, x.dtype, contiguousLayout([c ? rows + batch : rows, hidden]));
  const ends = rows * hidden * run.elementBytes(y);
  backend().recurrent(cell, x.dtype, { ...sequences, sizes: run.start(counts) }, keeps, {
    x: run.start(own.x),
    weight: run.start(own.weight),
    bias: addressOf(own.bias),
    h: run.start(own.h),
    c: addressOf(own.c),
    y: run.start(y),
    lastC: c ? run.start(y) + ends : 0,
    kept: run.start(kept),
  });
  if (!keeps) kept.storage.free(op);
  return record(
    y,
    listed,
    () => (g) => {
      const [gx, gWeight, gBias, gh, gc] = isRecording()
        ? composedGrad(cell, sizes, inputs, g)
        : fusedGrad(run.contiguous(g));
      return [gx, gWeight, gh, ...(bias ? [gBias] : []), ...(c ? [gc] : [])];
    },
    [kept.storage],
  );

  function fusedGrad(g: Tensor): InputGradient[] {
    const like = (shape: readonly number[]) =>
      run.empty(`${op}Grad`, x, x.dtype, contiguousLayout(shape));
    const gx = like(x.shape);
    const gState = cell === "gru" ? like(x.shape) : gx;
    const gh = like(h.shape);
    const gc = c ? like(h.shape) : null;
    backend().recurrentGrad(
      cell,
      x.dtype,
      { ...sequences, sizes: run.start(counts) },
      {
        weight: run.start(own.weight),
        h: run.start(own.h),
        c: addressOf(own.c),
        y: run.start(y),
        kept: run.start(kept),
        gy: run.start(g),
        gLastC: c ? run.start(g) + ends : 0,
        gx: run.start(gx),
        gState: run.start(gState),
        gh: run.start(gh),
        gc: gc ? run.start(gc) : 0,
      },
    );
    return [
      gx,
      () => matmul(transpose(gState), statesBefore(sizes, own.h, y)),
      () => sum(gState, 0),
      gh,
      gc,
    ];
  }
}

function addressOf(x: Tensor | undefined): number {
  return x ? run.start(x) : 0;
}

/** The state that each packed row began with. */
function statesBefore(sizes: readonly number[], h: Tensor, y: Tensor): Tensor {
  const hidden = h.shape[1];
  const rows = sizes.reduce((a, b) => a + b);
  const before = run.empty("statesBefore", h, h.dtype, contiguousLayout([rows, hidden]));
  const bytes = hidden * run.elementBytes(h);
  let from = run.start(h);
  let next = run.start(y);
  let to = run.start(before);
  for (const size of sizes) {
    backend().copy(h.dtype, [size * hidden], from, [1], to, [1]);
    from = next;
    next += size * bytes;
    to += size * bytes;
  }
  return before;
}
