import { DataError } from "./data_error.ts";

/**
 * Reads the whole of a file. Needs read permission for it.
 *
 * @throws {DataError} When there is no such file, when it is a folder, or when it may not be read.
 */
export async function readFile(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    throw new DataError(path, `Cannot read "${path}": ${explainReadFailure(error, path)}`, {
      cause: error,
    });
  }
}

/** What the failure `error` of reading `path` means and what to do about it. */
export function explainReadFailure(error: unknown, path: string): string {
  if (error instanceof Deno.errors.NotFound) {
    return "there is no such file or folder. Check the path";
  }
  if (error instanceof Deno.errors.IsADirectory) {
    return "it is a folder where a file is expected. Give the path of a file in it";
  }
  if (error instanceof Deno.errors.NotADirectory) {
    return "part of the path is a file where a folder is expected. Check the path";
  }
  if (error instanceof Deno.errors.NotCapable) {
    return `Deno has no permission for it. Add --allow-read="${path}"`;
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return "its access rights do not let you read it. Change them (chmod) or copy the file";
  }
  return error instanceof Error ? error.message : String(error);
}
