/**
 * Writes `data` to `path` so that a reader sees the old file or the whole new one, never a part:
 * the bytes go to a temporary name in the same folder, which is then renamed. Missing parent
 * folders are made. After a failure the old file is as it was and the temporary one is gone.
 *
 * Needs read and write permission for the folder of `path` (Deno asks both for a rename).
 *
 * @param data Bytes, or text that is stored as UTF-8.
 * @throws {Error} When the file cannot be written: names the path, the reason and the remedy, and
 * carries the operating system's error as `cause`.
 *
 * @example
 * ```ts
 * import { writeFileAtomic } from "./write_file.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await writeFileAtomic(`${folder}/new/history.json`, "{}");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    await Deno.mkdir(folderOf(path), { recursive: true });
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    await Deno.writeFile(temporary, bytes);
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw new Error(`Cannot write "${path}": ${explainWriteFailure(error, path)}`, {
      cause: error,
    });
  }
}

/**
 * What the failure `error` of a write to `path` means and what to do about it, for the end of an
 * error message.
 */
export function explainWriteFailure(error: unknown, path: string): string {
  if (error instanceof Deno.errors.NotCapable) {
    return `Deno has no permission for it. Add --allow-read="${folderOf(path)}" ` +
      `--allow-write="${folderOf(path)}"`;
  }
  const code = (error as { code?: unknown } | null)?.code;
  const explanation = typeof code === "string" ? EXPLANATIONS[code] : undefined;
  if (explanation !== undefined) return explanation;
  const message = error instanceof Error ? error.message : String(error);
  // Deno adds what it did: ": writefile 'a/history.json.1f0a.tmp'".
  return `${message.replace(/: \w+ '[^']*'(?: -> '[^']*')?$/, "")}. Try another folder`;
}

const FILE_IN_THE_WAY =
  "a file stands where one of its folders should be. Move that file away or choose another folder";

const EXPLANATIONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full. Free some space or choose a folder on another disk",
  EDQUOT: "your disk quota is used up. Free some space or choose a folder on another disk",
  EROFS: "the disk is read-only. Choose a folder on another disk",
  EACCES: "you may not write there. Change the folder's access rights or choose another folder",
  EPERM: "you may not write there. Change the folder's access rights or choose another folder",
  EISDIR: "a folder has this name. Move it away or choose another file name",
  EEXIST: FILE_IN_THE_WAY,
  ENOTDIR: FILE_IN_THE_WAY,
  ENAMETOOLONG: "the name is too long for this file system. Choose a shorter one",
};

function folderOf(path: string): string {
  const end = path.search(/[/\\][^/\\]*$/);
  return end < 0 ? "." : end === 0 ? path.slice(0, 1) : path.slice(0, end);
}
