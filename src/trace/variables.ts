import * as tf from "@tensorflow/tfjs-core";
import type { TraceBackend } from "./backend.ts";
import { TraceError } from "./errors.ts";
import { type TracedTensor, tracedType } from "./types.ts";

/** A variable that the traced function reads or assigns: one entry of the program's state. */
export interface StateEntry {
  readonly variable: tf.Variable;
  /** Name of the graph input that holds its value before. */
  readonly input: string;
  /** Its value when the function ends; absent where the function only reads it. */
  readonly next?: TracedTensor;
}

interface Swap {
  readonly variable: tf.Variable;
  readonly dataId: tf.DataId;
  readonly placeholder: tf.Tensor;
  readonly input: () => string | undefined;
}

/** `Variable.dataId` is readonly in the types; `assign` replaces it all the same, and so do we. */
function setDataId(variable: tf.Variable, dataId: tf.DataId): void {
  (variable as { dataId: tf.DataId }).dataId = dataId;
}

/**
 * Lends all registered variables to a trace: each holds a placeholder that becomes a graph input
 * when it is first used. {@linkcode VariableLoan.giveBack} restores the live values, so that a trace
 * leaves no mark on the model.
 */
export class VariableLoan {
  readonly #swaps: Swap[] = [];
  readonly #created = new Map<tf.Variable, tf.BackendValues>();
  readonly #backend: TraceBackend;
  readonly #restoreFactory: () => void;

  constructor(backend: TraceBackend) {
    this.#backend = backend;
    const engine = tf.engine();
    for (const variable of Object.values(engine.registeredVariables)) {
      if (!isTraceable(variable)) continue;
      this.#swaps.push(this.#lend(variable));
    }
    this.#restoreFactory = this.#watchCreation();
  }

  #lend(variable: tf.Variable): Swap {
    const engine = tf.engine();
    const backend = this.#backend;
    const dtype = tracedType(variable.dtype);
    let name: string | undefined;
    const symbol: TracedTensor = {
      get name() {
        name ??= backend.trace.builder.input(variable.name, dtype, variable.shape);
        return name;
      },
      shape: variable.shape,
      dtype,
      layout: "plain",
    };
    const dataId = variable.dataId;
    const placeholder = tf.keep(
      engine.makeTensorFromTensorInfo(
        { dataId: backend.create(symbol), shape: variable.shape, dtype },
        backend,
      ),
    );
    backend.incRef(placeholder.dataId);
    setDataId(variable, placeholder.dataId);
    return { variable, dataId, placeholder, input: () => name };
  }

  /** Optimizers make their slots at their first step: the value that each starts with is kept. */
  #watchCreation(): () => void {
    const engine = tf.engine();
    const original = engine.makeVariable;
    engine.makeVariable = (initialValue, trainable, name, dtype) => {
      const values = this.#backend.concreteValues(initialValue.dataId);
      if (values === undefined) {
        throw new TraceError(
          `Cannot trace the creation of variable "${
            name ?? ""
          }": its first value is computed from traced tensors. ` +
            "Create the variable before the traced function runs",
        );
      }
      const variable = original.call(engine, initialValue, trainable, name, dtype);
      this.#created.set(variable, values);
      return variable;
    };
    return () => {
      engine.makeVariable = original;
    };
  }

  /** The state in use: variables read or assigned so far, in order of their registration. */
  state(): StateEntry[] {
    const entries: StateEntry[] = [];
    for (const { variable, placeholder, input } of this.#swaps) {
      const assigned = variable.dataId !== placeholder.dataId && !variable.isDisposed;
      if (!assigned && input() === undefined) continue;
      const next = assigned ? this.#backend.lookup(variable) : undefined;
      // A variable that is assigned but never read still needs an input to be part of the state.
      const name = input() ?? this.#backend.lookup(placeholder).name;
      entries.push({ variable, input: name, ...(next === undefined ? {} : { next }) });
    }
    return entries;
  }

  /** Whether the function made variables, so that it must be traced again to see them as state. */
  get createdVariables(): boolean {
    return this.#created.size > 0;
  }

  /** Restores every variable. Call with the host's backend active again. */
  giveBack(): void {
    this.#restoreFactory();
    for (const { variable, dataId, placeholder } of this.#swaps) {
      if (!variable.isDisposed) {
        this.#release(variable);
        setDataId(variable, dataId);
      }
      placeholder.dispose();
    }
    for (const [variable, values] of this.#created) {
      if (variable.isDisposed) continue;
      this.#release(variable);
      const host = tf.tensor(values as tf.TypedArray, variable.shape, variable.dtype);
      tf.backend().incRef(host.dataId);
      setDataId(variable, host.dataId);
      host.dispose();
    }
  }

  #release(variable: tf.Variable): void {
    if (this.#backend.disposeData(variable.dataId)) {
      tf.engine().removeDataId(variable.dataId, this.#backend);
    }
  }
}

function isTraceable(variable: tf.Variable): boolean {
  return variable.dtype === "float32" || variable.dtype === "int32" || variable.dtype === "bool";
}
