import * as tf from "@tensorflow/tfjs-core";
import { TraceError } from "./errors.ts";
import { TRANSLATORS } from "./kernels/mod.ts";
import { hookScopes } from "./scopes.ts";
import type { TraceInput, TraceOutputs } from "./trace_function.ts";

/** Whether `error` is tfjs's word that the tracing backend has no such kernel. */
export function isUnknownKernel(error: unknown): boolean {
  return error instanceof Error && /^Kernel '\w+' not registered for backend/.test(error.message);
}

/**
 * Lists every kernel that a function calls and that cannot be traced. A trace itself stops at the first,
 * since nobody knows its result's shape; so the function is run once, on tfjs's active backend and one
 * sample of zeros, and its variables are put back.
 */
export function unknownKernels(
  fn: (...inputs: tf.Tensor[]) => TraceOutputs,
  inputs: readonly TraceInput[],
): TraceError {
  const found = new Set<string>();
  const scopes: string[] = [];
  const unhook = hookScopes(scopes);
  const restore = protectVariables();
  const engine = tf.engine();
  const runKernel = engine.runKernel;
  engine.runKernel = function (kernelName, ...rest) {
    if (!(kernelName in TRANSLATORS) && kernelName !== "Identity") {
      const layer = scopes.at(-1);
      found.add(layer === undefined ? kernelName : `${kernelName} (layer "${layer}")`);
    }
    return runKernel.call(engine, kernelName, ...rest) as never;
  };
  try {
    tf.tidy(() => {
      fn(...inputs.map(({ shape, dtype }) => tf.zeros([1, ...shape.slice(1)], dtype)));
    });
  } catch (error) {
    // What was found before the function failed on this input still tells more than the failure.
    if (found.size === 0) throw error;
  } finally {
    engine.runKernel = runKernel;
    restore();
    unhook();
  }
  const offenders = [...found];
  return new TraceError(
    `Cannot trace ${offenders.length === 1 ? "kernel" : "kernels"} ${offenders.join(", ")}: ` +
      "no translator exists. Replace the layer or operation that calls it, or add a translator " +
      "(docs/adding-a-kernel.md)",
    offenders,
  );
}

/** Remembers all variables' values; the result puts them back, and new variables' first values too. */
function protectVariables(): () => void {
  const engine = tf.engine();
  const before = new Map<tf.Variable, tf.Tensor>();
  const remember = (variable: tf.Variable) => {
    before.set(variable, tf.keep(variable.clone()));
  };
  Object.values(engine.registeredVariables).forEach(remember);
  const makeVariable = engine.makeVariable;
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
