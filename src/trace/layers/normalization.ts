import { engine } from "@tensorflow/tfjs-core";
import type { layers } from "@tensorflow/tfjs-layers";
import { TraceError } from "../errors.ts";
import type { LayerRecorder } from "../types.ts";

/** What tfjs's normalization layers keep in their instances. */
interface Normalization {
  readonly axis: number | number[];
  readonly center: boolean;
  readonly scale: boolean;
}

function refuse(layer: layers.Layer, what: string, instead: string): never {
  throw new TraceError(
    `Cannot train layer "${layer.name}" (${layer.getClassName()}): tfjs has no gradient for ${what}. ${instead}`,
  );
}

/** Whether tfjs notes what is computed, to go back through it. tfjs's types hide it. */
function underGradient(): boolean {
  return (engine() as unknown as { state: { gradientDepth: number } }).state.gradientDepth > 0;
}

/**
 * Refuses to train what tfjs cannot: its layer reads `gamma` and `beta` whether they are there or not, and the
 * gradient of parameters along another axis than the last has the wrong shape. Both can be exported.
 */
export function batchNormalizationCall(
  _recorder: LayerRecorder,
  layer: layers.Layer,
  inputs: unknown,
  kwargs: unknown,
): undefined {
  const { axis, center, scale } = layer as unknown as Normalization;
  if ((kwargs as { training?: boolean } | undefined)?.training !== true) return;
  if (!center || !scale) {
    refuse(layer, `"center: ${center}, scale: ${scale}"`, 'Leave "center" and "scale" at true');
  }
  const input = (Array.isArray(inputs) ? inputs[0] : inputs) as { rank: number };
  if (underGradient() && axis !== -1 && axis !== input.rank - 1) {
    refuse(layer, `axis ${axis} of rank ${input.rank}`, "Use the last axis");
  }
}

/** Refuses to train without `gamma` or `beta`: tfjs's gradient looks for both. Such a layer can be exported. */
export function layerNormalizationCall(_recorder: LayerRecorder, layer: layers.Layer): undefined {
  const { center, scale } = layer as unknown as Normalization;
  if (!underGradient() || (center && scale)) return;
  refuse(layer, `"center: ${center}, scale: ${scale}"`, 'Leave "center" and "scale" at true');
}
