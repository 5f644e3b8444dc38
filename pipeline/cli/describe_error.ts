import { CommanderError } from "commander";
import { ConfigError } from "../config.ts";
import { StageError } from "../errors.ts";
import { FolderInUseError, MissingInputError } from "../runner.ts";
import { commandOf, denoCommand, taskCommand, widen } from "./task_command.ts";

/** What was being done when an error came up. */
export interface Invocation {
  /** Name of the task in `deno.json`. */
  readonly task: string;
  /** The task's arguments. */
  readonly args: readonly string[];
}

/** The lines that tell a user what went wrong and what to do next. */
export function describeError(error: unknown, invocation: Invocation): string[] {
  const lines = messageOf(error).split("\n").map((line) => `Error: ${line}`);
  const flags = missingFlags(error);
  if (flags.length > 0) {
    const command = widen(commandOf(invocation.task), flags, invocation.args)
      .replace(/^deno\b/, denoCommand());
    lines.push(`To allow it for this run: ${command}`);
  }
  if (error instanceof StageError) {
    if (error.notRun.length > 0) lines.push(`Stages that did not run: ${error.notRun.join(", ")}`);
    lines.push(`To resume: ${resumeCommand(invocation)}`);
  }
  if (mayBeABug(error)) lines.push("For the stack trace, add --debug");
  return lines;
}

/**
 * The command that carries on after a failure or an interruption. It is the same command: finished
 * stages are skipped. `--force` would start them afresh, and what it was to run is remembered.
 */
export function resumeCommand({ task, args }: Invocation): string {
  return taskCommand(task, args.filter((arg) => arg !== "--force"));
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof CommanderError)) return message;
  // "error: unknown option '--epoch'\n(Did you mean --epochs?)", in our style.
  const text = message.replace(/^error: /, "").replace(/\n\((Did you mean .*)\)$/, ". $1");
  return text.slice(0, 1).toUpperCase() + text.slice(1).replace(/\.$/, "");
}

function causes(error: unknown): unknown[] {
  if (error instanceof AggregateError) return [error, ...error.errors.flatMap(causes)];
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}

/**
 * The permissions for files that an error calls for. What is written is read too, and what this
 * process already has is kept, lest the next command fails for want of it.
 */
function missingFlags(error: unknown): string[] {
  const denied = causes(error).find((cause) => cause instanceof Deno.errors.NotCapable);
  const access = /Requires (read|write) access/.exec((denied as Error | undefined)?.message ?? "");
  if (access === null) return [];
  const writes = access[1] === "write" ||
    Deno.permissions.querySync({ name: "write" }).state === "granted";
  return writes ? ["--allow-read", "--allow-write"] : ["--allow-read"];
}

/** Errors that our own checks throw carry all that one needs to know; others may not. */
function mayBeABug(error: unknown): boolean {
  const known = [ConfigError, FolderInUseError, MissingInputError, CommanderError];
  if (known.some((type) => error instanceof type)) return false;
  const root = causes(error).at(-1);
  if (!(root instanceof Error) || root instanceof ReferenceError) return true;
  // Our own have a second sentence, the remedy.
  return root instanceof TypeError && !/\. [A-Z]/.test(root.message);
}
