import type * as tf from "@tensorflow/tfjs";
import type { NamedVariable } from "../../variables.ts";
import { onBackend } from "../_tfjs.ts";
import type { Runtime } from "./_runtime.ts";

/** A model's variables as tensors of TensorFlow's, where its training keeps them. */
export class StateTensors {
  readonly #runtime: Runtime;
  readonly #variables: readonly NamedVariable[];
  readonly #ids = new Map<string, number>();

  /** Begins with the variables' own values. */
  constructor(runtime: Runtime, variables: readonly NamedVariable[]) {
    this.#runtime = runtime;
    this.#variables = variables;
    this.takeFromModel();
  }

  /** Numbers of the present tensors in the binding, by the variables' names. */
  get ids(): ReadonlyMap<string, number> {
    return this.#ids;
  }

  /** Copies the variables' own values. */
  takeFromModel(): void {
    const { tensorflow: { binding }, backend } = this.#runtime;
    onBackend("cpu", () => {
      for (const { name, variable } of this.#variables) {
        const dtype = backend.getDTypeInteger(variable.dtype);
        const values = variable.dataSync() as Float32Array;
        this.#set(name, binding.createTensor(variable.shape, dtype, values));
      }
    });
  }

  /** Puts tensors, which are its own from now on, in the place of those of their names. */
  replace(next: ReadonlyMap<string, number>): void {
    for (const [name, id] of next) this.#set(name, id);
  }

  /** Each variable with a copy of its values. */
  *values(): Generator<[tf.Variable, Float32Array]> {
    const { binding } = this.#runtime.tensorflow;
    for (const { name, variable } of this.#variables) {
      yield [variable, binding.tensorDataSync(this.#ids.get(name)!) as Float32Array];
    }
  }

  dispose(): void {
    for (const id of this.#ids.values()) this.#runtime.tensorflow.binding.deleteTensor(id);
    this.#ids.clear();
  }

  #set(name: string, id: number): void {
    const before = this.#ids.get(name);
    this.#ids.set(name, id);
    if (before !== undefined) this.#runtime.tensorflow.binding.deleteTensor(before);
  }
}
