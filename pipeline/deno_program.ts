/** A Deno that this process may run: itself, but where npx hides it behind a script `deno`. */
export function denoProgram(): string {
  const command = Deno.execPath();
  const allowed = Deno.permissions.querySync({ name: "run", command }).state === "granted";
  return allowed ? command : "deno";
}
