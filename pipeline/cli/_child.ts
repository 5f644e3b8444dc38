import { denoProgram } from "../deno_program.ts";
import { commandOf, widen } from "./task_command.ts";

/** Processes that are to end with this one. */
const children = new Set<Deno.ChildProcess>();

globalThis.addEventListener("unload", () => {
  for (const child of children) {
    try {
      child.kill("SIGTERM");
    } catch {
      // It ended by itself, which must not keep the others.
    }
  }
});

/**
 * Runs `deno task pipeline` in a process of its own, with the task's permissions, or wider ones
 * where this process has them. It ends when this process does.
 *
 * @returns Why it failed, in one line; `undefined` when it succeeded.
 */
export async function runPipelineCommand(args: readonly string[]): Promise<string | undefined> {
  const child = new Deno.Command(denoProgram(), {
    args: pipelineWords().slice(1).concat(args),
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  children.add(child);
  try {
    const stderr = await new Response(child.stderr).text();
    const { code, signal } = await child.status;
    if (code === 0) return undefined;
    const messages = [...stderr.matchAll(/^(?:Error: |(?=To allow it))(.*)$/gm)]
      .map(([, message]) => message);
    if (messages.length > 0) return messages.join(". ");
    return signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`;
  } finally {
    children.delete(child);
  }
}

/** The words of the pipeline's task, without path lists where this process needs none. */
function pipelineWords(): string[] {
  const wide = (["read", "write"] as const)
    .filter((name) => Deno.permissions.querySync({ name }).state === "granted")
    .map((name) => `--allow-${name}`);
  return widen(commandOf("pipeline"), wide, []).split(" ");
}
