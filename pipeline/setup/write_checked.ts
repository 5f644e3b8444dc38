import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { DataError, explainWriteFailure } from "../../src/data/mod.ts";

/** What a file must be. */
export interface Expected {
  /** Whether it is a program, to be run. @default {false} */
  readonly executable?: boolean;
  /** In hex; absent where nobody published one. */
  readonly sha256?: string;
  readonly size?: number;
}

/** What a file is. */
export interface FileFacts {
  readonly sha256: string;
  readonly size: number;
}

/**
 * Writes pieces to a new file as they come, and proves that they are what they should be. Missing
 * folders are made. After a failure the file may be there in part.
 *
 * @throws {DataError} When size or SHA-256 differ.
 * @throws {Error} When it cannot be written: names the path, the reason and the remedy.
 */
export async function writeChecked(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  expected: Expected = {},
): Promise<FileFacts> {
  const explain = (error: unknown) =>
    new Error(`Cannot write "${path}": ${explainWriteFailure(error, path)}`, { cause: error });
  const hash = createHash("sha256");
  let size = 0;
  let file: Deno.FsFile;
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    const mode = expected.executable ? 0o777 : 0o666;
    file = await Deno.open(path, { write: true, create: true, truncate: true, mode });
  } catch (error) {
    throw explain(error);
  }
  try {
    for await (const piece of pieces) {
      hash.update(piece);
      size += piece.length;
      try {
        for (let at = 0; at < piece.length;) at += await file.write(piece.subarray(at));
      } catch (error) {
        throw explain(error);
      }
    }
  } finally {
    file.close();
  }
  const facts = { sha256: hash.digest("hex"), size };
  if (expected.size !== undefined && expected.size !== size) {
    throw wrong(path, `${size} bytes`, `${expected.size}`);
  }
  if (expected.sha256 !== undefined && expected.sha256 !== facts.sha256) {
    throw wrong(path, `SHA-256 ${facts.sha256}`, expected.sha256);
  }
  return facts;
}

function wrong(path: string, received: string, expected: string): DataError {
  return new DataError(
    path,
    `Cannot use "${path}": received ${received}, expected ${expected}. Fetch it again`,
  );
}
