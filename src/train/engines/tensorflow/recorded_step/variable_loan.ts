import * as tf from "@tensorflow/tfjs";
import type { NamedVariable } from "../../../variables.ts";
import { type NodeBackend, shareTensor } from "./_node_backend.ts";

interface Swap {
  readonly name: string;
  readonly variable: tf.Variable;
  /** The variable's own values, on whatever backend they are. */
  readonly dataId: tf.DataId;
  readonly placeholder: tf.Tensor;
}

/** `Variable.dataId` is readonly in the types; `assign` replaces it all the same, and so do we. */
function setDataId(variable: tf.Variable, dataId: tf.DataId): void {
  (variable as { dataId: tf.DataId }).dataId = dataId;
}

/**
 * Lends variables of a model tensors of TensorFlow's for the time of a step: the model computes with them, and
 * afterwards holds what it held.
 */
export class VariableLoan {
  readonly #backend: NodeBackend;
  readonly #swaps: readonly Swap[];

  /**
   * @param values Numbers of the tensors in the backend's binding, by the variables' names; they stay the
   * caller's.
   */
  constructor(
    backend: NodeBackend,
    variables: readonly NamedVariable[],
    values: ReadonlyMap<string, number>,
  ) {
    this.#backend = backend;
    this.#swaps = variables.map(({ name, variable }) => {
      const { shape, dtype, dataId } = variable;
      const placeholder = tf.keep(
        backend.createOutputTensor({
          id: values.get(name)!,
          shape: [...shape],
          dtype: backend.getDTypeInteger(dtype),
        }),
      );
      backend.incRef(placeholder.dataId);
      setDataId(variable, placeholder.dataId);
      return { name, variable, dataId, placeholder };
    });
  }

  /** Numbers of the values that were assigned, by the variables' names; the caller deletes them. */
  assigned(): Map<string, number> {
    const changed = this.#swaps.filter(({ variable, placeholder }) =>
      variable.dataId !== placeholder.dataId
    );
    return new Map(
      changed.map(({ name, variable }) => [name, shareTensor(this.#backend, variable)]),
    );
  }

  /** Gives every variable its own values back. */
  giveBack(): void {
    const backend = this.#backend;
    for (const { variable, dataId, placeholder } of this.#swaps) {
      if (backend.disposeData(variable.dataId)) {
        tf.engine().removeDataId(variable.dataId, backend);
      }
      setDataId(variable, dataId);
      // The lent tensor goes on in its owner's hands.
      backend.tensorMap.get(placeholder.dataId).id = -1;
      placeholder.dispose();
    }
  }
}
