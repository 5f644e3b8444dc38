import type { OpAttribute } from "./attributes.ts";
import type { TensorflowDevice } from "./context.ts";
import { TF_ATTRIBUTES, TF_TYPES } from "./data_types.ts";
import { execute } from "./execute.ts";
import {
  type Address,
  cString,
  readCString,
  type Status,
  type TensorflowSymbols,
} from "./ffi/mod.ts";
import { Handles, type TensorMetadata } from "./handles.ts";
import { deleteStrings, newHostTensor, type TensorValues } from "./host_tensor.ts";
import { readTensor, type ReadValues } from "./read_tensor.ts";
import { SavedModels } from "./saved_models.ts";

/**
 * The native half of tfjs-node, over TensorFlow's C API: the functions that its `NodeJSKernelBackend`
 * calls (tfjs_binding.d.ts), with the semantics of its C++ addon (binding/tfjs_backend.cc). Values
 * are copied in and out, where the addon shares memory.
 */
export class TensorflowBinding {
  /** The library's version, such as `"2.21.0"`. */
  readonly TF_Version: string;
  declare readonly TF_FLOAT: 1;
  declare readonly TF_INT32: 3;
  declare readonly TF_UINT8: 4;
  declare readonly TF_STRING: 7;
  declare readonly TF_COMPLEX64: 8;
  declare readonly TF_INT64: 9;
  declare readonly TF_BOOL: 10;
  declare readonly TF_RESOURCE: 20;
  declare readonly TF_UINT64: 23;
  declare readonly TF_ATTR_STRING: 0;
  declare readonly TF_ATTR_INT: 1;
  declare readonly TF_ATTR_FLOAT: 2;
  declare readonly TF_ATTR_BOOL: 3;
  declare readonly TF_ATTR_TYPE: 4;
  declare readonly TF_ATTR_SHAPE: 5;

  readonly #symbols: TensorflowSymbols;
  readonly #status: Status;
  readonly #context: Address;
  readonly #gpu: TensorflowDevice | undefined;
  readonly #handles: Handles;
  readonly #savedModels: SavedModels;

  constructor(
    symbols: TensorflowSymbols,
    status: Status,
    context: Address,
    devices: readonly TensorflowDevice[],
  ) {
    Object.assign(this, TF_TYPES, TF_ATTRIBUTES);
    this.#symbols = symbols;
    this.#status = status;
    this.#context = context;
    // The addon takes the last; ops that are not told run on the first.
    this.#gpu = devices.find(({ type }) => type === "GPU");
    this.#handles = new Handles(symbols, status);
    this.#savedModels = new SavedModels(symbols, status, this.#handles);
    this.TF_Version = readCString(symbols, symbols.TF_Version());
  }

  /** Whether tensors are kept on a GPU. */
  isUsingGpuDevice(): boolean {
    return this.#gpu !== undefined;
  }

  /**
   * A tensor with a copy of `values`; int64 and uint64 come as pairs of int32. Int32 tensors and strings stay
   * on the host, where GPU kernels expect them; all else goes to the device.
   *
   * @returns The tensor's number.
   * @throws {TypeError} If `values` do not fit type and shape.
   * @throws {TensorflowError} If the device has no memory for it.
   */
  createTensor(shape: readonly number[], dtype: number, values: TensorValues): number {
    const symbols = this.#symbols;
    const tensor = newHostTensor(symbols, shape, dtype, values);
    let handle: Address;
    try {
      handle = symbols.TFE_NewTensorHandle(tensor, this.#status.address);
      this.#status.check(() => `Cannot make a tensor of shape [${shape}]`);
      if (dtype === TF_TYPES.TF_STRING) handle = this.#ownStrings(handle, shape);
    } finally {
      if (dtype === TF_TYPES.TF_STRING) deleteStrings(symbols, tensor);
      else symbols.TF_DeleteTensor(tensor);
    }
    const onHost = dtype === TF_TYPES.TF_INT32 || dtype === TF_TYPES.TF_STRING;
    return this.#handles.add(onHost ? handle : this.#toDevice(handle, shape));
  }

  /**
   * Deletes a tensor.
   *
   * @throws {ReferenceError} If it is not there.
   */
  deleteTensor(id: number): void {
    this.#handles.delete(id);
  }

  /**
   * A copy of a tensor's values; waits until they are computed.
   *
   * @throws {ReferenceError} If it is not there.
   */
  tensorDataSync(id: number): ReadValues {
    const symbols = this.#symbols;
    const handle = this.#handles.get(id, "Get data called on");
    const tensor = symbols.TFE_TensorHandleResolve(handle, this.#status.address);
    this.#status.check(() => `Cannot read TensorFlow tensor ${id}`);
    try {
      return readTensor(symbols, tensor, symbols.TFE_TensorHandleDataType(handle));
    } finally {
      symbols.TF_DeleteTensor(tensor);
    }
  }

  /**
   * Runs an op. A list of inputs is just more of them.
   *
   * @throws {TensorflowError} If the op fails.
   */
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputIds: readonly number[],
    numOutputs: number,
  ): TensorMetadata[] {
    const outputs = execute(
      this.#symbols,
      this.#status,
      this.#context,
      name,
      attributes,
      inputIds.map((id) => this.handleOf(id)),
      numOutputs,
    );
    return this.#handles.adopt(outputs, outputs.length);
  }

  /** Loads a saved model; `tags` with commas between them. */
  loadSavedModel(directory: string, tags: string): number {
    return this.#savedModels.load(directory, tags);
  }

  /** Deletes a saved model. */
  deleteSavedModel(id: number): void {
    this.#savedModels.delete(id);
  }

  /** Runs a saved model; names such as `"serving_default_x:0"`, with commas between them. */
  runSavedModel(
    id: number,
    inputIds: readonly number[],
    inputNames: string,
    outputNames: string,
  ): TensorMetadata[] {
    return this.#savedModels.run(id, inputIds, inputNames, outputNames);
  }

  /** How many saved models are loaded. */
  getNumOfSavedModels(): number {
    return this.#savedModels.size;
  }

  /** How many tensors there are. */
  getNumOfTensors(): number {
    return this.#handles.size;
  }

  /**
   * The handle (`TFE_TensorHandle`) of a tensor, which stays the binding's.
   *
   * @throws {ReferenceError} If it is not there.
   */
  handleOf(id: number): Address {
    return this.#handles.get(id, "Input is");
  }

  /** Takes a handle (`TFE_TensorHandle`) over and returns its tensor's number. */
  adopt(handle: Address): number {
    return this.#handles.add(handle);
  }

  /** Deletes all tensors and saved models. */
  dispose(): void {
    this.#handles.dispose();
    this.#savedModels.dispose();
  }

  /**
   * A handle to strings that TensorFlow allocated itself, and so frees when the last tensor that
   * shares them goes. Strings made here it never frees once an op's result shares them, and to free
   * them with their own tensor would empty that result.
   */
  #ownStrings(handle: Address, shape: readonly number[]): Address {
    try {
      const count: OpAttribute = { name: "N", type: TF_ATTRIBUTES.TF_ATTR_INT, value: 1 };
      // Of one input, the join is a copy.
      const copy = execute(this.#symbols, this.#status, this.#context, "StringJoin", [count], [
        handle,
      ], 1);
      return copy[0]!;
    } catch (error) {
      throw new Error(`Cannot copy strings of shape [${shape}]`, { cause: error });
    } finally {
      this.#symbols.TFE_DeleteTensorHandle(handle);
    }
  }

  #toDevice(handle: Address, shape: readonly number[]): Address {
    if (this.#gpu === undefined) return handle;
    const { name } = this.#gpu;
    try {
      const copy = this.#symbols.TFE_TensorHandleCopyToDevice(
        handle,
        this.#context,
        cString(name),
        this.#status.address,
      );
      this.#status.check(() => `Cannot copy a tensor of shape [${shape}] to ${name}`);
      return copy;
    } finally {
      this.#symbols.TFE_DeleteTensorHandle(handle);
    }
  }
}
