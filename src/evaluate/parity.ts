import type { Session } from "../runtime/mod.ts";
import { DifferenceCounter, type Differences } from "./_compare_rows.ts";
import {
  type ParityCheck,
  type Signature,
  signatureChecks,
  valueChecks,
} from "./_parity_checks.ts";

export type { ArgmaxDifference, Differences } from "./_compare_rows.ts";
export type { ParityCheck, Signature } from "./_parity_checks.ts";

/** A model in a runtime, to be compared with the reference. */
export interface ParityCandidate {
  /** What the checklist calls it, such as `"onnxruntime-node"`. */
  readonly name: string;
  /** The model, loaded. */
  readonly session: Session;
}

/** What to compare. */
export interface ParityOptions {
  /**
   * The model that was trained, in its own framework: from `size` inputs, row-major, to `size` rows
   * of probabilities. `x` is used again for a later batch.
   */
  readonly reference: (x: Float32Array, size: number) => Float32Array | Promise<Float32Array>;
  /** What the checklist calls the reference, such as `"tfjs wasm"`. */
  readonly referenceName: string;
  /** Its one input, float32, and its one output, [batch, classes]. */
  readonly signature: Signature;
  /** The runtimes to compare with the reference. */
  readonly candidates: readonly ParityCandidate[];
  /** The samples, as `batches` of the data folder gives them. */
  readonly batches: Iterable<{ readonly x: Float32Array; readonly size: number }>;
  /** Largest absolute difference between two probabilities. @default {1e-4} */
  readonly tolerance?: number;
}

/** How one runtime compares with the reference. */
export interface RuntimeParity extends Differences {
  /** The candidate's name. */
  readonly runtime: string;
  /** Whether all checks hold. */
  readonly passed: boolean;
  /** In the order of the checklist. */
  readonly checks: readonly ParityCheck[];
}

/** How all runtimes compare with the reference. Plain data. */
export interface ParityResult {
  /** Whether all runtimes passed, and there is at least one. */
  readonly passed: boolean;
  /** The reference's name. */
  readonly reference: string;
  /** Largest absolute difference allowed. */
  readonly tolerance: number;
  /** Samples that the reference was given. */
  readonly samples: number;
  /** One entry for each candidate. */
  readonly runtimes: readonly RuntimeParity[];
}

/** A candidate while it is being compared. */
interface Progress {
  readonly candidate: ParityCandidate;
  readonly checks: readonly ParityCheck[];
  readonly counter: DifferenceCounter;
  /** Why it is not run (any more). */
  failure?: string;
}

/**
 * Compares what runtimes compute with what the trained model computes, over a whole data set: names
 * and shapes of inputs and outputs, then values to a tolerance, then the best class of each sample.
 * Samples whose two best probabilities in the reference lie within twice the tolerance may differ
 * in their best class, and are listed. Failures are collected, not thrown.
 *
 * @throws {TypeError} When the signature does not have one input and one output of known sizes, or
 * when the reference gives another number of values.
 */
export async function compareRuntimes(options: ParityOptions): Promise<ParityResult> {
  const { reference, referenceName, signature, candidates, tolerance = 1e-4 } = options;
  const { inputShape, numClasses } = readSignature(signature);
  const progress = candidates.map((candidate): Progress => {
    const checks = signatureChecks(signature, candidate.session);
    return {
      candidate,
      checks,
      counter: new DifferenceCounter(numClasses, tolerance),
      ...(checks.every(({ passed }) => passed)
        ? {}
        : { failure: "values not compared, since names or shapes do not match" }),
    };
  });
  let samples = 0;
  for (const { x, size } of options.batches) {
    const expected = await reference(x, size);
    if (expected.length !== size * numClasses) {
      throw new TypeError(
        `Cannot compare with ${referenceName}: it gave ${expected.length} values for ${size} ` +
          `samples, expected ${size} x ${numClasses}`,
      );
    }
    for (const entry of progress) {
      await compareBatch(entry, signature, [size, ...inputShape], x, expected);
    }
    samples += size;
  }
  const runtimes = progress.map((entry) => summarize(entry, tolerance));
  const passed = runtimes.length > 0 && runtimes.every((runtime) => runtime.passed);
  return { passed, reference: referenceName, tolerance, samples, runtimes };
}

function readSignature({ inputs, outputs }: Signature) {
  const inputShape = inputs[0]?.shape.slice(1) ?? [];
  const numClasses = outputs[0]?.shape[1];
  const known = inputShape.every((dim) => typeof dim === "number");
  if (inputs.length !== 1 || outputs.length !== 1 || !known || typeof numClasses !== "number") {
    throw new TypeError(
      `Cannot compare a model with ${inputs.length} inputs and ${outputs.length} outputs, ` +
        `${
          JSON.stringify([...inputs, ...outputs].map(({ shape }) => shape))
        }: expected one input ` +
        "and one output whose sizes are known but for the batch",
    );
  }
  return { inputShape, numClasses };
}

async function compareBatch(
  entry: Progress,
  signature: Signature,
  shape: readonly number[],
  x: Float32Array,
  expected: Float32Array,
): Promise<void> {
  if (entry.failure !== undefined) return;
  const size = shape[0]!;
  const { session } = entry.candidate;
  try {
    const results = await session.run({
      [signature.inputs[0]!.name]: { dtype: "float32", shape, data: x },
    });
    const output = results[signature.outputs[0]!.name]!;
    if (output.data.length === expected.length) {
      entry.counter.add(expected, output.data as Float32Array, size);
    } else {
      entry.failure = `output shape does not match: [${output.shape}], expected [${[
        size,
        expected.length / size,
      ]}]`;
    }
  } catch (error) {
    entry.failure = `the model does not run: ${(error as Error).message}`;
  }
}

function summarize({ candidate, checks, counter, failure }: Progress, tolerance: number) {
  const found = counter.result();
  const all = failure === undefined
    ? [...checks, ...valueChecks(found, tolerance)]
    : [...checks, { name: "values", passed: false, message: failure }];
  return {
    runtime: candidate.name,
    passed: all.every(({ passed }) => passed),
    checks: all,
    ...found,
  };
}

/**
 * The result as a checklist, in the form of Hugging Face's optimum: `-[✓]` for what holds and
 * `-[x]` for what does not, under a line for each runtime.
 */
export function parityChecklist(result: ParityResult): string[] {
  return result.runtimes.flatMap(({ runtime, checks }) => [
    `${runtime} against ${result.reference}, ${result.samples} samples:`,
    ...checks.map(({ passed, message }) => `  -[${passed ? "✓" : "x"}] ${message}`),
  ]);
}
