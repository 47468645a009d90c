/** TensorFlow.js on its WebAssembly backend, with SIMD and one thread: its threaded build does not run in Node. */

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";

const main = fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm"));
setWasmPaths(`${dirname(main)}/`);
await tf.setBackend("wasm");
if (tf.getBackend() !== "wasm") throw new Error("tfjs did not start its wasm backend");

export { tf };
