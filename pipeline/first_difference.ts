import * as tf from "@tensorflow/tfjs";
import { toOnnx } from "../src/export/mod.ts";
import { verifyExport } from "./verify_export.ts";

/** A layer whose exported output differs from tfjs's. */
export interface LayerDifference {
  readonly layer: string;
  readonly className: string;
  readonly maxDiff: number;
}

/**
 * The first layer, in the model's order, up to which the exported model differs from tfjs by more than
 * `tolerance`; `undefined` where none does. Exports and compares the model up to each layer in turn.
 */
export async function firstDifference(
  model: tf.LayersModel,
  tolerance: number,
  options: { maxInteger?: number } = {},
): Promise<LayerDifference | undefined> {
  for (const layer of model.layers) {
    if (layer.getClassName() === "InputLayer") continue;
    const part = tf.model({ inputs: model.inputs, outputs: layer.output });
    const checks = await verifyExport(part, toOnnx(part), options);
    const worst = checks.find(({ maxDiff }) => !(maxDiff <= tolerance));
    if (worst !== undefined) {
      return { layer: layer.name, className: layer.getClassName(), maxDiff: worst.maxDiff };
    }
  }
  return undefined;
}
