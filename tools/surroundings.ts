/** Where a test runs; what rests on Node or on shared memory is left out elsewhere. */

/** Whether this is Node and not a browser. */
export const inNode = globalThis.process?.versions?.node !== undefined;

/** Whether tensors lie in memory that threads can share: in Node, and on pages that are cross-origin isolated. */
export const hasSharedMemory = typeof SharedArrayBuffer !== "undefined";
