import * as tf from "@tensorflow/tfjs-core";
import { TraceError } from "./errors.ts";
import { TRANSLATORS } from "./kernels/mod.ts";
import { hookStateful } from "./layers/stateful.ts";
import { hookRandom } from "./random.ts";
import { hookScopes, isRecordedWhole } from "./scopes.ts";
import { Trace } from "./trace.ts";
import type { TraceInput, TraceOutputs } from "./trace_function.ts";
import { type KernelCall, type LayerScope, tracedType, type TraceTarget } from "./types.ts";

/** Whether `error` is tfjs's word that the tracing backend has no such kernel. */
export function isUnknownKernel(error: unknown): boolean {
  return error instanceof Error && /^Kernel '\w+' not registered for backend/.test(error.message);
}

/**
 * Lists all that keeps a function from being traced: kernels without translator or in a form that the
 * translator refuses, values read, random numbers drawn. A trace stops at the first, since nobody
 * knows its result's shape; so the function is run once, on tfjs's active backend and one sample
 * of zeros, and its variables are put back.
 */
export function findOffenders(
  fn: (...inputs: tf.Tensor[]) => TraceOutputs,
  inputs: readonly TraceInput[],
  target: TraceTarget,
): string[] {
  const found = new Set<string>();
  const scopes: LayerScope[] = [];
  const add = (what: string, layer = scopes.at(-1)) => {
    const where = layer === undefined ? "" : ` in layer "${layer.name}" (${layer.getClassName()})`;
    found.add(`${what}${where}`);
  };
  const undo = [
    protectVariables(),
    hookScopes(scopes),
    hookStateful((layer) => add('state kept between calls ("stateful: true")', layer)),
    hookRandom(() => {
      // A trace records these layers whole, without the draws that tfjs makes here.
      if (!scopes.some(isRecordedWhole)) add("random numbers drawn in JavaScript");
    }),
    hookReads(() => add("reading a tensor's values (dataSync, data, array or print)")),
    hookKernels((call) => {
      const problem = problemOf(call, target);
      if (problem !== undefined) add(problem);
    }),
  ];
  try {
    tf.tidy(() => {
      const results = fn(
        ...inputs.map(({ shape, dtype }) =>
          tf.zeros(shape.map((dim, i) => i === 0 ? 1 : dim), dtype)
        ),
      );
      // tfjs keeps the metrics of its train function for its caller to dispose.
      for (const result of Object.values(results)) {
        if (!(result instanceof tf.Variable)) result.dispose();
      }
    });
  } catch {
    // What was found before the function failed on this input still tells more than the failure.
  } finally {
    undo.reverse().forEach((restore) => restore());
  }
  return [...found];
}

/** A `TraceError` that names all offenders at once. */
export function offendersError(offenders: readonly string[]): TraceError {
  return new TraceError(
    `Cannot trace the function as one graph, because of ${offenders.join("; ")}. ` +
      "Replace these layers or operations, or add the kernel (docs/adding-a-kernel.md)",
    offenders,
  );
}

type Call = Pick<KernelCall, "kernelName" | "attrs"> & {
  readonly inputs: Readonly<Record<string, tf.TensorInfo | undefined>>;
};

/** What is wrong with a kernel call, found by translating it into a graph that nobody needs. */
function problemOf({ kernelName, inputs, attrs }: Call, target: TraceTarget): string | undefined {
  const translator = TRANSLATORS[kernelName];
  if (translator === undefined) return `kernel ${kernelName}, which has no translator,`;
  const trace = new Trace(target);
  try {
    const traced = Object.entries(inputs).flatMap(([key, info]) => {
      if (info == null) return [];
      const dtype = tracedType(info.dtype);
      const name = trace.builder.input(key, dtype, info.shape);
      return [[key, { name, shape: info.shape, dtype, layout: "plain" }] as const];
    });
    translator({ kernelName, inputs: Object.fromEntries(traced), attrs, trace });
  } catch (error) {
    // What tfjs itself refuses has nothing to do with tracing.
    if (!(error instanceof TraceError || error instanceof TypeError)) return undefined;
    return `kernel ${kernelName} (${error.message})`;
  }
  return undefined;
}

function hookKernels(report: (call: Call) => void): () => void {
  const engine = tf.engine();
  const { runKernel } = engine;
  engine.runKernel = function (kernelName, inputs, attrs) {
    if (kernelName !== "Identity") report({ kernelName, inputs, attrs: attrs ?? {} });
    return runKernel.call(engine, kernelName, inputs, attrs) as never;
  };
  return () => {
    engine.runKernel = runKernel;
  };
}

function hookReads(report: () => void): () => void {
  const engine = tf.engine();
  const { read, readSync, moveData } = engine;
  let moving = false;
  // tfjs reads too, to move a tensor between backends.
  engine.moveData = (backend, dataId) => {
    moving = true;
    try {
      moveData.call(engine, backend, dataId);
    } finally {
      moving = false;
    }
  };
  engine.readSync = (dataId) => {
    if (!moving) report();
    return readSync.call(engine, dataId);
  };
  engine.read = (dataId) => {
    report();
    return read.call(engine, dataId);
  };
  return () => {
    Object.assign(engine, { read, readSync, moveData });
  };
}

/** Remembers all variables' values; the result puts them back, and new variables' first values too. */
function protectVariables(): () => void {
  const engine = tf.engine();
  const before = new Map<tf.Variable, tf.Tensor>();
  const remember = (variable: tf.Variable) => {
    before.set(variable, tf.keep(variable.clone()));
  };
  Object.values(engine.registeredVariables).forEach(remember);
  const { makeVariable } = engine;
  engine.makeVariable = (...args) => {
    const variable = makeVariable.apply(engine, args);
    remember(variable);
    return variable;
  };
  return () => {
    engine.makeVariable = makeVariable;
    for (const [variable, value] of before) {
      if (!variable.isDisposed) variable.assign(value);
      value.dispose();
    }
  };
}
