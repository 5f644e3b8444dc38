import { writeFileAtomic } from "../data/mod.ts";
import type { TrainingSnapshot } from "./callback.ts";
import { decodeCheckpoint, encodeCheckpoint, type Fingerprint } from "./checkpoint_format.ts";
import { CheckpointError } from "./errors.ts";

/** Writes a checkpoint so that `path` holds the old or the new one at any time. */
export async function writeCheckpoint(
  path: string,
  snapshot: TrainingSnapshot,
  fingerprint: Fingerprint,
): Promise<void> {
  await writeFileAtomic(path, await encodeCheckpoint({ snapshot, fingerprint }));
}

/**
 * Reads the checkpoint to resume from, or returns `undefined` where there is no file.
 *
 * @param fingerprint What the training that resumes is.
 * @throws {CheckpointError} When the file cannot be read, or is another training's.
 */
export async function readCheckpoint(
  path: string,
  fingerprint: Fingerprint,
): Promise<TrainingSnapshot | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new CheckpointError(`Cannot read checkpoint "${path}": ${(error as Error).message}`, {
      cause: error,
    });
  }
  const checkpoint = await decodeCheckpoint(bytes, path);
  const differences = compare(checkpoint.fingerprint, fingerprint);
  if (differences.length > 0) {
    throw new CheckpointError(
      `Cannot resume from "${path}": it belongs to another training (${differences.join("; ")}). ` +
        "Use the same settings, or remove it to train from the beginning",
    );
  }
  return checkpoint.snapshot;
}

function compare(saved: Fingerprint, wanted: Fingerprint): string[] {
  const keys = new Set([...Object.keys(saved), ...Object.keys(wanted)]);
  return [...keys].filter((key) => saved[key] !== wanted[key]).map((key) =>
    `${key} was ${JSON.stringify(saved[key])} and is now ${JSON.stringify(wanted[key])}`
  );
}
