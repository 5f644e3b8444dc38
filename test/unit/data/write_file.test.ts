import { describe, expect, it } from "vitest";
import { explainWriteFailure, writeFileAtomic } from "../../../src/data/write_file.ts";
import { errorOf, temporaryFolder } from "./_fixtures.ts";

const MODULE = new URL("../../../src/data/write_file.ts", import.meta.url).href;

async function names(folder: string): Promise<string[]> {
  const entries: string[] = [];
  for await (const { name } of Deno.readDir(folder)) entries.push(name);
  return entries.sort();
}

describe("writeFileAtomic", () => {
  it.each([
    ["text as UTF-8", "größe ✓", new TextEncoder().encode("größe ✓")],
    ["bytes", Uint8Array.of(0, 255, 10), Uint8Array.of(0, 255, 10)],
    ["nothing", "", new Uint8Array()],
  ])("writes %s into new folders", async (_title, data, expected) => {
    const folder = await temporaryFolder();
    await writeFileAtomic(`${folder}/a/b/file`, data);
    expect(await Deno.readFile(`${folder}/a/b/file`)).toEqual(expected);
    expect(await names(`${folder}/a/b`)).toEqual(["file"]);
  });

  it("replaces a file", async () => {
    const folder = await temporaryFolder();
    await writeFileAtomic(`${folder}/file`, "a long first text");
    await writeFileAtomic(`${folder}/file`, "second");
    expect(await Deno.readTextFile(`${folder}/file`)).toBe("second");
  });

  it("lets parallel writers of one file all succeed, and one of them win whole", async () => {
    const folder = await temporaryFolder();
    const texts = Array.from({ length: 10 }, (_, i) => String(i).repeat(10_000));
    await Promise.all(texts.map((text) => writeFileAtomic(`${folder}/file`, text)));
    expect(texts).toContain(await Deno.readTextFile(`${folder}/file`));
    expect(await names(folder)).toEqual(["file"]);
  });

  it.each([
    ["a folder of that name", "taken", "a folder has this name. Move it away"],
    ["a full folder of that name", "full", "a folder has this name. Move it away"],
    ["a file as parent", "file/x.json", "a file stands where one of its folders should be"],
    ["a file as grandparent", "file/y/x.json", "a file stands where one of its folders should be"],
    ["a name that is too long", "n".repeat(300), "the name is too long for this file system"],
  ])("explains %s and leaves no temporary file", async (_title, name, reason) => {
    const folder = await temporaryFolder();
    await Deno.mkdir(`${folder}/taken`);
    await Deno.mkdir(`${folder}/full/inner`, { recursive: true });
    await Deno.writeTextFile(`${folder}/file`, "old");
    const error = await errorOf(() => writeFileAtomic(`${folder}/${name}`, "new"));
    expect(error.message).toContain(`Cannot write "${folder}/${name}": ${reason}`);
    expect(error.cause).toBeInstanceOf(Error);
    expect(await names(folder)).toEqual(["file", "full", "taken"]);
    expect(await Deno.readTextFile(`${folder}/file`)).toBe("old");
  });

  it("keeps the old file and removes the temporary one when the write breaks off", async () => {
    const folder = await temporaryFolder();
    await Deno.writeTextFile(`${folder}/file`, "old");
    // A limit of 8 blocks of 512 bytes: the kernel cuts the write off in the middle.
    const script = `import { writeFileAtomic } from "${MODULE}";
      await writeFileAtomic("${folder}/file", new Uint8Array(1e6)).catch((e) => console.log(e.message));`;
    const { stdout } = await new Deno.Command("sh", {
      args: ["-c", `trap '' XFSZ; ulimit -f 8; exec "$0" eval "$1"`, Deno.execPath(), script],
      stderr: "null",
    }).output();
    expect(new TextDecoder().decode(stdout)).toContain(
      `Cannot write "${folder}/file": File too large`,
    );
    expect(await names(folder)).toEqual(["file"]);
    expect(await Deno.readTextFile(`${folder}/file`)).toBe("old");
  });

  it("names the permissions that Deno needs", async () => {
    const folder = await temporaryFolder();
    await Deno.writeTextFile(
      `${folder}/script.ts`,
      `import { writeFileAtomic } from "${MODULE}";
       await writeFileAtomic("${folder}/file", "x").catch((e) => console.log(e.message));`,
    );
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-config", `${folder}/script.ts`],
      stderr: "null",
    }).output();
    expect(new TextDecoder().decode(stdout)).toContain(
      `Deno has no permission for it. Add --allow-read="${folder}" --allow-write="${folder}"`,
    );
  });
});

describe("explainWriteFailure", () => {
  it("recognises a full disk", async () => {
    const error = await errorOf(() => Deno.writeFile("/dev/full", Uint8Array.of(1)));
    expect(explainWriteFailure(error, "x")).toBe(
      "the disk is full. Free some space or choose a folder on another disk",
    );
  });

  it.each(["EROFS", "EACCES", "EPERM", "EDQUOT"])("has a remedy for %s", (code) => {
    const error = Object.assign(new Error("raw"), { code });
    expect(explainWriteFailure(error, "x")).toMatch(/\. (Choose|Change|Free) /);
  });

  it("hands on what it does not know", () => {
    expect(explainWriteFailure(new Error("quantum flux"), "x")).toBe(
      "quantum flux. Try another folder",
    );
  });
});
