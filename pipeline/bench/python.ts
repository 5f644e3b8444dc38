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
 * @throws {PythonError} When there is no such command, the script fails (with its last line), or a line that
 * begins as JSON is none.
 */
export async function runPython(
  command: string,
  script: string,
  args: readonly string[] = [],
): Promise<unknown[]> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { success, stdout, stderr } = await output(command, [path, ...args]);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw failure(command, script, text(stderr));
  return text(stdout).split("\n").filter((line) => line.startsWith("{")).map(entryOf);
}

/** A script that measures once for every line that it is sent. */
export interface PythonTurns<T> {
  /** Has it measure once more. Rejects with a {@linkcode PythonError} when it fails or prints no JSON. */
  turn(): Promise<T>;
  /** Ends it, whatever it is doing. */
  close(): Promise<void>;
}

/**
 * Starts a script that prints a line of JSON when it is ready, and another one for every line that it
 * reads. Resolves when it is ready.
 *
 * @throws {PythonError} When there is no such command, or the script fails before it is ready.
 */
export async function startPython<T>(
  command: string,
  script: string,
  args: readonly string[] = [],
): Promise<PythonTurns<T>> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(command, [path, ...args]);
  const stderr = new Response(child.stderr).text();
  const stdin = child.stdin.getWriter();
  const answers = answersOf(child.stdout);
  const close = async () => {
    try {
      child.kill();
    } catch {
      // It has ended by itself.
    }
    await Promise.allSettled([stdin.close(), answers.return(undefined), child.status, stderr]);
  };
  const answer = async () => {
    const { value, done } = await answers.next();
    if (!done) return value as T;
    await child.status;
    throw failure(command, script, await stderr);
  };
  try {
    await answer();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async turn() {
      // A script that has failed reads no more; its answer then tells why.
      await stdin.write(new TextEncoder().encode("\n")).catch(() => {});
      return await answer();
    },
    close,
  };
}

function spawn(command: string, args: readonly string[]): Deno.ChildProcess {
  try {
    return new Deno.Command(command, {
      args: [...args],
      env: ENVIRONMENT,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    throw new PythonError(`Cannot start ${command}`, { cause: error });
  }
}

async function* answersOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<unknown, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop()!;
    for (const line of lines) if (line.startsWith("{")) yield entryOf(line);
  }
}

function entryOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new PythonError(`Cannot read what the script printed: ${line}, expected JSON`, {
      cause: error,
    });
  }
}

function failure(command: string, script: string, stderr: string): PythonError {
  const reason = stderr.split("\n").filter((line) => line.trim() !== "").at(-1) ??
    "it printed no reason";
  return new PythonError(`Cannot run ${script} with ${command}: ${reason}`);
}

async function output(command: string, args: readonly string[]): Promise<Deno.CommandOutput> {
  const process = new Deno.Command(command, { args: [...args], env: ENVIRONMENT, stdin: "null" });
  try {
    return await process.output();
  } catch (error) {
    throw new PythonError(`Cannot start ${command}`, { cause: error });
  }
}
