import { dirname, join } from "node:path";
import { afterEach } from "vitest";

/** Makes temporary folders with these files, and removes them after each test of the file. */
export function temporaryFolders(): (
  files: Readonly<Record<string, Uint8Array | string>>,
) => string {
  const made: string[] = [];
  afterEach(() => {
    for (const folder of made.splice(0)) Deno.removeSync(folder, { recursive: true });
  });
  return (files) => {
    const folder = Deno.realPathSync(Deno.makeTempDirSync());
    made.push(folder);
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name);
      Deno.mkdirSync(dirname(path), { recursive: true });
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      Deno.writeFileSync(path, bytes);
    }
    return folder;
  };
}
