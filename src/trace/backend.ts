import * as tf from "@tensorflow/tfjs-core";
import type { TensorData } from "../graph/mod.ts";
import { TraceError } from "./errors.ts";
import { isLargeFill, type Trace } from "./trace.ts";
import { type TracedTensor, tracedType } from "./types.ts";

/** Values that exist now: constants that tfjs writes, and tensors that were there before the trace. */
interface Concrete {
  readonly values: tf.BackendValues;
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
}

interface Entry {
  references: number;
  readonly symbol?: { readonly trace: Trace; readonly tensor: TracedTensor };
  readonly concrete?: Concrete;
}

/** Name under which the tracing backend is registered with tfjs. */
export const TRACE_BACKEND = "onnx-trace";

/**
 * A tfjs backend that computes nothing. Kernels' results are symbols of the current {@linkcode Trace};
 * tensors written or moved in keep their values and become constants where a kernel uses them.
 */
export class TraceBackend extends tf.KernelBackend {
  readonly #data = new Map<tf.DataId, Entry>();
  /** Constants by data and shape: tensors that were reshaped before the trace share their data. */
  readonly #constants = new Map<tf.DataId, Map<string, TracedTensor>>();
  readonly #moved = new Set<tf.DataId>();
  readonly #names = new Map<tf.DataId, string>();
  #trace: Trace | undefined;

  /** The trace that kernels are recorded in. Throws outside of one. */
  get trace(): Trace {
    if (this.#trace === undefined) throw new TraceError("No trace is under way");
    return this.#trace;
  }

  /** Starts recording. Throws when a trace is under way: they do not nest. */
  begin(trace: Trace): void {
    if (this.#trace !== undefined) throw new TraceError("Cannot trace inside of a trace");
    this.#trace = trace;
    for (const variable of Object.values(tf.engine().registeredVariables)) {
      this.#names.set(variable.dataId, variable.name);
    }
  }

  /** Stops recording and returns the tensors that were moved in, for their owner to take back. */
  end(): tf.DataId[] {
    this.#trace = undefined;
    this.#constants.clear();
    this.#names.clear();
    const moved = [...this.#moved].filter((dataId) => this.#data.has(dataId));
    this.#moved.clear();
    return moved;
  }

  /** Makes a tfjs data id for a symbol, with one reference. */
  create(tensor: TracedTensor): tf.DataId {
    const dataId = {};
    this.#data.set(dataId, { references: 1, symbol: { trace: this.trace, tensor } });
    return dataId;
  }

  /** The traced tensor behind a data id: a symbol, or a constant added at its first use. */
  lookup(info: tf.TensorInfo): TracedTensor {
    const shapes = this.#constants.get(info.dataId) ?? new Map<string, TracedTensor>();
    const known = shapes.get(info.shape.join());
    if (known !== undefined) return known;
    this.#adopt(info.dataId);
    const { symbol, concrete } = this.#data.get(info.dataId)!;
    if (symbol !== undefined) {
      if (symbol.trace === this.#trace) return symbol.tensor;
      throw new TraceError("Cannot use a tensor that was made in an earlier trace");
    }
    const constant = this.#constant(info, concrete!);
    this.#constants.set(info.dataId, shapes.set(info.shape.join(), constant));
    return constant;
  }

  #constant({ dataId, shape }: tf.TensorInfo, { values, dtype }: Concrete): TracedTensor {
    const type = tracedType(dtype);
    const uniform = isLargeFill(shape) ? uniformValue(values as ArrayLike<number>) : undefined;
    if (uniform !== undefined) return this.trace.fill(uniform, shape, type);
    const data = { dtype: type, shape, data: copyOf(values, type) } as TensorData;
    const variable = this.#names.get(dataId);
    const name = variable === undefined
      ? this.trace.constant(data)
      : this.trace.builder.constant(data, variable);
    return { name, shape, dtype: type, layout: "plain" };
  }

  /** Takes over a tensor of another backend, which gets it back from {@linkcode end}. */
  #adopt(dataId: tf.DataId): void {
    if (!this.#data.has(dataId)) tf.engine().moveData(this, dataId);
  }

  /** The values of a constant, or `undefined` for what is computed. */
  concreteValues(dataId: tf.DataId): tf.BackendValues | undefined {
    this.#adopt(dataId);
    const entry = this.#data.get(dataId);
    if (entry?.concrete !== undefined) return entry.concrete.values;
    const { symbol } = entry ?? {};
    if (symbol === undefined) return undefined;
    return symbol.trace.valuesOf(symbol.tensor.name) as tf.BackendValues | undefined;
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    const dataId = {};
    this.#data.set(dataId, { references: 1, concrete: { values, shape, dtype } });
    return dataId;
  }

  override move(
    dataId: tf.DataId,
    values: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    this.#data.set(dataId, { references: refCount, concrete: { values, shape, dtype } });
    this.#moved.add(dataId);
  }

  override readSync(dataId: tf.DataId): tf.BackendValues {
    const values = this.concreteValues(dataId);
    if (values !== undefined) return values;
    const scope = this.#trace?.scope ?? "";
    const where = scope === "" ? "The traced function" : `Layer "${scope}"`;
    throw new TraceError(
      `${where} reads the values of a tensor (dataSync, data, array or print), which do not exist while it is traced. ` +
        "Compute with tensor operations instead, or read after the traced function has returned",
    );
  }

  override read(dataId: tf.DataId): Promise<tf.BackendValues> {
    return Promise.resolve(this.readSync(dataId));
  }

  override refCount(dataId: tf.DataId): number {
    return this.#data.get(dataId)?.references ?? 0;
  }

  override incRef(dataId: tf.DataId): void {
    const entry = this.#data.get(dataId);
    if (entry !== undefined) entry.references++;
  }

  override disposeData(dataId: tf.DataId, force = false): boolean {
    const entry = this.#data.get(dataId);
    if (entry === undefined) return true;
    entry.references--;
    if (!force && entry.references > 0) return false;
    this.#data.delete(dataId);
    return true;
  }

  override numDataIds(): number {
    return this.#data.size;
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override dispose(): void {
    this.#data.clear();
  }
}

function copyOf(values: tf.BackendValues, dtype: "float32" | "int32" | "bool") {
  const source = values as ArrayLike<number>;
  if (source instanceof Float32Array && dtype === "float32") return source.slice();
  if (dtype === "float32") return Float32Array.from(source);
  return dtype === "int32" ? Int32Array.from(source) : Uint8Array.from(source);
}

/** The one value of a tensor of equal elements, such as a gradient's zeros; else `undefined`. */
function uniformValue(values: ArrayLike<number>): number | undefined {
  const first = values[0]!;
  for (let i = 1; i < values.length; i++) {
    if (values[i] !== first) return undefined;
  }
  return first;
}
