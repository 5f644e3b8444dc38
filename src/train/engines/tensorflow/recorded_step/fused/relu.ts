import type * as tf from "@tensorflow/tfjs";
import { TF_TYPES } from "../../data_types.ts";
import { type NodeBackend, typeAttribute } from "../_node_backend.ts";
import { replaceGradient } from "./_replace_gradient.ts";

/**
 * ReLU's gradient as `ReluGrad`: tfjs's own compares twice, selects twice and multiplies, with two tensors of
 * ones and zeros. It needs ReLU's result alone, so that what was before it can be freed.
 */
export function fuseRelu(backend: NodeBackend): () => void {
  const attributes = [typeAttribute("T", TF_TYPES.TF_FLOAT)];
  return replaceGradient("Relu", () => ({
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({
      x: () => backend.executeSingleOutput("ReluGrad", attributes, [dy as tf.Tensor, y!]),
    }),
  }));
}
