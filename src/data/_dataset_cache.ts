import { identifyContent } from "./_content.ts";
import { DataError } from "./data_error.ts";
import { explainWriteFailure, writeFileAtomic } from "./write_file.ts";

/**
 * Makes the folder `cache`.
 *
 * @throws {DataError} When it cannot be made, for want of permission for example.
 */
export async function prepareCache(cache: string): Promise<void> {
  try {
    await Deno.mkdir(cache, { recursive: true });
  } catch (error) {
    throw new DataError(
      cache,
      `Cannot keep files in the cache "${cache}": ${explainWriteFailure(error, `${cache}/x`)}`,
      { cause: error },
    );
  }
}

/**
 * Keeps a file as it came, packed or not, under a name that says which. What lies there in the other
 * form goes, since it may be damaged and would be read first.
 */
export async function store(cache: string, name: string, bytes: Uint8Array): Promise<void> {
  const plain = `${cache}/${name}`;
  const packed = identifyContent(bytes).kind === "gzip";
  await writeFileAtomic(packed ? `${plain}.gz` : plain, bytes);
  await Deno.remove(packed ? plain : `${plain}.gz`).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
