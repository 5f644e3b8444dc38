import manifest from "../../deno.json" with { type: "json" };

export const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/** All files of an out folder after a run. */
export const RUN_FILES: readonly string[] = [
  "calibration.svg",
  "confusion.svg",
  "data.json",
  "digit.svg",
  "evaluation.json",
  "export.json",
  "feature_maps.svg",
  "filters.svg",
  "history.json",
  "history.svg",
  "misclassified.json",
  "misclassified.svg",
  "model.json",
  "model.onnx",
  "model_fp16.onnx",
  "model_int8.onnx",
  "network.svg",
  "parity.json",
  "pipeline.lock.json",
  "predictions.json",
  "predictions.svg",
  "report.html",
  "summary.json",
  "teach_step.onnx",
  "training.json",
  "training_images.svg",
  "variants.json",
  "weights.bin",
];

/** What the operating system and Deno need. Nothing else, so that a hidden need shows. */
const ENVIRONMENT = Object.fromEntries(
  ["PATH", "HOME", "DENO_DIR", "VK_ICD_FILENAMES"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }),
);

/** A task of deno.json. */
export type Task = keyof typeof manifest.tasks;

/** What a command did. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to start a command in a way that users do not. */
export interface StartOptions {
  /** Arguments of Deno in place of the task's permissions. */
  readonly permissions?: readonly string[];
  /** A program with arguments that starts the command, which is appended. */
  readonly wrapper?: readonly string[];
}

/** Starts a task with the very command of deno.json. */
export function start(
  task: Task,
  args: readonly string[],
  { permissions, wrapper = [] }: StartOptions = {},
): Deno.ChildProcess {
  const [program, ...words]: string[] = manifest.tasks[task].split(" ");
  if (program !== "deno" || words[0] !== "run" || !words.includes("--no-prompt")) {
    throw new Error(`Task "${task}" is not one "deno run --no-prompt ..."`);
  }
  const allowed = permissions === undefined
    ? words
    : words.filter((word) => !word.startsWith("--allow")).toSpliced(1, 0, ...permissions);
  // Nothing may be fetched once the packages are installed.
  const command = [Deno.execPath(), ...allowed.toSpliced(1, 0, "--cached-only"), ...args];
  const [executable, ...rest] = [...wrapper, ...command];
  return new Deno.Command(executable!, {
    args: rest,
    cwd: ROOT,
    clearEnv: true,
    env: { ...ENVIRONMENT, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs a task to its end. */
export async function run(
  task: Task,
  args: readonly string[],
  options?: StartOptions,
): Promise<Outcome> {
  return outcomeOf(await start(task, args, options).output());
}

/** Runs a task that must succeed, and returns what it printed. */
export async function succeed(task: Task, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(task, args);
  if (code !== 0 || stderr !== "") throw new Error(`${task} ended with ${code}:\n${stderr}`);
  return stdout;
}

/** Runs a task and sends it `signal` as soon as it has printed `text`. */
export async function interrupt(
  task: Task,
  args: readonly string[],
  text: string,
  signal: Deno.Signal,
): Promise<Outcome> {
  const child = start(task, args);
  const stderr = new Response(child.stderr).text();
  let stdout = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    const seen = stdout.includes(text);
    stdout += chunk;
    if (!seen && stdout.includes(text)) child.kill(signal);
  }
  return { code: (await child.status).code, stdout, stderr: await stderr };
}

/** A new folder where tasks may write; `path` is relative to the project, as users type it. */
export async function workFolder(): Promise<{ path: string } & AsyncDisposable> {
  await Deno.mkdir(`${ROOT}runs`, { recursive: true });
  const absolute = await Deno.makeTempDir({ dir: `${ROOT}runs`, prefix: "test-" });
  return {
    path: absolute.slice(ROOT.length),
    [Symbol.asyncDispose]: () => Deno.remove(absolute, { recursive: true }),
  };
}

/** A process's exit code and what it printed, as text. */
export function outcomeOf({ code, stdout, stderr }: Deno.CommandOutput): Outcome {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
