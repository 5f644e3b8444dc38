import { DataError } from "../data_error.ts";
import { readFile } from "../read_file.ts";
import type { Source } from "./definition.ts";

/** Programs that {@linkcode aptSource} runs. */
export interface AptTools {
  /** Downloads a package into the working directory when given `download <package>`. */
  readonly aptGet: string;
  /** Unpacks a package into a folder when given `-x <file> <folder>`. */
  readonly dpkgDeb: string;
}

/**
 * The files of a Debian or Ubuntu package, which `apt-get download` fetches and checks and
 * `dpkg-deb -x` unpacks: neither needs root, and nothing is installed. Needs permission to run both.
 *
 * @param folder Where the package has the files, without a slash in front; they end in `.gz`.
 */
export function aptSource(
  packageName: string,
  folder: string,
  { aptGet, dpkgDeb }: AptTools = { aptGet: "/usr/bin/apt-get", dpkgDeb: "/usr/bin/dpkg-deb" },
): Source {
  const description = `apt-get download ${packageName}`;
  return {
    description,
    keep: true,
    async *read(names, { workFolder, onProgress }) {
      const temporary = await Deno.makeTempDir({ dir: workFolder, prefix: "apt-" });
      try {
        const progress = { source: "apt-get", file: `${packageName}.deb` };
        onProgress?.({ ...progress, received: 0, done: false });
        await run(description, aptGet, ["download", packageName], temporary);
        const archive = await findArchive(temporary, packageName);
        const { size } = await Deno.stat(archive);
        onProgress?.({ ...progress, received: size, total: size, done: true });
        await run(description, dpkgDeb, ["-x", archive, `${temporary}/files`], temporary);
        for (const name of names) {
          const path = `${temporary}/files/${folder}/${name}.gz`;
          yield { path, bytes: await readFile(path) };
        }
      } finally {
        await Deno.remove(temporary, { recursive: true });
      }
    },
  };
}

async function findArchive(folder: string, packageName: string): Promise<string> {
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".deb")) return `${folder}/${name}`;
  }
  throw new DataError(
    folder,
    `apt-get downloaded no file for the package "${packageName}". Run "apt-get update" as root`,
  );
}

async function run(
  description: string,
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<void> {
  try {
    const command = new Deno.Command(program, { args: [...args], cwd, stdin: "null" });
    const { success, code, stdout, stderr } = await command.output();
    if (success) return;
    const output = new TextDecoder().decode(stderr) || new TextDecoder().decode(stdout);
    const last = output.trim().split("\n").at(-1) ?? "";
    throw new Error(`${program} ended with code ${code}: ${last.replace(/\.$/, "")}`);
  } catch (error) {
    throw new DataError(program, `Cannot run "${description}": ${explain(error, program)}`, {
      cause: error,
    });
  }
}

function explain(error: unknown, program: string): string {
  if (error instanceof Deno.errors.NotFound) {
    return `there is no program "${program}" (this needs Debian or Ubuntu)`;
  }
  if (error instanceof Deno.errors.NotCapable) return `Deno has no permission to run ${program}`;
  return error instanceof Error ? error.message : String(error);
}
