/** The kernels of the wasm engine, by family. */

export * from "./binary";
export * from "./matmul";
export * from "./reduce";
export * from "./unary";
