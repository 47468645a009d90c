/** The kernels of the wasm engine, by family. */

export { adagradF32, adagradF64 } from "./adagrad";
export * from "./batch-norm";
export * from "./binary";
export * from "./compare";
export { convF32, convF64, convWeightF32, convWeightF64 } from "./conv";
export { convThinF32, convThinF64, convThinWeightF32, convThinWeightF64 } from "./conv-thin";
export * from "./copy";
export * from "./functions";
export * from "./fused";
export * from "./indexing";
export * from "./matmul";
export * from "./normalize";
export * from "./packed";
export * from "./pool";
export * from "./random";
export * from "./recurrent";
export * from "./reduce";
export * from "./sort";
export * from "./special";
export * from "./unary";
export { adamF32, adamF64, sgdF32, sgdF64 } from "./update";
export { isFast, winogradF32, winogradWeightF32 } from "./winograd";
export { winogradPointsF32, winogradSumF32 } from "./winograd-gradient";
