import type { WheelPlatform } from "./platform.ts";
import { requirementText, type WheelSource } from "./wheel_source.ts";

/** A Python whose wheels TensorFlow has for certain; the library in them is the same for all. */
const OTHER_PYTHON = "3.12";

/** How {@linkcode pipSource} shows what it does. */
export interface PipOptions {
  /** Whether pip's own progress bar may be shown. */
  readonly isTerminal: boolean;
}

/**
 * pip, Python's ordinary client, of one Python. Where that Python is too old or too new for
 * TensorFlow, it takes the wheel for another one.
 *
 * @param python A program that this process may run.
 */
export function pipSource(
  python: string,
  platform: WheelPlatform,
  { isTerminal }: PipOptions,
): WheelSource {
  const download = async (folder: string, args: readonly string[]) => {
    const { success, stderr } = await pip(python, [
      ..."download --no-deps --only-binary :all: --retries 1 --dest".split(" "),
      folder,
      ...(isTerminal ? [] : ["--quiet"]),
      ...args,
    ], isTerminal);
    return success ? undefined : stderr;
  };
  return {
    description: `${python} -m pip`,
    async fetch(requirement, folder) {
      const name = requirementText(requirement);
      const before = new Set(namesIn(folder));
      let problem = await download(folder, [name]);
      if (problem !== undefined && /No matching distribution/.test(problem)) {
        const platforms = platform.pip.flatMap((tag) => ["--platform", tag]);
        const other = ["--implementation", "cp", "--python-version", OTHER_PYTHON, ...platforms];
        problem = await download(folder, [...other, name]);
      }
      if (problem !== undefined) throw new Error(explainPip(problem));
      const file = namesIn(folder).find((entry) => entry.endsWith(".whl") && !before.has(entry));
      if (file === undefined) throw new Error("pip left no wheel");
      return `${folder}/${file}`;
    },
  };
}

async function pip(
  python: string,
  args: readonly string[],
  isTerminal: boolean,
): Promise<{ success: boolean; stderr: string }> {
  const command = new Deno.Command(python, {
    args: ["-m", "pip", "--no-input", "--disable-pip-version-check", ...args],
    stdin: "null",
    stdout: isTerminal ? "inherit" : "null",
    stderr: "piped",
  });
  try {
    const { success, stderr } = await command.output();
    return { success, stderr: new TextDecoder().decode(stderr) };
  } catch (error) {
    const absent = error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable;
    if (absent) throw new Error("it is not installed", { cause: error });
    throw error;
  }
}

/** pip's messages, of which the last often does not say why. */
export function explainPip(stderr: string): string {
  if (/No module named pip/.test(stderr)) return "this Python has no pip";
  if (/No space left on device/.test(stderr)) {
    return "the disk is full. Free some space, or set TMPDIR to a folder on another disk";
  }
  const unreachable =
    /Failed to (?:establish a new connection|resolve)|name resolution|ConnectTimeout|ProxyError|Network is unreachable/;
  if (unreachable.test(stderr)) return "no network, or the package index cannot be reached";
  const lines = stderr.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const errors = lines.filter((line) => line.startsWith("ERROR:"));
  return (errors.at(-1) ?? lines.at(-1) ?? "it printed no reason").replace(/^ERROR: /, "");
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}
