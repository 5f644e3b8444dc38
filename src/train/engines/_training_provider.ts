import type * as tf from "@tensorflow/tfjs";
import { sizeOf, type TensorData } from "../../graph/mod.ts";
import { fillRandom } from "../../random/mod.ts";
import {
  chooseProvider,
  encodeFor,
  type Provider,
  type ProviderReport,
} from "../../runtime/mod.ts";
import { LEARNING_RATE, type TracedFunction } from "../../trace/mod.ts";
import type { CompileOptions } from "../program.ts";
import { onBackend } from "./_tfjs.ts";
import { traceStep } from "./_traced_step.ts";

/** Images in the first trial: a software GPU takes most of a minute for a full batch of a CNN. */
const SMALL_BATCH = 8;

/** A provider this many times slower than the processor on a small batch is not tried on a full one. */
const FAR_SLOWER = 20;

/**
 * Chooses the provider for a model's training by running one step on each: the step must run and give the
 * same loss and weights as on the processor, and be the fastest.
 */
export async function chooseTrainingProvider(
  model: tf.LayersModel,
  size: number,
  { provider: requested, threads }: Pick<CompileOptions, "provider" | "threads">,
): Promise<ProviderReport> {
  const small = await tryStep(model, Math.min(size, SMALL_BATCH), requested, threads);
  const { milliseconds: onCpu } = small.checks.find(({ provider }) => provider === "cpu")!;
  const contenders = small.checks.filter(({ provider, available, milliseconds }) =>
    provider !== "cpu" && available && milliseconds! < FAR_SLOWER * onCpu!
  );
  const settled = requested !== undefined || contenders.length === 0 || size <= SMALL_BATCH;
  return settled ? small : await tryStep(model, size, undefined, threads);
}

function tryStep(
  model: tf.LayersModel,
  size: number,
  requested?: Provider,
  threads?: number,
): Promise<ProviderReport> {
  // At each call: the providers are tried later, when the user's own backend is active again.
  const trace = (provider: Provider) =>
    onBackend("cpu", () => traceStep(model, "train", size, provider));
  const onCpu = trace("cpu");
  return chooseProvider(
    (provider) => encodeFor((provider === "cpu" ? onCpu : trace(provider)).graph, provider),
    onBackend("cpu", () => sampleStep(onCpu)),
    requested,
    threads,
  );
}

/** Inputs of one step: the present state, and a batch whose values are spread over 0 to 1. */
function sampleStep({ graph, inputs, state, randoms }: TracedFunction): Record<string, TensorData> {
  const [x, y] = inputs as readonly [string, string];
  const feeds: Record<string, TensorData> = {};
  for (const { name, dtype, shape } of graph.inputs) {
    const dims = shape as readonly number[];
    const data = new Float32Array(sizeOf(dims));
    const random = randoms.find((input) => input.name === name);
    if (name === LEARNING_RATE) data[0] = 0.01;
    else if (random !== undefined) fillRandom(data, random.distribution, 1, 0, 0);
    else if (name === x) data.forEach((_, i) => data[i] = (i * 7919 % 1009) / 1009);
    else if (name === y) {
      for (let row = 0; row < dims[0]!; row++) data[row * sizeOf(dims.slice(1))] = 1;
    }
    feeds[name] = { dtype, shape: dims, data } as TensorData;
  }
  for (const { input, variable } of state) {
    const { shape, dtype } = variable;
    feeds[input] = { dtype, shape, data: variable.dataSync() } as TensorData;
  }
  return feeds;
}
