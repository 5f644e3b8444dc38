import type { Address, Status, TensorflowSymbols } from "./ffi/mod.ts";

/** A tensor of TensorFlow's, as tfjs's kernels know it. */
export interface TensorMetadata {
  /** Its number in the binding. */
  id: number;
  shape: number[];
  /** One of `TF_TYPES`. */
  dtype: number;
}

/** The tensor handles (`TFE_TensorHandle`) that a binding owns, by number. */
export class Handles {
  readonly #symbols: TensorflowSymbols;
  readonly #status: Status;
  readonly #handles = new Map<number, Address>();
  #next = 0;

  constructor(symbols: TensorflowSymbols, status: Status) {
    this.#symbols = symbols;
    this.#status = status;
  }

  get size(): number {
    return this.#handles.size;
  }

  add(handle: Address): number {
    const id = this.#next++;
    this.#handles.set(id, handle);
    return id;
  }

  /**
   * Takes the handles of an op's outputs over; when one of them is not to be used, all are deleted.
   *
   * @throws {TensorflowError} If an output failed after its op had been started.
   */
  adopt(handles: ArrayLike<Address>, count: number): TensorMetadata[] {
    const outputs: TensorMetadata[] = [];
    try {
      for (let i = 0; i < count; i++) outputs.push(this.#describe(handles[i]!));
      for (let i = 0; i < count; i++) outputs[i]!.id = this.add(handles[i]!);
      return outputs;
    } catch (error) {
      for (let i = 0; i < count; i++) this.#symbols.TFE_DeleteTensorHandle(handles[i]!);
      throw error;
    }
  }

  /**
   * The handle of a tensor.
   *
   * @param what What is done with it, for the message.
   * @throws {ReferenceError} If there is none, or no more.
   */
  get(id: number, what: string): Address {
    const handle = this.#handles.get(id);
    if (handle === undefined) {
      throw new ReferenceError(
        `${what} a Tensor not referenced (tensor_id: ${id}): it was deleted, or is another binding's`,
      );
    }
    return handle;
  }

  delete(id: number): void {
    this.#symbols.TFE_DeleteTensorHandle(this.get(id, "Delete called on"));
    this.#handles.delete(id);
  }

  dispose(): void {
    for (const handle of this.#handles.values()) this.#symbols.TFE_DeleteTensorHandle(handle);
    this.#handles.clear();
  }

  #describe(handle: Address): TensorMetadata {
    const symbols = this.#symbols;
    const status = this.#status;
    const rank = symbols.TFE_TensorHandleNumDims(handle, status.address);
    const failed = () => "Cannot read the shape of a TensorFlow tensor";
    status.check(failed);
    const shape: number[] = [];
    for (let axis = 0; axis < rank; axis++) {
      shape.push(Number(symbols.TFE_TensorHandleDim(handle, axis, status.address)));
    }
    if (rank > 0) status.check(failed);
    return { id: -1, shape, dtype: symbols.TFE_TensorHandleDataType(handle) };
  }
}
