import type { WheelSource } from "./wheel_source.ts";

/** Wheels that lie in a folder, as `pip download` leaves them, or a single one. */
export function folderSource(path: string): WheelSource {
  return {
    description: path,
    async fetch({ name }) {
      const stem = `${normalized(name)}-`;
      for (const file of await wheelsIn(path)) {
        const base = file.slice(file.lastIndexOf("/") + 1);
        if (normalized(base.slice(0, stem.length)) === stem) return file;
      }
      throw new Error(`it holds no wheel of ${name}`);
    },
  };
}

/** Wheels' names have `_` where packages have `-`, `_` or `.` (PEP 427). */
function normalized(name: string): string {
  return name.toLowerCase().replace(/[._-]+(?=.)/g, "_");
}

async function wheelsIn(path: string): Promise<string[]> {
  const { isFile } = await Deno.stat(path);
  if (isFile && path.endsWith(".whl")) return [path];
  if (isFile) throw new Error("it is no wheel (.whl) and no folder");
  const entries = await Array.fromAsync(Deno.readDir(path));
  return entries.map(({ name }) => `${path}/${name}`).filter((name) => name.endsWith(".whl"))
    .sort();
}
