import { type Address, cString, type Status, type TensorflowSymbols } from "./ffi/mod.ts";
import type { Handles, TensorMetadata } from "./handles.ts";

/** A session and the graph that its ops are found in. */
interface SavedModel {
  readonly session: Address;
  readonly graph: Address;
}

/** TensorFlow's SavedModels, loaded as sessions, by number. */
export class SavedModels {
  readonly #symbols: TensorflowSymbols;
  readonly #status: Status;
  readonly #handles: Handles;
  readonly #models = new Map<number, SavedModel>();
  #next = 0;

  constructor(symbols: TensorflowSymbols, status: Status, handles: Handles) {
    this.#symbols = symbols;
    this.#status = status;
    this.#handles = handles;
  }

  get size(): number {
    return this.#models.size;
  }

  /** @throws {TensorflowError} If there is no such model, or none with these tags. */
  load(directory: string, tags: string): number {
    const symbols = this.#symbols;
    const names = splitNames(tags);
    const options = symbols.TF_NewSessionOptions();
    const graph = symbols.TF_NewGraph();
    const tagList = this.#stringArray(names);
    try {
      const session = symbols.TF_LoadSessionFromSavedModel(
        options,
        0n,
        cString(directory),
        tagList,
        names.length,
        graph,
        0n,
        this.#status.address,
      );
      this.#status.check(() => `Cannot load the SavedModel in ${directory}`);
      const id = this.#next++;
      this.#models.set(id, { session, graph });
      return id;
    } catch (error) {
      symbols.TF_DeleteGraph(graph);
      throw error;
    } finally {
      symbols.free(tagList);
      symbols.TF_DeleteSessionOptions(options);
    }
  }

  /** @throws {ReferenceError} If it is not there. */
  delete(id: number): void {
    const { session, graph } = this.#get(id, "Delete called on");
    this.#models.delete(id);
    try {
      this.#symbols.TF_DeleteSession(session, this.#status.address);
      this.#status.check(() => "Cannot delete a SavedModel");
    } finally {
      this.#symbols.TF_DeleteGraph(graph);
    }
  }

  /**
   * One run of the session, inputs and outputs on the host.
   *
   * @throws {RangeError} If the graph has no op of a name, or names and inputs differ in number.
   */
  run(
    id: number,
    inputIds: readonly number[],
    inputNames: string,
    outputNames: string,
  ): TensorMetadata[] {
    const symbols = this.#symbols;
    const { session, graph } = this.#get(id, "Run called on");
    const inputs = this.#endpoints(graph, splitNames(inputNames));
    const outputs = this.#endpoints(graph, splitNames(outputNames));
    const numOutputs = outputs.length / 2;
    if (inputs.length / 2 !== inputIds.length) {
      throw new RangeError(
        `Cannot run a SavedModel with ${inputIds.length} tensors for the inputs ${inputNames}`,
      );
    }
    const values: Address[] = [];
    const results = new BigUint64Array(numOutputs);
    try {
      for (const input of inputIds) {
        const handle = this.#handles.get(input, "Input is");
        values.push(symbols.TFE_TensorHandleResolve(handle, this.#status.address));
        this.#status.check(() => `Cannot read TensorFlow tensor ${input}`);
      }
      // deno-fmt-ignore
      symbols.TF_SessionRun(
        session, 0n, inputs, BigUint64Array.from(values), values.length, outputs, results,
        numOutputs, 0n, 0, 0n, this.#status.address,
      );
      this.#status.check(() => "Cannot run a SavedModel");
      return this.#handles.adopt(this.#newHandles(results), numOutputs);
    } finally {
      for (const tensor of values) if (tensor !== 0n) symbols.TF_DeleteTensor(tensor);
      for (const tensor of results) if (tensor !== 0n) symbols.TF_DeleteTensor(tensor);
    }
  }

  /** A handle for each tensor, or none if one fails. */
  #newHandles(tensors: BigUint64Array): Address[] {
    const handles: Address[] = [];
    try {
      for (const tensor of tensors) {
        handles.push(this.#symbols.TFE_NewTensorHandle(tensor, this.#status.address));
        this.#status.check(() => "Cannot keep a SavedModel's output");
      }
      return handles;
    } catch (error) {
      for (const handle of handles) if (handle !== 0n) this.#symbols.TFE_DeleteTensorHandle(handle);
      throw error;
    }
  }

  dispose(): void {
    for (const id of [...this.#models.keys()]) this.delete(id);
  }

  #get(id: number, what: string): SavedModel {
    const model = this.#models.get(id);
    if (model === undefined) {
      throw new ReferenceError(`${what} a SavedModel not found (savedmodel_id: ${id})`);
    }
    return model;
  }

  /** An array of `TF_Output`: the operation's address, and the number of its output. */
  #endpoints(graph: Address, names: readonly string[]): BigUint64Array<ArrayBuffer> {
    return BigUint64Array.from(names.flatMap((name) => {
      const [op, index] = name.split(":");
      const address = this.#symbols.TF_GraphOperationByName(graph, cString(op!));
      if (address === 0n) throw new RangeError(`Cannot find op "${op}" in the SavedModel's graph`);
      return [address, BigInt(index || 0)];
    }));
  }

  /** A `const char**` in C's memory, strings behind pointers, to be freed by the caller. */
  #stringArray(texts: readonly string[]): Address {
    const encoded = texts.map((text) => cString(text));
    const total = encoded.reduce((sum, bytes) => sum + 8 + bytes.length, 0);
    const memory = this.#symbols.malloc(BigInt(Math.max(total, 1)));
    let at = memory + BigInt(8 * encoded.length);
    encoded.forEach((bytes, i) => {
      this.#symbols.copyIn(memory + BigInt(8 * i), BigUint64Array.of(at), 8n);
      this.#symbols.copyIn(at, bytes, BigInt(bytes.length));
      at += BigInt(bytes.length);
    });
    return memory;
  }
}

function splitNames(names: string): string[] {
  return names.split(",").filter((name) => name !== "");
}
