import type { Callback } from "../callback.ts";
import { writeCheckpoint } from "../checkpoint.ts";
import type { Fingerprint } from "../checkpoint_format.ts";

/** Options of {@linkcode checkpoint}. */
export interface CheckpointOptions {
  /** The file, which always holds the newest epoch's checkpoint. */
  readonly path: string;
  /** What this training is; a resume with another one is refused. */
  readonly fingerprint: Fingerprint;
}

/**
 * Saves the training to a file after each epoch, so that a killed run resumes to the same result.
 * Give it last: what earlier callbacks remember is saved too.
 */
export function checkpoint({ path, fingerprint }: CheckpointOptions): Callback {
  return {
    onEpochEnd: (_epoch, _logs, context) => writeCheckpoint(path, context.snapshot(), fingerprint),
  };
}
