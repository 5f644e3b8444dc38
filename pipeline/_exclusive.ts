import { explainWriteFailure } from "../src/data/mod.ts";

/** Another run holds the folder. */
export class FolderInUseError extends Error {
  /** @internal */
  override name = "FolderInUseError";
}

/**
 * Reserves a folder, such as a run's, which is made when missing, for this process, until the
 * returned object is disposed of. The reservation is the operating system's lock on the file `.lock`,
 * so that it ends with the process however that ends: a `.lock` left by a killed run holds nothing
 * up. The file holds the process id, for the other run's message.
 *
 * @param remedy What a person can do when another process has reserved it.
 * @throws {FolderInUseError} When another process has reserved it.
 */
export async function reserve(
  out: string,
  remedy = "Wait for it to end, stop it, or give this run another folder with --out",
): Promise<AsyncDisposable> {
  const path = `${out}/.lock`;
  let file: Deno.FsFile;
  try {
    await Deno.mkdir(out, { recursive: true });
    file = await Deno.open(path, { read: true, write: true, create: true });
  } catch (error) {
    throw new Error(`Cannot write into "${out}": ${explainWriteFailure(error, path)}`, {
      cause: error,
    });
  }
  if (!await file.tryLock(true)) {
    file.close();
    // Where locks are mandatory (Windows), the other process's id cannot be read.
    const pid = await Deno.readTextFile(path).catch(() => "");
    throw new FolderInUseError(
      `Another run${pid === "" ? "" : ` (process ${pid})`} is using "${out}". ${remedy}`,
    );
  }
  await file.truncate();
  await file.write(new TextEncoder().encode(String(Deno.pid)));
  return {
    async [Symbol.asyncDispose]() {
      await file.truncate();
      await file.unlock();
      file.close();
    },
  };
}
