import * as tf from "@tensorflow/tfjs";
import { BACKEND_NAME } from "../backend.ts";
import type { NodeBackend } from "./_node_backend.ts";

/**
 * Runs `compute` with TensorFlow as tfjs's backend, and leaves no mark: the backend before is active again, and
 * tensors of its that were used (an optimizer's constants) are there again.
 */
export function onTensorflow<T>(backend: NodeBackend, compute: () => T): T {
  const engine = tf.engine();
  const host = tf.backend();
  const active = tf.getBackend();
  const moved = new Set<tf.DataId>();
  const { moveData } = engine;
  engine.moveData = (target, dataId) => {
    if (target === backend) moved.add(dataId);
    moveData.call(engine, target, dataId);
  };
  // Asynchronous in its type only: the backend is there already.
  void tf.setBackend(BACKEND_NAME);
  try {
    return compute();
  } finally {
    engine.moveData = moveData;
    void tf.setBackend(active);
    for (const dataId of moved) {
      if (backend.tensorMap.has(dataId) && host !== backend) engine.moveData(host, dataId);
    }
  }
}
