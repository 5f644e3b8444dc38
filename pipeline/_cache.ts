import { dirname } from "node:path";
import { z } from "zod";
import { explainWriteFailure, writeFileAtomic } from "../src/data/mod.ts";
import { hashFile } from "./_hash.ts";

/** Entries that are kept for each stage; older ones are deleted. */
const KEPT = 4;

const entrySchema = z.strictObject({
  stage: z.string(),
  outputs: z.record(z.string(), z.string()),
  seconds: z.number(),
});

/**
 * What the run cache knows of a complete run: the SHA-256 of each output, by its path in the out
 * folder, and how long the run took.
 */
export type CacheEntry = z.infer<typeof entrySchema>;

/**
 * Copies of earlier runs' outputs, in `<out>/.cache/<key>/`. They are copies, not hard links: an
 * output that is edited in place would change a link too. Copies share their blocks where the file
 * system can (Btrfs, XFS, APFS).
 */
export class RunCache {
  readonly #out: string;

  constructor(out: string) {
    this.#out = out;
  }

  /** The entry for `key`; `undefined` where there is none or a file of it is not as it was. */
  async find(key: string): Promise<CacheEntry | undefined> {
    const entry = await this.#read(key);
    if (entry === undefined) return undefined;
    for (const [file, hash] of Object.entries(entry.outputs)) {
      if (await hashFile(`${this.#folder(key)}/files/${file}`) !== hash) return undefined;
    }
    return entry;
  }

  /** Copies an entry's files to the out folder. */
  async restore(key: string, entry: CacheEntry): Promise<void> {
    for (const file of Object.keys(entry.outputs)) {
      const bytes = await Deno.readFile(`${this.#folder(key)}/files/${file}`);
      await writeFileAtomic(`${this.#out}/${file}`, bytes);
    }
  }

  /** Copies outputs from the out folder, then deletes what is no longer of use. */
  async store(key: string, entry: CacheEntry): Promise<void> {
    const folder = this.#folder(key);
    try {
      await Deno.remove(folder, { recursive: true }).catch(ignoreNotFound);
      for (const file of Object.keys(entry.outputs)) {
        await Deno.mkdir(dirname(`${folder}/files/${file}`), { recursive: true });
        await Deno.copyFile(`${this.#out}/${file}`, `${folder}/files/${file}`);
      }
      // An entry without its manifest, as a killed run leaves it, does not exist for `find`.
      await writeFileAtomic(`${folder}/manifest.json`, JSON.stringify(entry));
      await this.#prune(entry.stage);
    } catch (error) {
      await Deno.remove(folder, { recursive: true }).catch(() => {});
      throw new Error(
        `Cannot keep a copy in "${folder}": ${explainWriteFailure(error, folder)}`,
        { cause: error },
      );
    }
  }

  async #prune(stage: string): Promise<void> {
    const entries: { key: string; time: number }[] = [];
    for await (const { name: key } of Deno.readDir(`${this.#out}/.cache`)) {
      const entry = await this.#read(key);
      if (entry === undefined) await Deno.remove(this.#folder(key), { recursive: true });
      if (entry?.stage !== stage) continue;
      const { mtime } = await Deno.stat(`${this.#folder(key)}/manifest.json`);
      entries.push({ key, time: mtime?.getTime() ?? 0 });
    }
    entries.sort((a, b) => b.time - a.time);
    for (const { key } of entries.slice(KEPT)) {
      await Deno.remove(this.#folder(key), { recursive: true });
    }
  }

  async #read(key: string): Promise<CacheEntry | undefined> {
    try {
      const text = await Deno.readTextFile(`${this.#folder(key)}/manifest.json`);
      return entrySchema.parse(JSON.parse(text));
    } catch {
      return undefined;
    }
  }

  #folder(key: string): string {
    return `${this.#out}/.cache/${key}`;
  }
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
