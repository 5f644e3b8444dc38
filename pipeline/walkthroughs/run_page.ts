import { TextLineStream } from "./_text_lines.ts";
import { join } from "node:path";
import type { Page } from "./page.ts";
import { markerOf, type Program, programsOf } from "./programs.ts";

/** How to run a page. */
export interface RunPageOptions {
  /** The project's root, which the page's imports are resolved from. */
  readonly root: string;
  /** An empty folder below the root: the working folder of the page's programs. */
  readonly folder: string;
  /** Whether to take the values of a short run. */
  readonly short: boolean;
  /** The Deno that runs the programs. @default {Deno.execPath()} */
  readonly deno?: string;
  /** Takes what the programs print, line by line. */
  readonly onLine?: (line: string) => void;
  /** Ends the programs. */
  readonly signal?: AbortSignal;
}

/** A page of which a block failed. */
export class PageError extends Error {
  /** @internal */
  override name = "PageError";
}

/**
 * Runs a page's blocks from top to bottom, each program in a process that may read the project and
 * write to `folder` alone.
 *
 * @returns What each block printed, without the line end at the end.
 * @throws {PageError} When a block fails: names its line.
 */
export async function runPage(page: Page, options: RunPageOptions): Promise<string[]> {
  const token = `block-${crypto.randomUUID()}`;
  const outputs: string[] = [];
  for (const [i, program] of programsOf(page, { short: options.short, token }).entries()) {
    const path = join(options.folder, `program_${i + 1}.ts`);
    await Deno.writeTextFile(path, program.source);
    outputs.push(...await runProgram(path, program, token, options));
  }
  return outputs;
}

async function runProgram(
  path: string,
  { blocks }: Program,
  token: string,
  { root, folder, deno = Deno.execPath(), onLine, signal }: RunPageOptions,
): Promise<string[]> {
  const child = new Deno.Command(deno, {
    args: ["run", ...permissions(root, folder), path],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(signal === undefined ? {} : { signal }),
  }).spawn();
  const stderr = new Response(child.stderr).text();
  const markers = new Map(blocks.map(({ line }, i) => [markerOf(token, line), i]));
  const outputs: string[][] = blocks.map(() => []);
  let current = -1;
  for await (const line of child.stdout.pipeThrough(new TextLineStream())) {
    const next = markers.get(line);
    if (next !== undefined) current = next;
    else {
      outputs[current]?.push(line);
      onLine?.(line);
    }
  }
  const { code } = await child.status;
  const message = (await stderr).trim();
  if (code !== 0 || message !== "") {
    const line = blocks[Math.max(0, current)]!.line;
    throw new PageError(
      `Cannot run the page: the block in line ${line} ` +
        `${code === 0 ? "printed to standard error" : `ended with code ${code}`}: ${message}`,
    );
  }
  return outputs.map((lines) => lines.join("\n").trimEnd());
}

/** What the programs of a page may do. */
function permissions(root: string, folder: string): string[] {
  return [
    "--no-prompt",
    "--no-check",
    "--quiet",
    `--allow-read=${root},/usr/share/datasets`,
    `--allow-write=${folder}`,
    `--allow-ffi=${join(root, "node_modules")}`,
    "--allow-sys=cpus,systemMemoryInfo",
  ];
}
