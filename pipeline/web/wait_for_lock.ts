import { dirname } from "node:path";

/**
 * Keeps other processes that ask for the same lock waiting until the returned object is disposed of. It is the
 * operating system's lock on a file, so that it ends with the process however that ends.
 *
 * @param path The file, which is made when missing and stays.
 * @param write Is told when another process has the lock.
 */
export async function waitForLock(
  path: string,
  write: (text: string) => void,
): Promise<Disposable> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const file = await Deno.open(path, { write: true, create: true });
  if (!await file.tryLock(true)) {
    write(`${path}: another process is at work, waiting for it to end\n`);
    await file.lock(true);
  }
  return { [Symbol.dispose]: () => file.close() };
}
