import { type Command, CommanderError } from "commander";
import { passOn } from "./_hand_over.ts";
import { describeError, type Invocation, resumeCommand } from "./describe_error.ts";
import { printError, write } from "./terminal.ts";

/**
 * Runs a command of the command line and ends the process: exit code 0 when it succeeds, 1 when it
 * fails, with one clear message, 130 when Ctrl-C interrupts it and 143 at SIGTERM. `--debug`, which every command
 * gets, adds stack traces.
 *
 * @param command The command, with its action.
 * @param resumable Whether the same command carries on after an interruption. Default: false.
 */
export async function main(
  command: Command,
  { args = Deno.args, resumable = false }: { args?: readonly string[]; resumable?: boolean } = {},
): Promise<never> {
  const invocation = { task: command.name(), args };
  const fail = (error: unknown): never => Deno.exit(report(error, command, invocation));
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    fail(event.reason);
  });
  const endOn = (signal: "SIGINT" | "SIGTERM", code: number) =>
    Deno.addSignalListener(signal, () => {
      // The second process says what there is to say.
      if (passOn(signal, code)) return;
      printError("\nInterrupted");
      if (resumable) printError(`To resume: ${resumeCommand(invocation)}`);
      Deno.exit(code);
    });
  endOn("SIGINT", 130);
  // By itself it would end this process without its children. Windows has no such signal.
  if (Deno.build.os !== "windows") endOn("SIGTERM", 143);
  command
    .option("--debug", "print stack traces of errors")
    .exitOverride()
    .configureOutput({
      writeOut: write,
      writeErr: () => {},
      // By default commander looks into the environment, which the tasks may not read.
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  try {
    await command.parseAsync(args, { from: "user" });
  } catch (error) {
    fail(error);
  }
  Deno.exit(0);
}

/** Prints an error and returns the exit code. */
function report(error: unknown, command: Command, invocation: Invocation): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  for (const line of describeError(error, invocation)) printError(line);
  if (error instanceof CommanderError) {
    const options = command.options.map(({ long, short }) => long ?? short).join(", ");
    printError(`Options: ${options}, --help`);
  }
  if (invocation.args.includes("--debug")) printError(Deno.inspect(error));
  return 1;
}
