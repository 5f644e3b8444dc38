import { fileURLToPath } from "node:url";

/** A script that failed, or a Python that cannot be started. */
export class PythonError extends Error {
  /** @internal */
  override name = "PythonError";
}

const ENVIRONMENT = { TF_CPP_MIN_LOG_LEVEL: "3" };

/**
 * Runs a script of this folder and returns the JSON that it printed, an entry a line.
 *
 * @param command The Python to run it with.
 * @throws {PythonError} When there is no such command, or the script fails: with its last line.
 */
export async function runPython(
  command: string,
  script: string,
  args: readonly string[] = [],
): Promise<unknown[]> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { success, stdout, stderr } = await output(command, [path, ...args]);
  const lines = (bytes: Uint8Array) =>
    new TextDecoder().decode(bytes).split("\n").filter((line) => line.trim() !== "");
  if (!success) {
    const reason = lines(stderr).at(-1) ?? "it printed no reason";
    throw new PythonError(`Cannot run ${script} with ${command}: ${reason}`);
  }
  return lines(stdout).filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
}

async function output(command: string, args: readonly string[]): Promise<Deno.CommandOutput> {
  const process = new Deno.Command(command, { args: [...args], env: ENVIRONMENT, stdin: "null" });
  try {
    return await process.output();
  } catch (error) {
    throw new PythonError(`Cannot start ${command}`, { cause: error });
  }
}
