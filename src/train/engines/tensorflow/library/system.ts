/** An environment variable; `undefined` where it is not set or this process may not read it. */
export function readVariable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}

/** What a program of Python prints; `undefined` where this process may not run it, or it fails. */
export function runProgram(program: string, code: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "run", command: program });
  if (state !== "granted") return undefined;
  try {
    const { success, stdout } = new Deno.Command(program, {
      args: ["-c", code],
      stderr: "null",
    }).outputSync();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined;
  }
}
