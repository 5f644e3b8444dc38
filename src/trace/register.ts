import * as tf from "@tensorflow/tfjs-core";
import { TRACE_BACKEND, TraceBackend } from "./backend.ts";
import { TRANSLATORS } from "./kernels/mod.ts";
import type { TracedTensor, Translator } from "./types.ts";

let registered = false;

/** Registers the tracing backend and its kernels with tfjs; once. */
export function registerTranslators(): void {
  if (registered) return;
  registered = true;
  const backend = new TraceBackend();
  tf.registerBackend(TRACE_BACKEND, () => backend, 0);
  for (const [kernelName, translator] of Object.entries(TRANSLATORS)) {
    tf.registerKernel({
      kernelName,
      backendName: TRACE_BACKEND,
      kernelFunc: kernelFunction(kernelName, translator, backend),
    });
  }
  // The engine clones tensors with Identity: the same symbol, counted once more.
  tf.registerKernel({
    kernelName: "Identity",
    backendName: TRACE_BACKEND,
    kernelFunc: ({ inputs }) => {
      const x = inputs["x"] as tf.TensorInfo;
      if (backend.refCount(x.dataId) === 0) backend.lookup(x);
      backend.incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
    },
  });
}

function kernelFunction(
  kernelName: string,
  translator: Translator,
  backend: TraceBackend,
): tf.KernelFunc {
  const toInfo = (tensor: TracedTensor): tf.TensorInfo => ({
    dataId: backend.create(tensor),
    shape: [...tensor.shape],
    dtype: tensor.dtype,
  });
  return ({ inputs, attrs }) => {
    const symbols = Object.fromEntries(
      Object.entries(inputs)
        .filter(([, info]) => info != null)
        .map(([key, info]) => [key, backend.lookup(info as tf.TensorInfo)]),
    );
    const result = translator({
      kernelName,
      inputs: symbols,
      attrs: attrs ?? {},
      trace: backend.trace,
    });
    return Array.isArray(result) ? result.map(toInfo) : toInfo(result);
  };
}
