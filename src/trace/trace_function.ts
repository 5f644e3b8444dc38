import * as tf from "@tensorflow/tfjs-core";
import type { Graph } from "../graph/mod.ts";
import { TRACE_BACKEND, type TraceBackend } from "./backend.ts";
import { differingConstants } from "./compare.ts";
import { TraceError } from "./errors.ts";
import { hookRandom } from "./random.ts";
import { randomTensor } from "./layers/_random.ts";
import { registerTranslators } from "./register.ts";
import { hookLayers } from "./scopes.ts";
import { findOffenders, isUnknownKernel, offendersError } from "./survey.ts";
import { Trace } from "./trace.ts";
import type { LayerRecorder, RandomInput, TracedTensor, TracedType, TraceTarget } from "./types.ts";
import { VariableLoan } from "./variables.ts";

/** A tensor argument of the function to trace. */
export interface TraceInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: TracedType;
}

/** Named results of the function to trace. */
export type TraceOutputs = Readonly<Record<string, tf.Tensor>>;

/** Options of {@linkcode traceFunction}. */
export interface TraceOptions {
  /** The graph's name. @default {"traced"} */
  readonly name?: string;
  /** The provider that the graph is for. @default {"cpu"} */
  readonly target?: TraceTarget;
  /**
   * Whether to write operations in the form that is faster and gives the same results: pooling before ReLU,
   * or a filter's gradient with a group for each image. That form holds for the batch of `inputs` alone, so
   * leave this out where the batch is to become dynamic, and for a graph to look at. @default {false}
   */
  readonly reorder?: boolean;
  /** Whether variables become inputs and outputs, or constants with their present values. @default {"inputs"} */
  readonly variables?: "inputs" | "constants";
}

/** One variable of a traced function. */
export interface TracedState {
  readonly variable: tf.Variable;
  /** Graph input with the value before the call. */
  readonly input: string;
  /** Graph output with the value after the call; absent where the function only reads the variable. */
  readonly output?: string;
}

/** A function of tensors and variables as one graph. */
export interface TracedFunction {
  readonly graph: Graph;
  /** Graph inputs of the arguments, in their order. */
  readonly inputs: readonly string[];
  /** Graph outputs of the results, by the function's own names. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: readonly TracedState[];
  readonly randoms: readonly RandomInput[];
}

/**
 * Runs `fn` on tensors that have no values and records its kernel calls as a graph. Shapes are those
 * of `inputs`. The live model is as before afterwards; variables that `fn` creates (optimizers' slots) stay,
 * with the first value that tfjs gave them, and the function is traced a second time with them as state.
 *
 * Throws `TraceError` that lists kernels without translator, values read, and random numbers drawn in
 * JavaScript, which the graph would hold as constants. Random numbers that no result depends on do no harm.
 */
export function traceFunction(
  fn: (...inputs: tf.Tensor[]) => TraceOutputs,
  inputs: readonly TraceInput[],
  options: TraceOptions = {},
): TracedFunction {
  registerTranslators();
  try {
    const first = traceOnce(fn, inputs, options);
    const last = first.createdVariables ? traceOnce(fn, inputs, options) : first;
    if (last.drewRandoms) refuseRandom(last.traced, traceOnce(fn, inputs, options).traced);
    return last.traced;
  } catch (error) {
    if (!isUnknownKernel(error) && !(error instanceof TraceError)) throw error;
    const offenders = findOffenders(fn, inputs, options.target ?? "cpu");
    throw offenders.length === 0 ? error : offendersError(offenders);
  }
}

/** Two traces of one function differ in nothing but what was drawn anew for each. */
function refuseRandom(first: TracedFunction, second: TracedFunction): void {
  const differing = differingConstants(first.graph, second.graph, "random numbers");
  if (differing.length === 0) return;
  const names = differing.map(({ name }) => name);
  throw new TraceError(
    `Cannot trace ${
      names.map((name) => `"${name}"`).join(", ")
    }: drawn at random in JavaScript, so a graph would ` +
      "repeat one draw for ever. Use tfjs's own noise layers, or feed the numbers as an input",
    names,
  );
}

interface Once {
  readonly traced: TracedFunction;
  readonly createdVariables: boolean;
  readonly drewRandoms: boolean;
}

function traceOnce(
  fn: (...inputs: tf.Tensor[]) => TraceOutputs,
  inputs: readonly TraceInput[],
  options: TraceOptions,
): Once {
  const engine = tf.engine();
  // Reading the backend makes tfjs choose one, so that there is a host to return to.
  const host = tf.backend();
  const hostName = tf.getBackend();
  const backend = engine.findBackend(TRACE_BACKEND) as TraceBackend;
  const trace = new Trace(options.target ?? "cpu", options.reorder ?? false);
  backend.begin(trace);
  let loan: VariableLoan | undefined;
  let drewRandoms = false;
  const undo: (() => void)[] = [];
  try {
    void tf.setBackend(TRACE_BACKEND);
    if (options.variables !== "constants") loan = new VariableLoan(backend);
    undo.push(hookLayers(recorderOf(trace)), hookRandom(() => drewRandoms = true));
    let traced: TracedFunction | undefined;
    tf.tidy(() => {
      const symbols = inputs.map((input) => inputSymbol(trace, input));
      const tensors = symbols.map((symbol) =>
        engine.makeTensorFromTensorInfo(
          { dataId: backend.create(symbol), shape: [...symbol.shape], dtype: symbol.dtype },
          backend,
        )
      );
      const results = fn(...tensors);
      traced = finish(trace, backend, loan, symbols, results, options.name ?? "traced");
      // tfjs keeps the metrics of its train function for its caller to dispose.
      for (const result of Object.values(results)) {
        if (!(result instanceof tf.Variable)) result.dispose();
      }
    });
    return { traced: traced!, createdVariables: loan?.createdVariables ?? false, drewRandoms };
  } finally {
    undo.reverse().forEach((restore) => restore());
    void tf.setBackend(hostName);
    loan?.giveBack();
    // Tensors of the host that were read as constants return to it; their values did not change.
    for (const dataId of backend.end()) engine.moveData(host, dataId);
  }
}

function recorderOf(trace: Trace): LayerRecorder {
  const { scopes, afterwards } = trace;
  return {
    scopes,
    afterwards,
    randomTensor: (like, shape, distribution) => randomTensor(trace, like, shape, distribution),
  };
}

function inputSymbol(trace: Trace, { name, shape, dtype }: TraceInput): TracedTensor {
  return { name: trace.builder.input(name, dtype, shape), shape, dtype, layout: "plain" };
}

function finish(
  trace: Trace,
  backend: TraceBackend,
  loan: VariableLoan | undefined,
  symbols: readonly TracedTensor[],
  results: TraceOutputs,
  name: string,
): TracedFunction {
  const state = loan?.state() ?? [];
  const outputs = Object.entries(results).map(([key, result]) => ({
    name: key,
    tensor: backend.lookup(result),
  }));
  const next = state.flatMap((entry) =>
    entry.next === undefined ? [] : [{ name: `${entry.input}/next`, tensor: entry.next }]
  );
  const graph = trace.build(name, [...outputs, ...next]);
  const names = graph.outputs.map((output) => output.name);
  let nextIndex = outputs.length;
  return {
    graph,
    inputs: symbols.map((symbol) => symbol.name),
    outputs: Object.fromEntries(outputs.map((output, i) => [output.name, names[i]!])),
    state: state.map((entry) => ({
      variable: entry.variable,
      input: entry.input,
      ...(entry.next === undefined ? {} : { output: names[nextIndex++]! }),
    })),
    randoms: trace.randoms,
  };
}
