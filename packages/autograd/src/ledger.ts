/** The memory of a walk's own making: what no gradient on its way lies in any more is freed at once. */

import { collecting, type Storage, type Tensor } from "@gradkit/tensor";

/** Keeps account of a walk's gradients; see {@link createLedger}. */
export interface Ledger {
  /** Runs the rule of one op and what belongs to it; what is made and not held at its end is freed. */
  within(f: () => void): void;
  /** A gradient is on its way. */
  hold(g: Tensor): void;
  /** It has arrived and is needed no more: its memory goes if the walk made it and no other gradient lies in it. */
  drop(g: Tensor): void;
}

/** A new account; storages that were there before the walk are never freed by it. */
export function createLedger(): Ledger {
  const own = new Set<Storage>();
  const holds = new Map<Storage, number>();
  return {
    within(f) {
      const made: Storage[] = [];
      collecting(made, f);
      for (const storage of made) {
        if (holds.has(storage)) own.add(storage);
        else if (!storage.held) storage.free("backward");
      }
    },
    hold({ storage }) {
      holds.set(storage, (holds.get(storage) ?? 0) + 1);
    },
    drop({ storage }) {
      const left = (holds.get(storage) as number) - 1;
      if (left > 0) {
        holds.set(storage, left);
        return;
      }
      holds.delete(storage);
      if (own.delete(storage) && !storage.held) storage.free("backward");
    },
  };
}

/** An account that frees nothing: for a walk that is recorded, walked again, or watched. */
export const noLedger: Ledger = {
  within: (f) => f(),
  hold: () => {},
  drop: () => {},
};
