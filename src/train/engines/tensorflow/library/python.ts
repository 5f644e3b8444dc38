import { delimiter, dirname, join } from "node:path";

/** What is known about the Python that a person uses. */
export interface PythonSearch {
  /** Reads an environment variable; `undefined` where it is not set or may not be read. */
  readonly env: (name: string) => string | undefined;
  /** Runs Python and gives what it prints; `undefined` where that is not allowed or fails. */
  readonly runPython: (program: string, code: string) => string | undefined;
}

/** Folders in which the active Python looks for packages. */
export interface SitePackages {
  readonly folders: readonly string[];
  /** Why there are none. */
  readonly absent?: string;
}

/** Prints the folders, which only Python itself knows where it is started by a script. */
const CODE = "import sys; print('\\n'.join(sys.path))";

/**
 * The active Python's folders: those of the virtual environment that `VIRTUAL_ENV` names, else of
 * the first `python3` on `PATH`, by its place; it is run only where that place holds no packages, as
 * with pyenv's scripts.
 */
export function sitePackages({ env, runPython }: PythonSearch): SitePackages {
  const active = env("VIRTUAL_ENV");
  if (active) return { folders: packageFolders(active) };
  const program = findProgram("python3", env("PATH") ?? "");
  if (program === undefined) return { folders: [], absent: "no python3 on PATH" };
  const roots = [program, realPath(program)].map((path) => dirname(dirname(path)));
  const folders = [...new Set(roots)].flatMap(packageFolders);
  if (folders.some((folder) => exists(join(folder, "tensorflow")))) return { folders };
  const printed = runPython(program, CODE);
  if (printed === undefined) return { folders, absent: `${program} could not be run` };
  const paths = printed.split("\n").filter((line) => line.startsWith("/"));
  return { folders: [...new Set([...folders, ...paths])] };
}

/** Package folders below a prefix: a virtual environment's, and Debian's. */
function packageFolders(root: string): string[] {
  const lib = join(root, "lib");
  const versions = list(lib).filter((name) => /^python3(\.\d+)?$/.test(name));
  return versions.flatMap((version) =>
    ["site-packages", "dist-packages"].map((name) => join(lib, version, name))
  ).filter(exists);
}

function findProgram(name: string, path: string): string | undefined {
  return path.split(delimiter).filter((folder) => folder !== "")
    .map((folder) => join(folder, name)).find(exists);
}

function list(path: string): string[] {
  try {
    return [...Deno.readDirSync(path)].map(({ name }) => name);
  } catch {
    return [];
  }
}

function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
