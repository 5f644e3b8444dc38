import * as tf from "@tensorflow/tfjs";
import { createRequire } from "node:module";
import type { TensorflowBinding } from "./binding.ts";
import { repairKernels } from "./repairs.ts";

/** The name of the tfjs backend. tfjs-node's kernels are registered for it. */
export const BACKEND_NAME = "tensorflow";

/** What of tfjs-node's backend is used. */
interface NodeBackend extends tf.KernelBackend {
  readonly binding: TensorflowBinding;
}

const require = createRequire(import.meta.url);

/**
 * Makes TensorFlow the tfjs backend `"tensorflow"`, with the kernels that tfjs-node-gpu ships in
 * JavaScript; its native addon is not loaded. A binding registered before is replaced, and tensors
 * of its are lost. The active backend stays what it is.
 *
 * @returns The backend.
 */
export function registerTensorflow(binding: TensorflowBinding): tf.KernelBackend {
  const NodeJSKernelBackend = loadKernels();
  if (tf.findBackendFactory(BACKEND_NAME) !== null) tf.removeBackend(BACKEND_NAME);
  // Conv3D with dilations is refused under the other package's name; TensorFlow has it on GPUs only.
  const packageName = binding.isUsingGpuDevice()
    ? "@tensorflow/tfjs-node-gpu"
    : "@tensorflow/tfjs-node";
  const backend = new NodeJSKernelBackend(binding, packageName);
  tf.registerBackend(BACKEND_NAME, () => backend, 0);
  return backend;
}

/** Takes TensorFlow from tfjs's backends, if it is registered with this binding. */
export function unregisterTensorflow(binding: TensorflowBinding): void {
  if (tf.findBackendFactory(BACKEND_NAME) === null) return;
  const backend = tf.findBackend(BACKEND_NAME) as NodeBackend;
  if (backend.binding === binding) tf.removeBackend(BACKEND_NAME);
}

/**
 * The package's files that need no addon. They are CommonJS of 2015 and extend tfjs's class: with
 * `require` they get the same CommonJS build of tfjs that `import` gives everybody else here, one
 * whose classes may be extended so.
 */
function loadKernels(): new (binding: TensorflowBinding, packageName: string) => NodeBackend {
  if (tf.getKernel(tf.Round, BACKEND_NAME) === undefined) {
    repairNodeUtil();
    require("@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js");
    repairKernels(BACKEND_NAME);
  }
  return require("@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js").NodeJSKernelBackend;
}

/** Node 23 removed functions of `util` that tfjs-node 4.22 calls (tensorflow/tfjs#8425). */
function repairNodeUtil(): void {
  const util = require("node:util");
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
