import { DataError } from "./data_error.ts";
import { explainReadFailure } from "./read_file.ts";

/**
 * What lies in a folder, sorted by name; folders and files of the system (`.DS_Store`) left out.
 *
 * @throws {DataError} When the folder cannot be read.
 */
export async function listFolder(folder: string): Promise<{ files: string[]; folders: string[] }> {
  const files: string[] = [];
  const folders: string[] = [];
  try {
    for await (const { name, isDirectory, isSymlink } of Deno.readDir(folder)) {
      if (name.startsWith(".")) continue;
      const isFolder = isSymlink ? (await Deno.stat(`${folder}/${name}`)).isDirectory : isDirectory;
      (isFolder ? folders : files).push(name);
    }
  } catch (error) {
    throw new DataError(
      folder,
      `Cannot read the data folder "${folder}": ${explainReadFailure(error, folder)}`,
      { cause: error },
    );
  }
  return { files: files.sort(), folders: folders.sort() };
}

/** A path without the slashes at its end. */
export function trimSlashes(folder: string): string {
  return folder.replace(/(?<=.)[/\\]+$/, "");
}

/** The last name of a path that is one. */
export function baseName(folder: string): string {
  return folder.split(/[/\\]/).filter((part) => part !== "" && part !== "." && part !== "..")
    .at(-1) ?? "data";
}
