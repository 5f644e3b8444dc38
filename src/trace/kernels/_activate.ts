import { TraceError } from "../errors.ts";
import type { KernelCall, TracedTensor, Translator } from "../types.ts";
import { activations } from "./activations.ts";

/** tfjs's names of fused activations and the kernels that they stand for. */
const KERNEL_OF: Readonly<Record<string, keyof typeof activations>> = {
  elu: "Elu",
  leakyrelu: "LeakyRelu",
  prelu: "Prelu",
  relu: "Relu",
  relu6: "Relu6",
  sigmoid: "Sigmoid",
};

/** Applies the activation that a fused kernel carries in its attributes to `x`. */
export function activate(call: KernelCall, x: TracedTensor): TracedTensor {
  const activation = (call.attrs["activation"] as string | undefined) ?? "linear";
  if (activation === "linear") return x;
  const kernel = KERNEL_OF[activation];
  if (kernel === undefined) {
    throw new TraceError(`Cannot trace the fused activation "${activation}" of ${call.kernelName}`);
  }
  const alpha = call.inputs["preluActivationWeights"];
  return (activations[kernel] as Translator)({
    ...call,
    inputs: alpha === undefined ? { x } : { x, alpha },
    attrs: { alpha: call.attrs["leakyreluAlpha"] ?? 0 },
  }) as TracedTensor;
}
