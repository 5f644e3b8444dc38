import { DataError } from "../data_error.ts";
import { explainReadFailure } from "../read_file.ts";
import type { Source, SourceFile } from "./definition.ts";

/** What {@linkcode folderSource} reads. */
export interface FolderSourceOptions {
  /** What errors call it. */
  readonly description: string;
  /** The folder that the files lie in, each as it is or with `.gz` added. */
  readonly folder: string;
  /** The end of the error for a file that is not there: why, and what to do. */
  readonly missing: string;
  /** Whether the files are copied to the cache. @default {false} */
  readonly keep?: boolean;
}

/** The files in a folder of this machine. Needs read permission for it. */
export function folderSource(options: FolderSourceOptions): Source {
  const { description, folder, missing, keep = false } = options;
  return {
    description,
    keep,
    async *read(names) {
      for (const name of names) yield await readEither(`${folder}/${name}`, missing);
    },
  };
}

/** The file of this path, or the packed one beside its place. */
async function readEither(path: string, missing: string): Promise<SourceFile> {
  let failure: unknown;
  for (const candidate of [path, `${path}.gz`]) {
    try {
      return { path: candidate, bytes: await Deno.readFile(candidate) };
    } catch (error) {
      failure = error;
      if (!(error instanceof Deno.errors.NotFound)) break;
    }
  }
  const reason = failure instanceof Deno.errors.NotFound
    ? missing
    : explainReadFailure(failure, path);
  throw new DataError(path, `Cannot read "${path}": ${reason}`, { cause: failure });
}
