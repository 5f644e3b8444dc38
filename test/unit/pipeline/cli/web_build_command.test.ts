import { describe, expect, it } from "vitest";
import manifest from "../../../../deno.json" with { type: "json" };
import { readPageRecord } from "../../../../pipeline/web/page_record.ts";
import { waitForLock } from "../../../../pipeline/web/wait_for_lock.ts";
import { folderWith } from "../web/_folder.ts";

describe("deno task web:build", () => {
  it("waits while the pipeline is at the page, and then builds it", async () => {
    await using folder = await folderWith();
    const page = `${folder.path}/page`;
    const lock = await waitForLock(`${page}.lock`, () => {});
    await using child = new Deno.Command(Deno.execPath(), {
      args: [...manifest.tasks["web:build"].split(" ").slice(1), "--out", `${page}/`],
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const messages = child.stderr.pipeThrough(new TextDecoderStream() as never)
      .getReader() as ReadableStreamDefaultReader<string>;
    const { value } = await messages.read();
    expect(value).toBe(`${page}.lock: another process is at work, waiting for it to end\n`);
    expect(await names(folder.path)).toEqual(["page.lock"]);
    lock[Symbol.dispose]();
    expect(await messages.read()).toMatchObject({ done: true });
    expect([await child.stdout.text(), await child.status]).toMatchObject([
      `${page}/site/\n`,
      { success: true },
    ]);
    expect(await names(folder.path)).toEqual(["page", "page.lock"]);
    expect((await readPageRecord(page))?.firstVisit.wasm).toHaveLength(1);
  }, 240_000);
});

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}
