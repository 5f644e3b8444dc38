import {
  allocate,
  sizeOf,
  TEACH_NAMES,
  type TeachInfo,
  tensor,
  type TensorData,
} from "../../src/graph/mod.ts";
import type { Session } from "../../src/runtime/web/mod.ts";
import { Breather } from "./_breather.ts";
import type { LessonPlan } from "./plan.ts";

/** Features of images and what the model shall say to them. */
export interface Rows {
  readonly count: number;
  /** Row by row. */
  readonly features: Float32Array;
  /** A distribution over the classes for each row. */
  readonly targets: Float32Array;
}

/**
 * Trains the last layers: each batch holds corrected drawings and stored images, each in turn.
 *
 * @param onStep Called after each step with the number of steps made and the batch's loss.
 * @returns The new weights; those given stay as they are.
 */
export async function train(
  step: Session,
  info: TeachInfo,
  weights: readonly TensorData[],
  { taught, stored }: { readonly taught: Rows; readonly stored: Rows },
  plan: LessonPlan,
  onStep: (done: number, loss: number) => void = () => {},
): Promise<TensorData[]> {
  const numTaught = Math.round(plan.taughtShare * info.batch);
  const feeds: Record<string, TensorData> = initialState(info, weights);
  const state = [{ input: TEACH_NAMES.weights, output: TEACH_NAMES.newWeights }, ...info.slots];
  const breather = new Breather();
  for (let i = 0; i < plan.steps; i++) {
    const features = new Float32Array(info.batch * info.featureSize);
    const labels = new Float32Array(info.batch * info.numClasses);
    for (let row = 0; row < info.batch; row++) {
      const [from, turn] = row < numTaught
        ? [taught, i * numTaught + row]
        : [stored, i * (info.batch - numTaught) + row - numTaught];
      const index = turn % from.count;
      features.set(rowOf(from.features, index, info.featureSize), row * info.featureSize);
      labels.set(rowOf(from.targets, index, info.numClasses), row * info.numClasses);
    }
    const rate = plan.learningRate * (1 - i / plan.steps);
    const results = await step.run({
      ...feeds,
      [TEACH_NAMES.features]: {
        dtype: "float32",
        shape: [info.batch, info.featureSize],
        data: features,
      },
      [TEACH_NAMES.labels]: {
        dtype: "float32",
        shape: [info.batch, info.numClasses],
        data: labels,
      },
      [TEACH_NAMES.learningRate]: tensor("float32", [], [rate]),
    });
    for (const { input, output } of state) feeds[input] = results[output]!;
    onStep(i + 1, Number(results[TEACH_NAMES.loss]!.data[0]));
    await breather.breathe();
  }
  return splitWeights(info, feeds[TEACH_NAMES.weights]!.data as Float32Array);
}

function initialState(
  info: TeachInfo,
  weights: readonly TensorData[],
): Record<string, TensorData> {
  const values = new Float32Array(weights.reduce((sum, { data }) => sum + data.length, 0));
  let end = 0;
  for (const { data } of weights) {
    values.set(data as Float32Array, end);
    end += data.length;
  }
  const slots = info.slots.map(({ input, shape, value }) => {
    const data = allocate("float32", sizeOf(shape)).fill(value);
    return [input, { dtype: "float32", shape, data }] as const;
  });
  return {
    ...Object.fromEntries(slots),
    [TEACH_NAMES.weights]: tensor("float32", [values.length], values),
  };
}

function splitWeights(info: TeachInfo, values: Float32Array): TensorData[] {
  let end = 0;
  return info.weights.map(({ shape }) => {
    const start = end;
    end += sizeOf(shape);
    return { dtype: "float32", shape, data: values.slice(start, end) };
  });
}

/** Row `index` of a matrix with rows of `size` values: a view. */
export function rowOf<T extends Float32Array | Uint8Array>(
  values: T,
  index: number,
  size: number,
): T {
  return values.subarray(index * size, (index + 1) * size) as T;
}
