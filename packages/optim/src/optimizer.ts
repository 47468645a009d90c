/** What all optimisers share: groups of parameters, their state, and the step over them. */

import {
  ArgumentError,
  contiguous,
  describe,
  fullLike,
  GradientError,
  keep,
  type RowGradient,
  ShapeError,
  type Tensor,
} from "@gradkit/tensor";
import { checkParameters, type GroupSettings, groupsOf, type Parameters } from "./groups.ts";
import type { Schedule } from "./schedules.ts";

/** Steps after which a parameter that never had a gradient is told of. */
const patience = 100;

/** One parameter with what the optimiser remembers of it. */
interface Slot {
  readonly parameter: Tensor;
  /** Tensors of the parameter's shape; made at its first step. */
  readonly state: Tensor[];
  /** Updates so far. */
  steps: number;
}

interface Group extends GroupSettings {
  readonly slots: readonly Slot[];
}

/** A slot with its gradient, which is in row-major order. */
interface Ready {
  readonly slot: Slot;
  readonly gradient: Tensor;
}

/** What one call of a kernel updates: parameters that have had equally many updates. */
export interface Batch {
  /** What is updated, in place. */
  readonly parameters: Tensor[];
  /** In the order of the parameters. */
  readonly gradients: Tensor[];
  /** A list for each kind of state, such as the momenta, in the order of the parameters. */
  readonly states: readonly Tensor[][];
  /** Updates of these parameters, this one included. */
  readonly steps: number;
  /** Of this step. */
  readonly learningRate: number;
  /** Of the group. */
  readonly weightDecay: number;
}

/** A parameter whose gradient is rows, as `embedding` with `sparse` leaves it. */
export interface RowBatch {
  /** What is updated, in place. */
  readonly parameter: Tensor;
  /** Its rows, each once, with what they get. */
  readonly gradient: RowGradient;
  /** One tensor for each kind of state. */
  readonly state: readonly Tensor[];
  /** Updates of this parameter, this one included. */
  readonly steps: number;
  /** Of this step. */
  readonly learningRate: number;
  /** Of the group. */
  readonly weightDecay: number;
}

/**
 * The base of all optimisers: a subclass says how a batch of parameters is updated. Parameters without a gradient are
 * left alone; those that require one and had none in 100 steps are told of once, as a warning.
 *
 * @example
 * import { backward } from "@gradkit/autograd";
 * import { SGD } from "@gradkit/optim";
 * import { tensor } from "@gradkit/tensor";
 * const w = tensor([4, -2], { requiresGrad: true });
 * const optimizer = new SGD([w], { learningRate: 0.25 });
 * backward(w.square().sum());
 * optimizer.step();
 * optimizer.zeroGrad();
 * w; // [2, -1]
 */
export abstract class Optimizer {
  readonly #name: string;
  readonly #groups: readonly Group[];
  readonly #initial: readonly number[];
  #stepCount = 0;

  /** `initial` has a value for each kind of state: a parameter gets a tensor of its shape full of it. */
  constructor(
    name: string,
    parameters: Parameters,
    settings: GroupSettings,
    initial: readonly number[],
  ) {
    this.#name = name;
    this.#initial = initial;
    this.#groups = groupsOf(name, parameters).map((group) => {
      const { learningRate = settings.learningRate, weightDecay = settings.weightDecay } = group;
      checkNotNegative(name, "weightDecay", weightDecay);
      rateAt(name, learningRate, 0);
      const slots = Array.from(group.parameters, (parameter) => ({
        parameter,
        state: [],
        steps: 0,
      }));
      return { slots, learningRate, weightDecay };
    });
    checkParameters(
      name,
      this.#groups.flatMap(({ slots }) => slots.map(({ parameter }) => parameter)),
    );
  }

  /** Steps taken so far, which is what schedules are asked with: 0 at the first. */
  get stepCount(): number {
    return this.#stepCount;
  }

  /** The learning rate that the next step uses, of the first group. */
  get learningRate(): number {
    return rateAt(this.#name, this.#groups[0].learningRate, this.#stepCount);
  }

  /**
   * Changes every parameter that has a gradient, in place. Refuses a schedule's rate that is no rate, and a step
   * without any gradient.
   */
  step(): void {
    const rates = this.#groups.map((group) =>
      rateAt(this.#name, group.learningRate, this.#stepCount),
    );
    // What can fail comes first, so that a step changes everything or nothing.
    const ready = this.#groups.map((group) => this.#prepared(group));
    if (ready.every(({ dense, sparse }) => dense.length + sparse.length === 0)) {
      throw new GradientError(
        this.#name,
        "no parameter has a gradient; a step needs one. Run backward(loss) first, on a loss that uses these parameters.",
      );
    }
    ready.forEach(({ dense, sparse }, i) => {
      const { weightDecay } = this.#groups[i];
      for (const slot of sparse) this.#stepRows(slot, rates[i], weightDecay);
      let waiting = dense;
      // One batch, unless a parameter was left alone in an earlier step.
      while (waiting.length > 0) {
        const { steps } = waiting[0].slot;
        const now = waiting.filter(({ slot }) => slot.steps === steps);
        waiting =
          waiting.length === now.length ? [] : waiting.filter(({ slot }) => slot.steps !== steps);
        this.update(this.#batch(now, steps + 1, rates[i], weightDecay));
        for (const { slot } of now) slot.steps++;
      }
    });
    this.#stepCount++;
    if (this.#stepCount === patience) this.#tellIdle();
  }

  /** Says once which parameters wait for a gradient that has never come. */
  #tellIdle(): void {
    const slots = this.#groups.flatMap((group) => group.slots);
    const idle = slots.flatMap(({ parameter, steps }, i) =>
      steps === 0 && parameter.requiresGrad ? [`${i}, ${describe(parameter)}`] : [],
    );
    if (idle.length === 0) return;
    const more = idle.length > 5 ? `, and ${idle.length - 5} more` : "";
    console.warn(
      `gradkit: ${this.#name}: in ${patience} steps no gradient came to parameter ${idle.slice(0, 5).join("; ")}${more}. ` +
        "Does the loss use them? If not on purpose, leave them out or set requiresGrad to false.",
    );
  }

  /** Drops the gradients of all parameters; to be called before each backward pass, which would add to them. */
  zeroGrad(): void {
    for (const { slots } of this.#groups) {
      for (const { parameter } of slots) parameter.grad = null;
    }
  }

  /** Updates the parameters of a batch, and their state, in place. */
  protected abstract update(batch: Batch): void;

  /** Updates the rows of a parameter that have a gradient, and their state, in place; called where {@link rowsRefused} lets it. */
  protected updateRows(_batch: RowBatch): void {}

  /** Why a gradient that is rows cannot be taken: who takes one, as the error says; null where it can. Refuses by default. */
  protected rowsRefused(_weightDecay: number): string | null {
    return "SGD without momentum, Adam and AdaGrad take them";
  }

  /** The slots of a group that have a gradient, and those whose gradient is rows, with their states made. */
  #prepared({ slots, weightDecay }: Group): { readonly dense: Ready[]; readonly sparse: Slot[] } {
    const sparse = slots.filter(({ parameter }) => parameter.rowGrad !== null);
    const others = slots.filter((slot) => !sparse.includes(slot) && slot.parameter.grad !== null);
    const rule = this.rowsRefused(weightDecay);
    if (sparse.length > 0 && rule !== null) {
      throw new GradientError(
        this.#name,
        `the gradient of ${describe(sparse[0].parameter)} is rows; ${rule}, without weight decay. ` +
          "Give the parameter an optimiser of its own, or look rows up without { sparse: true }.",
      );
    }
    for (const slot of [...sparse, ...others]) this.#stateOf(slot);
    const dense = others.map((slot) => ({ slot, gradient: this.#gradientOf(slot.parameter) }));
    return { dense, sparse };
  }

  #gradientOf(parameter: Tensor): Tensor {
    const gradient = parameter.grad as Tensor;
    const { shape, dtype, layout } = gradient;
    const fits = shape.length === parameter.rank && shape.every((n, i) => n === parameter.shape[i]);
    if (dtype !== parameter.dtype || !fits) {
      throw new ShapeError(
        this.#name,
        `a gradient ${describe(gradient)} for the parameter ${describe(parameter)}; both must agree. ` +
          "Leave it to backward(loss), or mend it.",
        [gradient.shape, parameter.shape],
      );
    }
    return layout.contiguous ? gradient : contiguous(gradient.detach());
  }

  #stepRows(slot: Slot, learningRate: number, weightDecay: number): void {
    const { parameter } = slot;
    const [steps, gradient] = [slot.steps + 1, parameter.rowGrad as RowGradient];
    const state = this.#stateOf(slot);
    this.updateRows({ parameter, gradient, state, steps, learningRate, weightDecay });
    slot.steps = steps;
  }

  /** The state of a parameter, made at its first step. */
  #stateOf({ parameter, state }: Slot): Tensor[] {
    this.#initial.forEach((value, kind) => {
      state[kind] ??= keep(fullLike(parameter, value));
    });
    return state;
  }

  #batch(ready: readonly Ready[], steps: number, learningRate: number, weightDecay: number): Batch {
    const parameters: Tensor[] = [];
    const gradients: Tensor[] = [];
    const states = this.#initial.map((): Tensor[] => []);
    for (const { slot, gradient } of ready) {
      parameters.push(slot.parameter);
      gradients.push(gradient);
      this.#stateOf(slot).forEach((state, kind) => {
        states[kind].push(state);
      });
    }
    return { parameters, gradients, states, steps, learningRate, weightDecay };
  }
}

function rateAt(name: string, learningRate: number | Schedule, step: number): number {
  const rate = typeof learningRate === "function" ? learningRate(step) : learningRate;
  if (rate >= 0 && rate < Number.POSITIVE_INFINITY) return rate;
  const when = typeof learningRate === "function" ? ` at step ${step}` : "";
  throw new ArgumentError(
    name,
    `the learning rate is ${rate}${when}; it must be finite and not negative. Mend it.`,
  );
}

/** Refuses a setting that is negative, infinite or NaN. */
export function checkNotNegative(name: string, setting: string, value: number): void {
  if (value >= 0 && value < Number.POSITIVE_INFINITY) return;
  throw new ArgumentError(
    name,
    `${setting} is ${value}; it must be finite and not negative. Mend it.`,
  );
}
