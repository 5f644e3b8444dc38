import { basename, dirname } from "node:path";

/** All files below a folder with their sizes, as paths relative to it with `/`, sorted; none where it does not exist. */
export async function listFiles(folder: string): Promise<Map<string, number>> {
  const files = new Map<string, number>();
  const collect = async (below: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(`${folder}/${below}`)) {
      const path = below === "" ? name : `${below}/${name}`;
      if (isDirectory) await collect(path);
      else files.set(path, (await Deno.stat(`${folder}/${path}`)).size);
    }
  };
  try {
    await collect("");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return new Map([...files].sort(([a], [b]) => a < b ? -1 : 1));
}

/** Copies a folder with all that is in it. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for (const path of (await listFiles(from)).keys()) {
    const slash = path.lastIndexOf("/");
    if (slash >= 0) await Deno.mkdir(`${to}/${path.slice(0, slash)}`, { recursive: true });
    await Deno.copyFile(`${from}/${path}`, `${to}/${path}`);
  }
}

/**
 * Puts a finished folder in the place of another: a reader sees the old one or the new one. When it fails, the old
 * one is back.
 */
export async function replaceFolder(finished: string, place: string): Promise<void> {
  const old = `${finished}.old`;
  const had = await rename(place, old);
  try {
    await Deno.rename(finished, place);
  } catch (error) {
    if (had) await Deno.rename(old, place);
    throw error;
  }
  if (had) await Deno.remove(old, { recursive: true });
}

async function rename(from: string, to: string): Promise<boolean> {
  try {
    await Deno.rename(from, to);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** What a killed process left beside `place` is removed after so many milliseconds: until then it may still be at work. */
const LEFT_OVER = 3_600_000;

async function removeLeftOvers(place: string): Promise<void> {
  const [folder, base] = [dirname(place), basename(place)];
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.startsWith(`${base}.`) || !/\.[0-9a-f]{8}\.tmp(\.old)?$/.test(name)) continue;
    const { mtime } = await Deno.stat(`${folder}/${name}`);
    if (Date.now() - (mtime?.getTime() ?? 0) < LEFT_OVER) continue;
    await Deno.remove(`${folder}/${name}`, { recursive: true });
  }
}

/** Runs `make` on an empty folder beside `place`, and puts it there once it is finished. */
export async function makeFolder(
  place: string,
  make: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = `${place}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    await Deno.mkdir(folder, { recursive: true });
    await removeLeftOvers(place);
    await make(folder);
    await replaceFolder(folder, place);
  } catch (error) {
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    throw error;
  }
}
