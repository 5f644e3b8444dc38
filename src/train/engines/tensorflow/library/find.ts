import { join } from "node:path";
import { checkFile } from "./check_file.ts";
import { LibraryError } from "./error.ts";
import { type Place, places, type SearchOptions } from "./places.ts";
import { readVariable, runProgram } from "./system.ts";

/** A library that was found. */
export interface TensorflowLibrary {
  /** Where it was found: `"--tf-lib"`, `"TF_LIB_DIR"`, `"Python"` and so on. */
  readonly source: string;
  /** The folder with the shared objects, absolute. */
  readonly directory: string;
  /** The shared object to load, absolute. */
  readonly path: string;
}

/** Options of {@linkcode findLibrary}. */
export interface FindOptions extends Partial<SearchOptions> {
  /** Takes a line for each place: taken, or why it was passed over. Default: none. */
  readonly write?: (line: string) => void;
  /** A last test of a library, which throws {@linkcode LibraryError} if it fails. Default: none. */
  readonly use?: (library: TensorflowLibrary) => void;
}

/** Names of the shared object: of pip's package, then of the archive and of conda's package. */
export const LIBRARY_NAMES: readonly string[] = Deno.build.os === "darwin"
  ? ["libtensorflow_cc.2.dylib", "libtensorflow.2.dylib"]
  : ["libtensorflow_cc.so.2", "libtensorflow.so.2"];

/** pip's package has its second half in a file of its own. */
const FRAMEWORK = Deno.build.os === "darwin"
  ? "libtensorflow_framework.2.dylib"
  : "libtensorflow_framework.so.2";

const REMEDY =
  'Install one with "deno task setup:tensorflow" or "pip install tensorflow-cpu", or ' +
  "name its folder with --tf-lib";

/**
 * Looks for TensorFlow's library: in the folder that a person names by option or in `TF_LIB_DIR`, in
 * the active Python, in a conda or pixi environment, in what `deno task setup:tensorflow` fetched.
 *
 * @throws {LibraryError} If a folder that was named has no library that can be used, or no place has
 * one.
 */
export function findLibrary(options: FindOptions = {}): TensorflowLibrary {
  const { write = () => {}, use = () => {} } = options;
  const search = { env: readVariable, runPython: runProgram, ...options };
  const reasons: string[] = [];
  for (const place of places(search)) {
    const library = lookInto(place, use, (problem) => {
      if (place.named) throw problem;
      const reason = `TensorFlow from ${place.source}: passed over, ${problem.message}`;
      write(reason);
      reasons.push(reason);
    });
    if (library === undefined) continue;
    write(`TensorFlow from ${place.source}: took ${library.path}`);
    return library;
  }
  throw new LibraryError(
    `Cannot find TensorFlow's library ${LIBRARY_NAMES.join(" or ")}. ${REMEDY}.\n` +
      reasons.join("\n"),
  );
}

/** The first library of a place that can be used; `passOver` hears why others cannot, and may throw. */
function lookInto(
  place: Place,
  use: (library: TensorflowLibrary) => void,
  passOver: (problem: LibraryError) => void,
): TensorflowLibrary | undefined {
  const { source, directories, absent } = place;
  if (directories.length === 0) passOver(new LibraryError(absent ?? "not there"));
  let anyBroken = false;
  for (const directory of directories) {
    try {
      const library = libraryIn(source, directory);
      if (library === undefined) continue;
      use(library);
      return library;
    } catch (error) {
      passOver(asProblem(error, directory));
      anyBroken = true;
    }
  }
  if (directories.length > 0 && !anyBroken) passOver(noLibrary(place));
  return undefined;
}

function asProblem(error: unknown, directory: string): LibraryError {
  if (error instanceof LibraryError) return error;
  if (error instanceof Deno.errors.NotCapable) {
    return new LibraryError(`no permission: ${error.message}`, directory, { cause: error });
  }
  throw error;
}

function noLibrary({ source, directories, named }: Place): LibraryError {
  return named
    ? new LibraryError(
      `Cannot find TensorFlow in ${directories[0]}, which ${source} names: it has no ` +
        `${LIBRARY_NAMES.join(" or ")}. Name the folder that holds one, or leave ${source} out`,
    )
    : new LibraryError(`none in ${directories.join(", ")}`);
}

function libraryIn(source: string, folder: string): TensorflowLibrary | undefined {
  const name = LIBRARY_NAMES.find((entry) => isFile(join(folder, entry)));
  if (name === undefined) return undefined;
  // The loader takes a path without a folder for a name to search for.
  const directory = Deno.realPathSync(folder);
  const path = join(directory, name);
  for (const file of [join(directory, FRAMEWORK), path]) if (isFile(file)) checkFile(file);
  return { source, directory, path };
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw error;
  }
}
