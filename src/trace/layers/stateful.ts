import { type layers, RNN } from "@tensorflow/tfjs-layers";
import { TraceError } from "../errors.ts";
import type { LayerRecorder } from "../types.ts";

/**
 * Refuses recurrent layers with `stateful: true`. They keep their states in fields of JavaScript, which
 * would hold traced tensors after the trace.
 */
export function refuseStateful(_recorder: LayerRecorder, layer: layers.Layer): undefined {
  if (!layer.stateful) return;
  throw new TraceError(
    `Cannot trace layer "${layer.name}" (${layer.getClassName()}): "stateful: true" keeps states between ` +
      'calls outside of the graph. Use "returnState: true" and pass the states as inputs',
  );
}

/**
 * Reports calls of stateful layers and lets them compute without their states, which stay as they are; until
 * the result is called.
 */
export function hookStateful(report: (layer: layers.Layer) => void): () => void {
  const prototype = RNN.prototype as layers.Layer;
  const { call } = prototype;
  prototype.call = function (this: layers.Layer, inputs, kwargs) {
    if (!this.stateful) return call.call(this, inputs, kwargs);
    report(this);
    // Protected in the types.
    const own = this as unknown as { _stateful: boolean };
    own._stateful = false;
    try {
      return call.call(this, inputs, kwargs);
    } finally {
      own._stateful = true;
    }
  };
  return () => {
    prototype.call = call;
  };
}
