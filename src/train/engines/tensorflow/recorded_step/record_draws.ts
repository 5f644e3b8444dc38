import { TF_TYPES } from "../data_types.ts";
import type { Binding } from "./_node_backend.ts";
import { type Draw, drawRandom, RANDOM_KEY } from "./random_tensors.ts";
import { Recorder } from "./recorder.ts";
import { randomName, type Recording } from "./recording.ts";

/** Records the drawing of a step's random tensors, so that one function draws them all from the step's key. */
export function recordDraws(binding: Binding, draws: readonly Draw[]): Recording {
  const recorder = new Recorder(binding, () => "", false);
  const key = binding.createTensor([2], TF_TYPES.TF_INT32, new Int32Array(2));
  const next = new Map<string, number>();
  try {
    recorder.argument(RANDOM_KEY, { id: key, dtype: TF_TYPES.TF_INT32, shape: [2] });
    draws.forEach((draw, i) =>
      next.set(randomName(i), drawRandom(recorder.binding, key, i, draw).id)
    );
    return recorder.finish({ metrics: [], next }, []);
  } finally {
    for (const id of [key, ...next.values()]) binding.deleteTensor(id);
  }
}
