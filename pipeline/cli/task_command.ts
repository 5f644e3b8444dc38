import manifest from "../../deno.json" with { type: "json" };
import { quote } from "../quote.ts";

export { quote };

/** What to type for Deno, by the way this process was started: by Deno, or by npx alone. */
export function denoCommand(): string {
  const viaNpx = /[\\/]_npx[\\/]/.test(Deno.execPath());
  return viaNpx ? `npx -y deno@${Deno.version.deno}` : "deno";
}

/** The command that runs a task the way this process was started. */
export function taskCommand(task: string, args: readonly string[]): string {
  return [`${denoCommand()} task ${task}`, quote(args)].filter((part) => part !== "").join(" ");
}

/** What `deno.json` runs for a task. */
export function commandOf(task: string): string {
  const tasks: Readonly<Record<string, string>> = manifest.tasks;
  return tasks[task] ?? "";
}

/**
 * A `deno run` command with more access: each of `flags`, such as `--allow-read`, without a list of
 * paths, in place of the same flag with one, and with arguments for the program.
 */
export function widen(command: string, flags: readonly string[], args: readonly string[]): string {
  const words = command.split(" ").filter((word) => !flags.includes(word.split("=")[0]!));
  const at = words.findLastIndex((word) => word.startsWith("-"));
  return [...words.slice(0, at + 1), ...flags, ...words.slice(at + 1), quote(args)].join(" ")
    .trim();
}
