import type { Config } from "../config.ts";
import { denoProgram } from "../deno_program.ts";
import { readGpu } from "../usage.ts";
import { namesTensorflow } from "../choose_engine.ts";
import { resumeCommand } from "./describe_error.ts";
import { commandOf, widen } from "./task_command.ts";
import { printError } from "./terminal.ts";

/** Engines whose library may lie anywhere, and reads its switches from the environment. */
const ENGINES: readonly string[] = ["tensorflow", "tfjs-node-gpu"];

/** Names the process that a second one works for, which must not outlive it. */
const PARENT = "TFJS_ONNX_PARENT";

/** The second process, while there is one. */
let second: Deno.ChildProcess | undefined;

/** The exit code that a signal asked for. */
let stopped: number | undefined;

/**
 * Runs this process's command in a second one that may load a library from any folder, where the
 * engine asks for that and this process may not. Tasks name the folders of libraries and files; only
 * a training on TensorFlow gets more, and only its own process.
 *
 * @param task Name of the task in `deno.json`.
 * @returns The second process's exit code; `undefined` where this one is to do the work.
 */
export async function handOver(
  config: Config,
  task: string,
  args: readonly string[] = Deno.args,
): Promise<number | undefined> {
  watchParent();
  const granted = (name: "ffi" | "read") =>
    Deno.permissions.querySync({ name }).state === "granted";
  if (granted("ffi") && granted("read") || !await needsMore(config)) return undefined;
  const command = denoProgram();
  if (Deno.permissions.querySync({ name: "run", command }).state !== "granted") return undefined;
  const words = widen(commandOf(task), ["--allow-ffi", "--allow-read"], []).split(" ").slice(1)
    .map((word) => word.replace(/^--allow-run=/, "--allow-run=python3,"));
  // Only here: it loads tfjs.
  const { LIBRARY_VARIABLES, SWITCH_VARIABLES } = await import("../../src/train/mod.ts");
  const names = [PARENT, ...LIBRARY_VARIABLES, ...SWITCH_VARIABLES];
  const variables = `--allow-env=${names.join(",")}`;
  second = new Deno.Command(command, {
    args: [...words.toSpliced(1, 0, variables), ...args],
    env: { [PARENT]: String(Deno.pid) },
    stdin: "null",
  }).spawn();
  const { code, signal } = await second.status;
  second = undefined;
  // It has said so; TensorFlow may still crash where its process ends in the middle of a step.
  if (stopped !== undefined) return stopped;
  // It says itself what there is to say, if it can.
  if (signal === null || signal === "SIGINT" || signal === "SIGTERM") return code;
  printError(
    `Error: ${signal} ended the training's process: TensorFlow crashes where oneDNN gets no memory ` +
      "for a convolution, and the system ends what takes too much. Give a smaller --batch-size, or " +
      "--no-onednn, which names what got no memory",
  );
  printError(`To resume: ${resumeCommand({ task, args })}`);
  return 1;
}

async function needsMore(config: Config): Promise<boolean> {
  const { engine, provider } = config;
  if (engine !== "auto") return ENGINES.includes(engine);
  if (provider !== undefined) return false;
  return namesTensorflow(config) !== undefined || await readGpu() !== undefined;
}

/**
 * Passes a signal on to the second process.
 *
 * @param code The exit code of a process that the signal ends.
 * @returns Whether there is one.
 */
export function passOn(signal: Deno.Signal, code: number): boolean {
  if (second === undefined) return false;
  stopped = code;
  try {
    second.kill(signal);
  } catch {
    // It is ending: on a terminal, Ctrl-C reaches both.
  }
  return true;
}

/** Ends this process with the one that it works for: `kill -9` reaches that one alone. */
function watchParent(): void {
  if (Deno.permissions.querySync({ name: "env", variable: PARENT }).state !== "granted") return;
  const parent = Deno.env.get(PARENT);
  if (parent === undefined) return;
  const timer = setInterval(() => {
    if (String(Deno.ppid) !== parent) Deno.exit(1);
  }, 100);
  Deno.unrefTimer(timer);
}
