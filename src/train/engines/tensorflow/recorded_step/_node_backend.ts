import type * as tf from "@tensorflow/tfjs";
import type { OpAttribute } from "../attributes.ts";
import type { TensorflowBinding } from "../binding.ts";
import { TF_ATTRIBUTES } from "../data_types.ts";
import type { TensorMetadata } from "../handles.ts";

/** What a backend asks its binding. */
export type Binding = Omit<TensorflowBinding, "adopt" | "handleOf" | "dispose">;

/** A tensor in the backend: `values` until an op first needs it, then its number in the binding. */
export interface BackendTensor {
  readonly shape: readonly number[];
  readonly dtype: number;
  id: number;
  values: tf.BackendValues | null;
  refCount: number;
}

/** What tfjs-node's `NodeJSKernelBackend` has and its types hide. */
export interface NodeBackend extends tf.KernelBackend {
  binding: Binding;
  readonly tensorMap: {
    has(dataId: tf.DataId): boolean;
    get(dataId: tf.DataId): BackendTensor;
    set(dataId: tf.DataId, entry: BackendTensor): void;
  };
  getDTypeInteger(dtype: string): number;
  /** Makes a tensor of what an op gave, which owns it. */
  createOutputTensor(metadata: TensorMetadata): tf.Tensor;
  /** The tensors' numbers in the binding; values that only JavaScript has are copied there first. */
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  executeSingleOutput(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly tf.TensorInfo[],
  ): tf.Tensor;
  executeMultipleOutputs(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly tf.TensorInfo[],
    count: number,
  ): tf.Tensor[];
}

/** An attribute that names a type. */
export function typeAttribute(name: string, value: number): OpAttribute {
  return { name, type: TF_ATTRIBUTES.TF_ATTR_TYPE, value };
}

/** A number for the values of a tensor, which stay there when the tensor goes. */
export function shareTensor(backend: NodeBackend, tensor: tf.TensorInfo): number {
  const [id] = backend.getInputTensorIds([tensor]) as [number];
  return sameTensor(backend.binding, id, backend.tensorMap.get(tensor.dataId).dtype).id;
}

/** One more tensor with the values of one in the binding. */
export function sameTensor(binding: Binding, id: number, dtype: number): TensorMetadata {
  return binding.executeOp("Identity", [typeAttribute("T", dtype)], [id], 1)[0]!;
}
