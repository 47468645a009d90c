/**
 * Scopes, which free storages. A storage made inside a scope goes back when the scope ends; one that no scope owns
 * goes back when the runtime finds it unreachable.
 */

import { builtin } from "./backend/host.ts";
import { ScopeError } from "./errors.ts";
import type { Storage } from "./storage.ts";

/** What carries the current scope along asynchronous calls: Node's AsyncLocalStorage where there is one. */
interface Carrier {
  getStore(): Scope | undefined;
  enterWith(scope: Scope | undefined): void;
}

let carrier: Carrier | undefined;
let follows = false;
let openScopes = 0;

/** The innermost scope that is open here, if any. */
export function currentScope(): Scope | undefined {
  if (openScopes === 0 || carrier === undefined) return undefined;
  return nearestOpen(carrier.getStore());
}

function nearestOpen(scope: Scope | undefined): Scope | undefined {
  let open = scope;
  while (open?.ended) open = open.parent;
  return open;
}

function theCarrier(): Carrier {
  carrier ??= asyncCarrier() ?? plainCarrier();
  return carrier;
}

function asyncCarrier(): Carrier | undefined {
  const hooks = builtin<{ AsyncLocalStorage: new () => Carrier }>("node:async_hooks");
  follows = hooks !== undefined;
  return hooks && new hooks.AsyncLocalStorage();
}

function plainCarrier(): Carrier {
  let current: Scope | undefined;
  return {
    getStore: () => current,
    enterWith: (scope) => {
      current = scope;
    },
  };
}

/** Owns the storages made while it is the innermost open scope of its task. */
export class Scope {
  /** What an error calls it when one of its tensors is used later. Default "scope". */
  readonly name: string;
  /** The scope that it was opened in; undefined for an outermost one. */
  readonly parent: Scope | undefined;
  /** Whether it is closed, so that nothing more is put into it. */
  ended = false;
  #owned: Storage[] = [];

  /** Opens a scope and makes it the current one. */
  constructor(name = "scope") {
    this.name = name;
    this.parent = currentScope();
    openScopes++;
    theCarrier().enterWith(this);
  }

  /** Takes a storage in. */
  adopt(storage: Storage): void {
    storage.scope = this;
    this.#owned.push(storage);
  }

  /** Frees what it owns and stays open. */
  clear(): void {
    this.#refuseOverlap();
    const owned = this.#owned;
    this.#owned = [];
    for (const storage of owned) if (storage.scope === this) storage.free(this.name);
  }

  /** Frees what it owns and hands the place back to its parent; ending twice does nothing. */
  end(): void {
    if (this.ended) return;
    this.clear();
    this.ended = true;
    openScopes--;
    theCarrier().enterWith(this.parent);
  }

  /** Hands the place back to the parent while an asynchronous task goes on inside, where its scope follows it. */
  suspend(): void {
    if (follows) theCarrier().enterWith(this.parent);
  }

  /** Ends the scope at the close of the block that a `using` declaration stands in. */
  [Symbol.dispose](): void {
    this.end();
  }

  #refuseOverlap(): void {
    if (follows || this.ended || currentScope() === this) return;
    throw new ScopeError(
      `${this.name}: another scope, ${currentScope()?.name}, was opened since and is still open; scopes nest, and this ` +
        "runtime does not carry them along asynchronous calls. Run such tasks one after the other.",
    );
  }
}

/** Gives a storage to a scope or its nearest open ancestor, or to the garbage collector where there is none. */
export function ownedBy(storage: Storage, owner: Scope | undefined): void {
  if (storage.freed) return;
  const scope = nearestOpen(owner);
  if (scope) {
    if (storage.scope !== scope) scope.adopt(storage);
  } else {
    storage.scope = undefined;
    storage.watch();
  }
}
