import * as tf from "@tensorflow/tfjs-core";
import { TRACE_BACKEND, type TraceBackend } from "../backend.ts";
import type { Trace } from "../trace.ts";
import type { RandomInput } from "../types.ts";

/**
 * A float32 tensor of `shape` that the runtime fills with random numbers before each run. It lies in memory
 * as `like` does, since the order of independent draws does not matter and a transpose would cost time.
 */
export function randomTensor(
  trace: Trace,
  like: tf.Tensor,
  shape: readonly number[],
  distribution: RandomInput["distribution"],
): tf.Tensor {
  const engine = tf.engine();
  const backend = engine.findBackend(TRACE_BACKEND) as TraceBackend;
  const { layout } = backend.lookup(like);
  const symbol = trace.random(shape, layout, distribution);
  return engine.makeTensorFromTensorInfo(
    { dataId: backend.create(symbol), shape: [...shape], dtype: "float32" },
    backend,
  );
}
