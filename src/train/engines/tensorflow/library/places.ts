import { join } from "node:path";
import { type PythonSearch, sitePackages } from "./python.ts";

/** Where the library may be, as it is asked for. */
export interface SearchOptions extends PythonSearch {
  /** The folder that a person named, as with `--tf-lib`. Default: none. */
  readonly libDir?: string;
  /** What `deno task setup:tensorflow` fetches into. Default: `.cache/tensorflow`. */
  readonly cacheDir?: string;
}

/** Names of the environment variables that say where the library is. */
export const LIBRARY_VARIABLES: readonly string[] = [
  "TF_LIB_DIR",
  "VIRTUAL_ENV",
  "CONDA_PREFIX",
  "PATH",
];

/** A place to look at, before anything is read. */
export interface Place {
  /** How the place is called in messages. */
  readonly source: string;
  /** Folders that may hold the library, the first one preferred. */
  readonly directories: readonly string[];
  /** Whether a person named it, so that nothing else will do. */
  readonly named: boolean;
  /** Why there is no folder to look at. */
  readonly absent?: string;
}

/** The places, in the order in which they are preferred. Reading the next one may start Python. */
export function* places(options: SearchOptions): Generator<Place> {
  const { libDir, env, cacheDir = ".cache/tensorflow" } = options;
  yield named("--tf-lib", libDir, "not given");
  yield named("TF_LIB_DIR", env("TF_LIB_DIR"), "not set");

  const python = sitePackages(options);
  yield {
    source: "Python",
    directories: python.folders.map((folder) => join(folder, "tensorflow")),
    named: false,
    absent: python.absent ?? "no Python found",
  };

  const conda = env("CONDA_PREFIX");
  yield {
    source: "conda or pixi",
    directories: [...(conda ? [conda] : []), ".pixi/envs/default"].map((root) => join(root, "lib")),
    named: false,
  };

  yield {
    source: "deno task setup:tensorflow",
    directories: ["", ...subfolders(cacheDir)].flatMap((folder) => [
      join(cacheDir, folder),
      join(cacheDir, folder, "lib"),
      join(cacheDir, folder, "tensorflow"),
    ]),
    named: false,
  };
}

function named(source: string, directory: string | undefined, absent: string): Place {
  return directory
    ? { source, directories: [directory, join(directory, "lib")], named: true }
    : { source, directories: [], named: false, absent };
}

/** The newest version first, as far as names tell. */
function subfolders(path: string): string[] {
  try {
    return [...Deno.readDirSync(path)]
      .filter(({ isDirectory }) => isDirectory)
      .map(({ name }) => name)
      .sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  } catch {
    // Not there, or not to be read: looking into the folder itself says so.
    return [];
  }
}
