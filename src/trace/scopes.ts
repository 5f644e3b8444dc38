import { engine as tfEngine, serialization } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-layers";
import { dropoutCall } from "./layers/dropout.ts";
import { alphaDropoutCall, gaussianDropoutCall, gaussianNoiseCall } from "./layers/noise.ts";
import { batchNormalizationCall, layerNormalizationCall } from "./layers/normalization.ts";
import { recurrentDropout } from "./layers/recurrent_dropout.ts";
import { refuseStateful } from "./layers/stateful.ts";
import type { LayerRecorder, LayerScope } from "./types.ts";

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
  recorder: LayerRecorder,
  layer: tf.layers.Layer,
  inputs: unknown,
  kwargs: unknown,
) => unknown;

/** Layers recorded whole, by class name. Their subclasses are too. */
const OVERRIDES: Readonly<Record<string, LayerOverride>> = {
  AlphaDropout: alphaDropoutCall,
  BatchNormalization: batchNormalizationCall,
  ConvLSTM2DCell: recurrentDropout(4),
  Dropout: dropoutCall,
  GRUCell: recurrentDropout(1),
  GaussianDropout: gaussianDropoutCall,
  GaussianNoise: gaussianNoiseCall,
  LSTMCell: recurrentDropout(1),
  LayerNormalization: layerNormalizationCall,
  RNN: refuseStateful,
  SimpleRNNCell: recurrentDropout(),
};

/** Whether a layer is recorded whole. */
export function isRecordedWhole(layer: LayerScope): boolean {
  return Object.keys(OVERRIDES).some((className) =>
    Object.prototype.isPrototypeOf.call(layerClass(className), layer)
  );
}

/**
 * Hooks tfjs's layers while they are recorded: nodes get the names of the layers that make them, and
 * the layers in `layers/` are recorded whole. Returns the function that takes the hooks away.
 */
export function hookLayers(recorder: LayerRecorder): () => void {
  const undo = [hookScopes(recorder.scopes)];
  for (const [className, override] of Object.entries(OVERRIDES)) {
    const prototype = layerClass(className);
    const call = prototype.call;
    prototype.call = function (this: tf.layers.Layer, inputs, kwargs) {
      const result = override(recorder, this, inputs, kwargs);
      return result === undefined ? call.call(this, inputs, kwargs) : result;
    };
    undo.push(() => {
      prototype.call = call;
    });
  }
  return () => {
    undo.reverse().forEach((restore) => restore());
    recorder.afterwards.forEach((restore) => restore());
  };
}

/**
 * Keeps the layers being called in `scopes`, outermost first, until the result is called. A layer's gradient
 * counts as a call of the layer.
 */
export function hookScopes(scopes: LayerScope[]): () => void {
  const base = tf.layers.Layer.prototype as unknown as { apply: LayerCall };
  const apply = base.apply;
  base.apply = function (this: tf.layers.Layer, inputs, kwargs) {
    return within(scopes, this, () => apply.call(this, inputs, kwargs));
  };
  const unhookGradients = hookGradients(scopes);
  return () => {
    unhookGradients();
    base.apply = apply;
  };
}

function within<T>(scopes: LayerScope[], scope: LayerScope, run: () => T): T {
  scopes.push(scope);
  try {
    return run();
  } finally {
    scopes.pop();
  }
}

/** One step back on tfjs's tape: the gradients by an operation's inputs, each computed when it is asked for. */
interface TapeNode {
  readonly saved?: readonly Tensor[];
  gradient?: (dys: unknown) => Record<string, () => unknown>;
}

/** What tfjs's types hide of its engine. */
interface Tape {
  addTapeNode: (...args: unknown[]) => void;
  readonly state: { activeTape: TapeNode[] | null; readonly gradientDepth: number };
}

function hookGradients(scopes: LayerScope[]): () => void {
  const engine = tfEngine() as unknown as Tape;
  const addTapeNode = engine.addTapeNode;
  engine.addTapeNode = (...args) => {
    addTapeNode.apply(engine, args);
    const node = engine.state.activeTape!.at(-1)!;
    const { gradient } = node;
    const scope = scopes.at(-1);
    if (gradient === undefined || scope === undefined) return;
    node.gradient = (dys) =>
      Object.fromEntries(
        Object.entries(within(scopes, scope, () => gradient(dys)))
          .map(([input, compute]) => [input, () => within(scopes, scope, compute)]),
      );
  };
  return () => {
    engine.addTapeNode = addTapeNode;
    const { state } = engine;
    if (state.gradientDepth > 0) return;
    // What operations saved for their gradients; tfjs leaves it behind when a gradient fails.
    state.activeTape?.forEach(({ saved }) => saved?.forEach((tensor) => tensor.dispose()));
    state.activeTape = null;
  };
}

function layerClass(className: string): LayerPrototype {
  const found = serialization.SerializationMap.getMap().classNameMap[className];
  if (found === undefined) throw new ReferenceError(`tfjs has no layer class "${className}"`);
  return (found[0] as unknown as { prototype: LayerPrototype }).prototype;
}
