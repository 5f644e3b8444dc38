import { cString } from "../ffi/c_string.ts";
import { Status } from "../ffi/status.ts";
import type { Address } from "../ffi/symbols.ts";
import { encodeGraphDef, WireWriter } from "../graph_def/mod.ts";
import type { Tensorflow } from "../load.ts";
import type { StepGraph } from "./to_graph.ts";

/** `TFE_Execute` beside the main thread: the event loop goes on while TensorFlow computes. */
const EXECUTE = {
  TFE_Execute: {
    parameters: ["u64", "buffer", "buffer", "u64"],
    result: "void",
    nonblocking: true,
  },
} as const;

type Execute = Deno.DynamicLibrary<typeof EXECUTE>["symbols"]["TFE_Execute"];

/** By the library's path: a library is opened once and stays. */
const executes = new Map<string, Execute>();

/**
 * A function's `ConfigProto` (config.proto) with `graph_options.rewrite_options` (rewriter_config.proto):
 * without one, TensorFlow does not rewrite functions of the C API.
 */
const config = (option: number, value: number) =>
  new WireWriter()
    .message(10, (options) => options.message(10, (rewrite) => rewrite.varint(option, value)))
    .finish();

/** `min_graph_nodes` -1: functions of any size are rewritten; a convolution takes its bias and ReLU in. */
const REWRITTEN = config(17, -1);

/** `disable_meta_optimizer`. */
const EXACT = config(19, 1);

/** Functions of a context must not have the same name. */
let numFunctions = 0;

/** How TensorFlow runs a function. */
export interface FunctionOptions {
  /** Whether the ops run as they were recorded, without TensorFlow's rewriting, which changes the rounding. */
  readonly exact: boolean;
  /** Whether XLA compiles it. */
  readonly xla: boolean;
}

/** A graph as a function of TensorFlow's. */
export class StepFunction {
  readonly #tensorflow: Tensorflow;
  readonly #graph: StepGraph;
  readonly #name = bytesOf(`recorded_step_${numFunctions++}`);
  readonly #options: FunctionOptions;
  readonly #status: Status;
  readonly #execute: Execute;

  /** @throws {TensorflowError} If TensorFlow refuses the graph. */
  constructor(tensorflow: Tensorflow, graph: StepGraph, options: FunctionOptions) {
    this.#tensorflow = tensorflow;
    this.#graph = graph;
    this.#options = options;
    addFunction(tensorflow, graph, this.#name);
    this.#status = new Status(tensorflow.symbols);
    this.#execute = executeOf(tensorflow.library.path);
  }

  /** The arguments that it takes, in their order. */
  get arguments(): readonly string[] {
    return this.#graph.inputs.map(({ name }) => name);
  }

  /**
   * Runs the function beside the main thread.
   *
   * @param inputs Handles in the order of {@linkcode arguments}, which stay the caller's.
   * @returns Handles of the results, which become the caller's.
   * @throws {TensorflowError} If an op fails, as for want of memory.
   */
  async run(inputs: readonly Address[]): Promise<BigUint64Array> {
    const { symbols, context } = this.#tensorflow;
    const status = this.#status;
    const failed = () => "Cannot run the recorded step";
    const op = symbols.TFE_NewOp(context, this.#name, status.address);
    status.check(failed);
    try {
      if (this.#options.xla) symbols.TFE_OpSetAttrBool(op, cString("_XlaMustCompile"), 1);
      const rules = this.#options.exact ? EXACT : REWRITTEN;
      symbols.TFE_OpSetAttrString(op, cString("config_proto"), rules, BigInt(rules.length));
      for (const input of inputs) {
        symbols.TFE_OpAddInput(op, input, status.address);
        status.check(failed);
      }
      const outputs = new BigUint64Array(this.#graph.outputs.length);
      const count = Int32Array.of(outputs.length);
      await this.#execute(op, outputs, count, status.address);
      status.check(failed);
      return outputs;
    } finally {
      symbols.TFE_DeleteOp(op);
    }
  }

  dispose(): void {
    const { symbols, context } = this.#tensorflow;
    symbols.TFE_ContextRemoveFunction(context, this.#name, this.#status.address);
    this.#status.dispose();
  }
}

const refused = () => "Cannot make a TensorFlow function of the recorded step";

/** Registers a graph as a function of the context. */
function addFunction(
  tensorflow: Tensorflow,
  graph: StepGraph,
  name: Uint8Array<ArrayBuffer>,
): void {
  const { symbols, status, context } = tensorflow;
  const made = makeFunction(tensorflow, graph, name);
  try {
    symbols.TFE_ContextAddFunction(context, made, status.address);
    status.check(refused);
  } finally {
    symbols.TF_DeleteFunction(made);
  }
}

/** A graph as a function, which the caller deletes. */
function makeFunction(
  tensorflow: Tensorflow,
  graph: StepGraph,
  name: Uint8Array<ArrayBuffer>,
): Address {
  const { symbols, status } = tensorflow;
  const bytes = encodeGraphDef(graph.nodes);
  const buffer = symbols.TF_NewBufferFromString(bytes, BigInt(bytes.length));
  const options = symbols.TF_NewImportGraphDefOptions();
  const imported = symbols.TF_NewGraph();
  try {
    symbols.TF_GraphImportGraphDef(imported, buffer, options, status.address);
    status.check(refused);
    const endpoints = (nodes: readonly string[]) =>
      BigUint64Array.from(nodes.flatMap((node) => endpoint(tensorflow, imported, node)));
    const inputs = endpoints(graph.inputs.map(({ node }) => node));
    const outputs = endpoints(graph.outputs);
    const made = symbols.TF_GraphToFunction(
      imported,
      name,
      0,
      -1,
      0n,
      graph.inputs.length,
      inputs,
      graph.outputs.length,
      outputs,
      0n,
      0n,
      0n,
      status.address,
    );
    status.check(refused);
    return made;
  } finally {
    symbols.TF_DeleteGraph(imported);
    symbols.TF_DeleteImportGraphDefOptions(options);
    symbols.TF_DeleteBuffer(buffer);
  }
}

/** A node's output as `TF_Output`: the operation's address, and the output's index in a word of its own. */
function endpoint({ symbols }: Tensorflow, graph: Address, node: string): [Address, bigint] {
  const [name, index] = node.split(":") as [string, string?];
  return [symbols.TF_GraphOperationByName(graph, bytesOf(name)), BigInt(index ?? 0)];
}

function executeOf(path: string): Execute {
  const execute = executes.get(path) ?? Deno.dlopen(path, EXECUTE).symbols.TFE_Execute;
  executes.set(path, execute);
  return execute;
}

/** Not `cString`, which keeps what it is given: these names are new for every function. */
function bytesOf(name: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${name}\0`);
}
