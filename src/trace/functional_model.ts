import type * as tf from "@tensorflow/tfjs-layers";

/**
 * The functional model inside of a `Sequential`, which holds what the outer one only forwards: names of
 * inputs and outputs, compiled losses. Any other model is returned as it is.
 */
export function functionalModel(model: tf.LayersModel): tf.LayersModel {
  if (model.getClassName() !== "Sequential") return model;
  // Private in the types.
  const sequential = model as unknown as { model?: tf.LayersModel; build(): void };
  if (sequential.model === undefined) sequential.build();
  return sequential.model!;
}
