import type { OpAttribute } from "../attributes.ts";
import { TF_ATTRIBUTES, TF_TYPES } from "../data_types.ts";
import type { TensorMetadata } from "../handles.ts";
import type { TensorValues } from "../host_tensor.ts";
import type { ReadValues } from "../read_tensor.ts";
import { type Binding, typeAttribute } from "./_node_backend.ts";
import { fusableOps } from "./fusable_ops.ts";
import type { Draw } from "./random_tensors.ts";
import {
  type RecordedOp,
  type RecordedUpdate,
  type Recording,
  RecordingError,
  type Value,
} from "./recording.ts";

/** Ops whose type tfjs's kernels leave to TensorFlow, which infers it at once but not in a graph. */
const UNTYPED = ["ExpandDims"];

/**
 * A binding that runs each op on another one and writes it down: an op's name, attributes and inputs
 * are a node of a TensorFlow graph.
 */
export class Recorder {
  /** The recorder as tfjs-node's backend takes it. */
  readonly binding: Binding;
  readonly #ops: RecordedOp[] = [];
  readonly #updates: RecordedUpdate[] = [];
  /** Types of the variables, by name. */
  readonly #variables = new Map<string, number>();
  readonly #target: Binding;
  readonly #scope: () => string;
  readonly #fusable: boolean;
  readonly #values = new Map<number, Value>();
  readonly #shapes = new Map<number, readonly number[]>();

  /**
   * @param scope Name of the layer that is running.
   * @param fusable Whether ops are written in the form that TensorFlow can fuse.
   */
  constructor(target: Binding, scope: () => string, fusable: boolean) {
    this.#target = target;
    this.#scope = scope;
    this.#fusable = fusable;
    this.binding = {
      ...TF_TYPES,
      ...TF_ATTRIBUTES,
      TF_Version: target.TF_Version,
      isUsingGpuDevice: () => target.isUsingGpuDevice(),
      createTensor: (shape, dtype, values) => this.#create(shape, dtype, values),
      deleteTensor: (id) => target.deleteTensor(id),
      tensorDataSync: (id) => this.#read(id),
      executeOp: (name, attributes, inputs, count) =>
        this.#execute(name, attributes, inputs, count),
      getNumOfTensors: () => target.getNumOfTensors(),
      getNumOfSavedModels: () => target.getNumOfSavedModels(),
      loadSavedModel: refuseSavedModel,
      deleteSavedModel: refuseSavedModel,
      runSavedModel: refuseSavedModel,
    };
  }

  /** Declares a tensor to be what each run gives anew. */
  argument(name: string, { id, dtype, shape }: TensorMetadata): void {
    this.#values.set(id, { kind: "argument", name, dtype, shape });
    this.#shapes.set(id, shape);
  }

  /** Declares a tensor to be what a variable holds. */
  variable(name: string, { id, dtype, shape }: TensorMetadata): void {
    this.#variables.set(name, dtype);
    this.#values.set(id, { kind: "variable", name, dtype });
    this.#shapes.set(id, shape);
  }

  /**
   * Writes down an op that the step runs in place of what it assigns to variables here.
   *
   * @param variables Their names; they are its first inputs.
   * @param ids What else it reads.
   */
  update(
    type: string,
    attributes: readonly OpAttribute[],
    variables: readonly string[],
    ids: readonly number[],
  ): void {
    const inputs = ids.map((id) => this.#valueOf(id));
    this.#updates.push({ type, attributes, variables, inputs });
  }

  #valueOf(id: number): Value {
    const known = this.#values.get(id);
    if (known !== undefined) return known;
    // Made before the recording, so the same at every run.
    const [copy] = this.#target.executeOp("Identity", [], [id], 1) as [TensorMetadata];
    try {
      const value = constantOf(copy.shape, copy.dtype, this.#target.tensorDataSync(id));
      this.#values.set(id, value);
      this.#shapes.set(id, copy.shape);
      return value;
    } finally {
      this.#target.deleteTensor(copy.id);
    }
  }

  /**
   * What was recorded.
   *
   * @param results Numbers of the tensors that it gives, by name.
   * @param next Numbers of what it assigned, by the variables' names.
   * @param draws The random tensors that its ops draw.
   */
  finish(
    results: ReadonlyMap<string, number>,
    next: ReadonlyMap<string, number>,
    draws: readonly Draw[],
  ): Recording {
    const updated = new Set(this.#updates.flatMap(({ variables }) => variables));
    for (const [name, id] of next) {
      if (updated.has(name)) continue;
      this.update(
        "AssignVariableOp",
        [typeAttribute("dtype", this.#variables.get(name)!)],
        [name],
        [id],
      );
    }
    return {
      draws,
      ops: this.#ops,
      results: new Map([...results].map(([name, id]) => [name, this.#valueOf(id)])),
      updates: this.#updates,
    };
  }

  #create(shape: readonly number[], dtype: number, values: TensorValues): number {
    const id = this.#target.createTensor(shape, dtype, values);
    this.#values.set(id, constantOf(shape, dtype, values));
    this.#shapes.set(id, shape);
    return id;
  }

  #read(id: number): ReadValues {
    if (this.#valueOf(id).kind === "constant") return this.#target.tensorDataSync(id);
    const scope = this.#scope();
    throw new RecordingError(
      `${scope === "" ? "the step" : `layer "${scope}"`} reads the values of a tensor ` +
        "(dataSync, data, array or print), which are others at every run",
    );
  }

  #execute(
    type: string,
    attributes: readonly OpAttribute[],
    ids: readonly number[],
    count: number,
  ): TensorMetadata[] {
    const inputs = ids.map((id) => this.#valueOf(id));
    const outputs = this.#target.executeOp(type, attributes, ids, count);
    const op: RecordedOp = {
      type,
      scope: this.#scope(),
      attributes: UNTYPED.includes(type)
        ? [...attributes, typeAttribute("T", outputs[0]!.dtype)]
        : attributes,
      inputs,
    };
    const shapes = ids.map((id) => this.#shapes.get(id)!);
    const ops = this.#fusable ? fusableOps(op, shapes, outputs[0]?.shape ?? []) : [op];
    this.#ops.push(...ops);
    outputs.forEach(({ id, shape }, index) => {
      this.#values.set(id, { kind: "output", op: ops.at(-1)!, index });
      this.#shapes.set(id, shape);
    });
    return outputs;
  }
}

function constantOf(
  shape: readonly number[],
  dtype: number,
  values: TensorValues | ReadValues,
): Value {
  if (Array.isArray(values)) {
    throw new RecordingError("the step has a tensor of strings, which a graph of ours cannot hold");
  }
  const { buffer, byteOffset, byteLength } = values as Exclude<typeof values, Uint8Array[]>;
  // tfjs may write into its array afterwards.
  const bytes = new Uint8Array(buffer, byteOffset, byteLength).slice();
  return { kind: "constant", value: { dtype, shape: [...shape], bytes } };
}

function refuseSavedModel(): never {
  throw new RecordingError("the step runs a saved model, which is a graph of its own");
}
