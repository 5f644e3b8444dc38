import { decode } from "fast-png";
import { afterAll, beforeAll, describe, expect, vi } from "vitest";
import manifest from "../../deno.json" with { type: "json" };
import { outcomeOf } from "../smoke/_commands.ts";
import { itInChromium } from "./_browser.ts";
import { builtSite } from "./_built_site.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const TASKS: Readonly<Record<string, string>> = manifest.tasks;

/** Runs a task with the permissions that it has. */
async function run(task: "screenshots" | "web:measure", args: readonly string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: [...TASKS[task]!.split(" ").slice(1), ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
  });
  return outcomeOf(await command.output());
}

describe("the commands that look at the web page", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await Deno.makeTempDir();
  });
  afterAll(() => Deno.remove(folder, { recursive: true }));

  itInChromium("screenshots: light, dark and on a phone, with a digit drawn", async () => {
    const { code, stdout, stderr } = await run("screenshots", [
      ...["--site", await builtSite("digits"), "--out", folder],
    ]);
    expect([code, stderr]).toEqual([0, ""]);
    const files = stdout.trimEnd().split("\n");
    const pictures = await Promise.all(files.map(async (file) => {
      const { width, data, channels } = decode(await Deno.readFile(file));
      const reds = Uint8Array.from(data).filter((_, i) => i % channels === 0);
      // The page's margin, and how much of the picture is unlike it.
      const corner = reds[0]!;
      const unlike = reds.filter((red) => Math.abs(red - corner) > 100);
      return { file: file.slice(folder.length), width, light: corner > 128, drawn: unlike.length };
    }));
    expect(pictures).toMatchObject([
      { file: "/page-light.png", width: 1200, light: true },
      { file: "/page-dark.png", width: 1200, light: false },
      { file: "/page-phone.png", width: 390, light: true },
    ]);
    for (const { drawn } of pictures) expect(drawn).toBeGreaterThan(5000);
  });

  itInChromium("web:measure: transfers and the model within their limits", async () => {
    const { stdout, stderr } = await run("web:measure", [
      ...["--site", await builtSite("digits"), "--short"],
    ]);
    const lines = stdout.trimEnd().split("\n").slice(2);
    expect(lines.map((line) => line.split(/ {2,}/)[0])).toEqual([
      "Cold transfer, gzip",
      "Cold transfer, brotli",
      "Model file",
      "From navigation to ready",
      "First prediction after pen down",
      "Prediction, median",
      "Longest task while drawing",
      "Lesson of five drawings",
    ]);
    for (const line of lines) expect(line).toMatch(/ {2,}(under )?[\d.]+ (MB|kB|ms) {2,}\S/);
    // Beside other tests, times tell nothing: CI runs the command by itself.
    expect(stderr).not.toMatch(/transfer|model file/);
    expect(stderr === "" || stderr.startsWith("Error: The page misses ")).toBe(true);
  });

  itInChromium("screenshots: something must be shown", async () => {
    const { code, stderr } = await run("screenshots", ["--out", folder]);
    expect(code).toBe(1);
    expect(stderr).toContain("expected --run, --site or both");
  });
});
