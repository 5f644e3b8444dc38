import * as tf from "@tensorflow/tfjs";
import { TF_ATTRIBUTES, TF_TYPES } from "../../data_types.ts";
import { type NodeBackend, typeAttribute } from "../_node_backend.ts";
import { replaceGradient } from "./_replace_gradient.ts";

/** A bias's gradient as `BiasAddGrad` in place of a sum over all axes but the last. */
export function fuseBias(backend: NodeBackend): () => void {
  const attributes = [
    typeAttribute("T", TF_TYPES.TF_FLOAT),
    { name: "data_format", type: TF_ATTRIBUTES.TF_ATTR_STRING, value: "NHWC" },
  ];
  return replaceGradient("Add", (before) => ({
    ...before,
    gradFunc: (dy, saved, attrs) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      if (!isBias(a, b)) return before.gradFunc(dy, saved, attrs);
      return {
        a: () => tf.clone(dy as tf.Tensor),
        b: () => backend.executeSingleOutput("BiasAddGrad", attributes, [dy as tf.Tensor]),
      };
    },
  }));
}

/** Whether `b` is one number for each entry of the last axis of `a`. */
function isBias(a: tf.Tensor, b: tf.Tensor): boolean {
  return a.dtype === "float32" && b.dtype === "float32" && a.rank > 1 && b.rank === 1 &&
    b.shape[0] === a.shape.at(-1);
}
