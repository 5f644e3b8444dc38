import { describe, expect, it } from "vitest";
import { codeVersion } from "../../../pipeline/code_version.ts";

const FILES: Readonly<Record<string, string>> = {
  "deno.json": `{ "imports": { "zod": "npm:zod@4.0.0", "left-pad": "npm:left-pad@1.0.0" } }`,
  "main.ts": `import { a } from "./lib/a.ts";\nimport type { T } from "./types.ts";\n` +
    `import { z } from "zod/mini";\nimport "node:path";\n`,
  "lib/a.ts": `import { b } from "./b.ts";\nexport const a = b;\n`,
  "lib/b.ts": `import { a } from "./a.ts";\nexport const b = () => a;\n`,
  "types.ts": `export interface T {}\n`,
  "other.ts": `export const other = 1;\n`,
};

async function versionOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/lib`);
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    return await codeVersion(`file://${folder}/main.ts`, new URL(`file://${folder}/`));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

describe("codeVersion", () => {
  it("is the same wherever the project lies", async () => {
    expect(await versionOf(FILES)).toMatch(/^[0-9a-f]{64}$/);
    expect(await versionOf(FILES)).toBe(await versionOf(FILES));
  });

  it.each([
    ["the module", "main.ts", "import {", "import  {", true],
    ["a module that it imports", "lib/a.ts", "= b", "= 1", true],
    ["a module that one of those imports", "lib/b.ts", "=> a", "=> 1", true],
    ["the pinned version of a package", "deno.json", "zod@4.0.0", "zod@4.0.1", true],
    ["the version of another package", "deno.json", "left-pad@1.0.0", "left-pad@1.0.1", false],
    ["a module that it imports types from", "types.ts", "T {", "T { a: 1 ", false],
    ["another module", "other.ts", "1", "2", false],
  ])("follows a change of %s: %s", async (_, name, before, after, changes) => {
    const changed = { ...FILES, [name]: FILES[name]!.replace(before, after) };
    expect(changed[name]).not.toBe(FILES[name]);
    expect(await versionOf(changed) !== await versionOf(FILES)).toBe(changes);
  });

  it("reads this project's own modules", async () => {
    const url = new URL("../../../pipeline/runner.ts", import.meta.url);
    expect(await codeVersion(url.href)).toMatch(/^[0-9a-f]{64}$/);
  });

  it("fails where an imported module is missing", async () => {
    await expect(versionOf({ ...FILES, "lib/a.ts": `import "./gone.ts";` }))
      .rejects.toThrow(Deno.errors.NotFound);
  });
});
