import { serialization } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-layers";
import { dropoutCall } from "./layers/dropout.ts";
import type { Trace } from "./trace.ts";

type LayerCall = (inputs: unknown, kwargs: unknown) => unknown;

/** A layer class's prototype, with the method that tfjs calls. */
interface LayerPrototype {
  call: LayerCall;
}

/**
 * A layer that is recorded whole instead of through its kernels, mostly because tfjs draws its
 * random numbers in JavaScript. Returns `undefined` to let tfjs's own `call` run.
 */
export type LayerOverride = (
  trace: Trace,
  layer: tf.layers.Layer,
  inputs: unknown,
  kwargs: unknown,
) => unknown;

/** Layers recorded whole, by class name. */
const OVERRIDES: Readonly<Record<string, LayerOverride>> = {
  Dropout: dropoutCall,
};

/**
 * Hooks tfjs's layers while a trace is under way: nodes get the names of the layers that make them, and
 * the layers in `layers/` are recorded whole. Returns the function that takes the hooks away.
 */
export function hookLayers(trace: Trace): () => void {
  const undo = [hookScopes(trace.scopes)];
  for (const [className, override] of Object.entries(OVERRIDES)) {
    const prototype = layerClass(className);
    const call = prototype.call;
    prototype.call = function (this: tf.layers.Layer, inputs, kwargs) {
      const result = override(trace, this, inputs, kwargs);
      return result === undefined ? call.call(this, inputs, kwargs) : result;
    };
    undo.push(() => {
      prototype.call = call;
    });
  }
  return () => undo.reverse().forEach((restore) => restore());
}

/** Keeps the names of the layers being called in `scopes`, outermost first, until the result is called. */
export function hookScopes(scopes: string[]): () => void {
  const base = tf.layers.Layer.prototype as unknown as { apply: LayerCall };
  const apply = base.apply;
  base.apply = function (this: tf.layers.Layer, inputs, kwargs) {
    scopes.push(this.name);
    try {
      return apply.call(this, inputs, kwargs);
    } finally {
      scopes.pop();
    }
  };
  return () => {
    base.apply = apply;
  };
}

function layerClass(className: string): LayerPrototype {
  const found = serialization.SerializationMap.getMap().classNameMap[className];
  if (found === undefined) throw new ReferenceError(`tfjs has no layer class "${className}"`);
  return (found[0] as unknown as { prototype: LayerPrototype }).prototype;
}
