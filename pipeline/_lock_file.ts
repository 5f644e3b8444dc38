import { z } from "zod";
import { writeFileAtomic } from "../src/data/mod.ts";

/** Name of the file in the out folder that says what each stage was made from. */
export const LOCK_FILE = "pipeline.lock.json";

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const recordSchema = z.strictObject({
  key: hash,
  code: hash,
  params: z.record(z.string(), z.unknown()),
  inputs: z.array(z.strictObject({ path: z.string(), sha256: hash })),
  outputs: z.record(z.string(), hash),
  seconds: z.number().min(0),
});

const lockSchema = z.strictObject({
  version: z.literal(1),
  pending: z.array(z.string()),
  stages: z.record(z.string(), recordSchema),
});

/** What a stage's last complete run was made from and what it made. */
export type StageRecord = z.infer<typeof recordSchema>;

/** The content of `pipeline.lock.json`. `pending` stages must run whatever their record says. */
export type Lock = z.infer<typeof lockSchema>;

/**
 * Reads the lock file of an out folder. Without one, nothing has run. One that cannot be understood
 * counts as absent and makes every stage pending, with a warning.
 */
export async function readLock(
  out: string,
  stages: readonly string[],
): Promise<{ lock: Lock; warning?: string }> {
  const path = `${out}/${LOCK_FILE}`;
  try {
    return { lock: lockSchema.parse(JSON.parse(await Deno.readTextFile(path))) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return { lock: { version: 1, pending: [], stages: {} } };
    }
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    const problem = error instanceof SyntaxError ? error.message : z.prettifyError(error);
    return {
      lock: { version: 1, pending: [...stages], stages: {} },
      warning: `Cannot use "${path}", so every stage runs again: ${problem}`,
    };
  }
}

/** Writes the lock file so that a reader, even after a crash, sees the old one or the new one. */
export function writeLock(out: string, lock: Lock): Promise<void> {
  return writeFileAtomic(`${out}/${LOCK_FILE}`, JSON.stringify(lock, null, 2) + "\n");
}
