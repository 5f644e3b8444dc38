import type * as tf from "@tensorflow/tfjs";
import type { TensorData } from "../../graph/mod.ts";
import { fillRandom } from "../../random/mod.ts";
import { createSession, encodeFor, type Provider, type Session } from "../../runtime/mod.ts";
import {
  LEARNING_RATE,
  learningRateOf,
  type TracedFunction,
  traceFunction,
  type TraceInput,
  withLearningRate,
} from "../../trace/mod.ts";
import { metricNames, setIterations } from "../variables.ts";
import { batchShape } from "./_batch_values.ts";
import { type StepKind, stepOf } from "./_tfjs_steps.ts";

/** Name of a step's inputs that are not state. */
const X = "x";
const Y = "y";

/** Traces a compiled model's train or test step for one batch size. */
export function traceStep(
  model: tf.LayersModel,
  kind: StepKind,
  size: number,
  target: Provider,
): TracedFunction {
  const run = stepOf(model, kind);
  const names = metricNames(model);
  const step = (...data: tf.Tensor[]) => {
    const values = run(data);
    return Object.fromEntries(names.map((name, i) => [name, values[i]!]));
  };
  const inputs: TraceInput[] = [
    { name: X, shape: batchShape(model.inputs[0]!, size), dtype: "float32" },
    { name: Y, shape: batchShape(model.outputs[0]!, size), dtype: "float32" },
  ];
  const trace = () => traceFunction(step, inputs, { name: kind, target, reorder: true });
  if (kind === "test") return trace();
  const { optimizer } = model;
  const iterations = optimizer.iterations;
  try {
    return withLearningRate(learningRateOf(optimizer), trace);
  } finally {
    // Optimizers count their steps in a field of JavaScript, and a trace is none.
    setIterations(optimizer, iterations);
  }
}

/** What of a trace a step needs at each run; the graph holds all constants. */
type Signature = Pick<TracedFunction, "outputs" | "state" | "randoms">;

/** A traced step as a session, with what it is fed prepared once. */
export class CompiledStep {
  readonly #session: Session;
  readonly #signature: Signature;
  readonly #masks: { name: string; tensor: TensorData<"float32"> }[];
  readonly #feeds: Record<string, TensorData> = {};

  private constructor(session: Session, { outputs, state, randoms }: Signature) {
    this.#session = session;
    this.#signature = { outputs, state, randoms };
    this.#masks = randoms.map(({ name, shape }) => ({
      name,
      tensor: {
        dtype: "float32",
        shape,
        data: new Float32Array(shape.reduce((size, dim) => size * dim, 1)),
      },
    }));
    for (const { name, tensor } of this.#masks) this.#feeds[name] = tensor;
  }

  /** Compiles a trace for `provider`; `threads` as in `createSession`. */
  static async compile(
    traced: TracedFunction,
    provider: Provider,
    threads?: number,
  ): Promise<CompiledStep> {
    const session = await createSession(encodeFor(traced.graph, provider), {
      provider,
      ...(threads === undefined ? {} : { threads }),
    });
    return new CompiledStep(session, traced);
  }

  /** The variables that the step reads or writes. */
  get state(): TracedFunction["state"] {
    return this.#signature.state;
  }

  /** Draws the masks of step `step`. */
  draw(seed: number, step: number): void {
    this.#signature.randoms.forEach(({ distribution }, i) =>
      fillRandom(this.#masks[i]!.tensor.data, distribution, seed, step, i)
    );
  }

  /**
   * Runs the step once.
   *
   * @param batch Inputs `x` and `y`, flat.
   * @param state Values by the names of the state's inputs.
   * @param next Where to write the new values, by the names of the state's outputs.
   * @returns The metrics by name.
   */
  run(
    batch: { x: Float32Array; y: Float32Array },
    learningRate: TensorData,
    state: Readonly<Record<string, TensorData>>,
    next: Readonly<Record<string, TensorData>>,
  ): Record<string, number> {
    const feeds = this.#feeds;
    for (const { name, dtype, shape } of this.#session.inputs) {
      if (name === X || name === Y) {
        feeds[name] = { dtype, shape, data: batch[name] } as TensorData;
      } else if (name === LEARNING_RATE) feeds[name] = learningRate;
      else if (name in state) feeds[name] = state[name]!;
    }
    const results = this.#session.runSync(feeds, next);
    const logs: Record<string, number> = {};
    for (const [metric, output] of Object.entries(this.#signature.outputs)) {
      logs[metric] = Number(results[output]!.data[0]);
    }
    return logs;
  }

  /** Frees the session. */
  release(): Promise<void> {
    return this.#session.release();
  }
}
