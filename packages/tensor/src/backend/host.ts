/** What the runtime brings along. */

/** A module of Node's, asked for where it is used: an import would stop browsers and bundlers. */
export function builtin<T>(name: string): T | undefined {
  const { process } = globalThis as {
    process?: { getBuiltinModule?(name: string): T | undefined };
  };
  return process?.getBuiltinModule?.(name);
}
