import { type ElfFile, readElf } from "./elf.ts";
import { LibraryError } from "./error.ts";

/**
 * Checks that a shared object is whole and for this processor; the loader would crash on half a
 * file. On other systems than Linux nothing is checked.
 *
 * @param arch The processor, as Deno names it.
 * @throws {LibraryError} If it is not a shared object, is truncated, or is for another processor.
 */
export function checkFile(path: string, arch: string = Deno.build.arch): void {
  if (Deno.build.os !== "linux") return;
  const elf = readElfFile(path);
  if (elf.arch !== arch) {
    throw new LibraryError(
      `Cannot load ${path}: it is for ${elf.arch}, this machine is ${arch}. ` +
        `Install TensorFlow for ${arch}`,
      path,
    );
  }
  const { size } = Deno.statSync(path);
  if (size < elf.size) {
    throw new LibraryError(
      `Cannot load ${path}: it is truncated, ${size} of ${elf.size} bytes. Install it again`,
      path,
    );
  }
}

/**
 * Reads the header of a shared object in a file.
 *
 * @throws {LibraryError} If the file is not one.
 */
export function readElfFile(path: string): ElfFile {
  using file = Deno.openSync(path);
  try {
    return readElf((offset, length) => {
      file.seekSync(offset, Deno.SeekMode.Start);
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const count = file.readSync(bytes.subarray(done));
        if (count === null) break;
        done += count;
      }
      return bytes.subarray(0, done);
    });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new LibraryError(`Cannot load ${path}: ${error.message}. Install it again`, path, {
      cause: error,
    });
  }
}
