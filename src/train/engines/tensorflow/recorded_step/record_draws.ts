import type { Binding } from "./_node_backend.ts";
import { createKey, type Draw, drawRandom, RANDOM_KEY } from "./random_tensors.ts";
import { Recorder } from "./recorder.ts";
import type { Recording } from "./recording.ts";

/** Records the drawing of a step's random tensors, so that one function draws them all from the step's key. */
export function recordDraws(binding: Binding, draws: readonly Draw[]): Recording {
  const recorder = new Recorder(binding, () => "", false);
  const key = createKey(binding, new Int32Array(2));
  const drawn = new Map<string, number>();
  try {
    recorder.argument(RANDOM_KEY, key);
    draws.forEach((draw, i) =>
      drawn.set(`draw ${i}`, drawRandom(recorder.binding, key.id, i, draw).id)
    );
    return recorder.finish(drawn, new Map(), []);
  } finally {
    for (const id of [key.id, ...drawn.values()]) binding.deleteTensor(id);
  }
}
