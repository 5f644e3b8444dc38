import { DataError } from "./data_error.ts";
import { readFile } from "./read_file.ts";

/** The files that class names are read from: the first one that a folder has. */
export const CLASS_FILES: readonly string[] = ["classes.json", "classes.txt"];

/**
 * Checks that there is something to tell apart, and that labels of one byte can number it.
 *
 * @throws {DataError} When there are fewer than 2 or more than 256 classes.
 */
export function checkNumClasses(folder: string, classNames: readonly string[]): void {
  const count = classNames.length;
  if (count >= 2 && count <= 256) return;
  const found = count === 1 ? `1 class ("${classNames[0]}")` : `${count} classes`;
  throw new DataError(
    folder,
    `The data folder "${folder}" has ${found}: expected 2 to 256. ${
      count < 2 ? "Add images of another class" : "Join some of the classes"
    }`,
  );
}

/**
 * Reads class names, in the order of the labels: from a `.json` file an array of strings, from any
 * other one name a line. Needs read permission for the file.
 *
 * @throws {DataError} When the file cannot be read, holds no names, an empty one or the same twice.
 */
export async function readClassNames(path: string): Promise<string[]> {
  const text = new TextDecoder().decode(await readFile(path));
  const names = path.endsWith(".json")
    ? parseJson(text, path)
    : text.trimEnd().split(/\r?\n/).map((line) => line.trim());
  const empty = names.indexOf("");
  if (empty >= 0) {
    throw new DataError(
      path,
      `"${path}" has no name for class ${empty}: expected one name for each class. Add it`,
    );
  }
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) {
    throw new DataError(
      path,
      `"${path}" names two classes "${repeated}": expected different names. Rename one of them`,
    );
  }
  return names;
}

function parseJson(text: string, path: string): string[] {
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch (error) {
    throw new DataError(
      path,
      `"${path}" is not valid JSON (${(error as Error).message}): expected an array of class ` +
        `names such as ["cat", "dog"]. Correct it`,
      { cause: error },
    );
  }
  if (!Array.isArray(names) || names.length === 0 || names.some((n) => typeof n !== "string")) {
    throw new DataError(
      path,
      `"${path}" holds ${text.trim().slice(0, 40)}: expected an array of class names such as ` +
        `["cat", "dog"]. Correct it`,
    );
  }
  return names.map((name: string) => name.trim());
}
