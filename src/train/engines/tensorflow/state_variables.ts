import type * as tf from "@tensorflow/tfjs";
import type { NamedVariable } from "../../variables.ts";
import { onBackend } from "../_tfjs.ts";
import type { Runtime } from "./_runtime.ts";
import type { OpAttribute } from "./attributes.ts";
import { TF_ATTRIBUTES } from "./data_types.ts";
import { typeAttribute } from "./recorded_step/mod.ts";

/** Variables of a context must not have the same name. */
let numVariables = 0;

/** A handle whose variable never got a value has none in TensorFlow. */
const IGNORE_MISSING: OpAttribute = {
  name: "ignore_lookup_error",
  type: TF_ATTRIBUTES.TF_ATTR_BOOL,
  value: true,
};

interface StateVariable {
  /** The number of its handle (a tensor of type resource) in the binding. */
  readonly handle: number;
  readonly dtype: OpAttribute;
}

/**
 * A model's variables as variables of TensorFlow's, where its training keeps them: recorded steps change them in
 * their place.
 */
export class StateVariables {
  readonly #runtime: Runtime;
  readonly #variables: readonly NamedVariable[];
  readonly #held = new Map<string, StateVariable>();

  /** Begins with the variables' own values. */
  constructor(runtime: Runtime, variables: readonly NamedVariable[]) {
    this.#runtime = runtime;
    this.#variables = variables;
    try {
      for (const { name, variable } of variables) this.#held.set(name, this.#create(variable));
      this.takeFromModel();
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** The number in the binding of a variable's handle. */
  handleOf(name: string): number {
    return this.#held.get(name)!.handle;
  }

  /** Takes the model's own values. */
  takeFromModel(): void {
    const { tensorflow: { binding }, backend } = this.#runtime;
    onBackend("cpu", () => {
      for (const { name, variable } of this.#variables) {
        const dtype = backend.getDTypeInteger(variable.dtype);
        const values = variable.dataSync() as Float32Array;
        const id = binding.createTensor(variable.shape, dtype, values);
        try {
          this.assign([[name, id]]);
        } finally {
          binding.deleteTensor(id);
        }
      }
    });
  }

  /** Numbers of tensors with what the variables hold, by name; the caller deletes them. A later step leaves them. */
  read(): Map<string, number> {
    const { binding } = this.#runtime.tensorflow;
    const ids = new Map<string, number>();
    try {
      for (const [name, { handle, dtype }] of this.#held) {
        const [value] = binding.executeOp("ReadVariableOp", [dtype], [handle], 1);
        ids.set(name, value!.id);
      }
      return ids;
    } catch (error) {
      for (const id of ids.values()) binding.deleteTensor(id);
      throw error;
    }
  }

  /** Gives variables the values of tensors, which stay the caller's. */
  assign(values: Iterable<readonly [string, number]>): void {
    const { binding } = this.#runtime.tensorflow;
    for (const [name, id] of values) {
      const { handle, dtype } = this.#held.get(name)!;
      binding.executeOp("AssignVariableOp", [dtype], [handle, id], 0);
    }
  }

  /** Each variable of the model with a copy of its values. */
  *values(): Generator<[tf.Variable, Float32Array]> {
    const { binding } = this.#runtime.tensorflow;
    const held = this.read();
    try {
      for (const { name, variable } of this.#variables) {
        yield [variable, binding.tensorDataSync(held.get(name)!) as Float32Array];
      }
    } finally {
      for (const id of held.values()) binding.deleteTensor(id);
    }
  }

  dispose(): void {
    const { binding } = this.#runtime.tensorflow;
    const handles = Array.from(this.#held.values(), ({ handle }) => handle);
    this.#held.clear();
    try {
      for (const handle of handles) {
        binding.executeOp("DestroyResourceOp", [IGNORE_MISSING], [handle], 0);
      }
    } finally {
      for (const handle of handles) binding.deleteTensor(handle);
    }
  }

  #create({ shape, dtype }: tf.Variable): StateVariable {
    const { tensorflow: { binding }, backend } = this.#runtime;
    const type = typeAttribute("dtype", backend.getDTypeInteger(dtype));
    const [handle] = binding.executeOp(
      "VarHandleOp",
      [
        type,
        { name: "shape", type: TF_ATTRIBUTES.TF_ATTR_SHAPE, value: shape },
        {
          name: "shared_name",
          type: TF_ATTRIBUTES.TF_ATTR_STRING,
          value: `state_${numVariables++}`,
        },
      ],
      [],
      1,
    );
    return { handle: handle!.id, dtype: type };
  }
}
