/**
 * Trains a recipe with recorded steps and kernel by kernel, and prints how they differ, a line of JSON:
 * `deno run -A _compare_steps.ts '{"recipe":"mnist-lenet","size":16,"steps":100,"fused":false}'`.
 *
 * A process of its own, since TensorFlow reads its switches once: without oneDNN, which graphs use for
 * softmax and single ops do not.
 */
import { findRecipe, type OptimizerConfig } from "../../../../../models/mod.ts";
import {
  createTensorflowEngine,
  type TrainingProgram,
  type TrainingState,
} from "../../../../../src/train/mod.ts";
import { digits } from "../_digits.ts";

/** What to train. */
export interface Comparison {
  readonly recipe: string;
  /** In place of the recipe's own. */
  readonly optimizer?: OptimizerConfig;
  /** Images in a batch. */
  readonly size: number;
  readonly steps: number;
  /** Whether gradients are fused. */
  readonly fused: boolean;
  /**
   * Whether each step kernel by kernel starts from the recorded one's state: a difference in the last bit
   * may send an image to the other side of a ReLU, and two ways part. @default {where gradients are fused}
   */
  readonly together?: boolean;
  /**
   * Whether both run kernel by kernel, and in one the last bit of one weight is another: how far rounding
   * alone parts them. @default {false}
   */
  readonly nudged?: boolean;
}

/** How two trainings differ. */
export interface Differences {
  /** The largest difference of two losses. */
  readonly loss: number;
  /** The largest difference of two values `v` of the state, as a multiple of `1 + |v|`. */
  readonly state: number;
  readonly firstLoss: number;
  readonly lastLoss: number;
  /** What the programs say: nothing, where steps are recorded. */
  readonly notes: readonly string[];
}

/** Trains both ways in turn, with the same batches and dropout. */
export async function compareSteps(comparison: Comparison, oneDnn: boolean): Promise<Differences> {
  const { size, steps, fused, nudged = false, together = fused && !nudged } = comparison;
  const recorded = await compile(comparison, {
    recorded: !nudged,
    fused,
    switches: { oneDnn },
  });
  const eager = await compile(comparison, { recorded: false, switches: { oneDnn } });
  try {
    if (nudged) nudge(recorded);
    const losses: number[] = [];
    let loss = 0;
    let state = 0;
    for (let step = 0; step < steps; step++) {
      const { x, y } = digits(step, size);
      if (together) eager.setState(recorded.getState());
      const actual = (await recorded.trainOnBatch(x, y, size, step))["loss"]!;
      const expected = (await eager.trainOnBatch(x, y, size, step))["loss"]!;
      losses.push(actual);
      loss = Math.max(loss, Math.abs(actual - expected));
      if (together || step === steps - 1) {
        state = Math.max(state, distance(recorded.getState(), eager.getState()));
      }
    }
    const notes = [...recorded.notes, ...eager.notes];
    return { loss, state, firstLoss: losses[0]!, lastLoss: losses.at(-1)!, notes };
  } finally {
    await recorded.dispose();
    await eager.dispose();
  }
}

function compile(
  { recipe, optimizer, size }: Comparison,
  options: Parameters<typeof createTensorflowEngine>[0],
): Promise<TrainingProgram> {
  const shape = { height: 28, width: 28, channels: 1 };
  const model = findRecipe(recipe).build({
    shape,
    numClasses: 10,
    seed: 1,
    ...optimizer && { optimizer },
  });
  return createTensorflowEngine(options).compile(model, { seed: 7, batchSize: size });
}

/** Changes the last bit of a weight in the middle of the first layer. */
function nudge(program: TrainingProgram): void {
  const state = program.getState();
  const { data } = Object.values(state.tensors)[0]!;
  new Int32Array(data.buffer, data.byteOffset, data.length)[data.length >> 1]! += 1;
  program.setState(state);
}

function distance(a: TrainingState, b: TrainingState): number {
  let largest = 0;
  for (const [name, { data }] of Object.entries(b.tensors)) {
    const other = a.tensors[name]!.data;
    for (let i = 0; i < data.length; i++) {
      const value = Number(data[i]);
      const apart = Math.abs(value - Number(other[i])) / (1 + Math.abs(value));
      // Also where one of the two is NaN.
      if (!(apart <= largest)) largest = Number.isNaN(apart) ? Infinity : apart;
    }
  }
  return largest;
}

if (import.meta.main) {
  for (const argument of Deno.args) {
    const comparison = JSON.parse(argument) as Comparison;
    console.log(JSON.stringify(await compareSteps(comparison, comparison.fused)));
  }
}
