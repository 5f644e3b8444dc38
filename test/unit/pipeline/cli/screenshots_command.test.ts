import { decode } from "fast-png";
import manifest from "../../../../deno.json" with { type: "json" };
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../../../pipeline/chromium.ts";
import { requirement } from "../../../_require.ts";
import { outcomeOf } from "../../../smoke/_commands.ts";

const ROOT = decodeURIComponent(new URL("../../../../", import.meta.url).pathname);
const inChromium = requirement("chromium", findChromium() !== undefined);

let folder: string;
beforeAll(async () => {
  folder = await Deno.makeTempDir();
});
afterAll(() => Deno.remove(folder, { recursive: true }));

/** Runs the command as its task does, with `path` to look for Chromium in. */
async function screenshots(run: string, path = Deno.env.get("PATH")!) {
  return outcomeOf(
    await new Deno.Command(Deno.execPath(), {
      args: [
        ...manifest.tasks.screenshots.split(" ").slice(1),
        ...["--run", run, "--out", `${folder}/out`],
      ],
      cwd: ROOT,
      env: { PATH: path, NO_COLOR: "1" },
      stdin: "null",
    }).output(),
  );
}

async function report(name: string, body: string): Promise<string> {
  await Deno.mkdir(`${folder}/${name}`);
  await Deno.writeTextFile(`${folder}/${name}/report.html`, `<!doctype html>${body}`);
  return `${folder}/${name}`;
}

describe("deno task screenshots", () => {
  inChromium(
    "writes the whole report in light, dark and on a phone, in parts where it is high",
    async () => {
      const run = await report(
        "a run",
        `<style>body{margin:0;height:2000px;background:#fff}
@media(prefers-color-scheme:dark){body{background:#000}}
@media(max-width:400px){body{height:17000px;background:red}}</style>`,
      );
      const { code, stdout, stderr } = await screenshots(run);
      expect([code, stderr]).toEqual([0, ""]);
      const files = stdout.trimEnd().split("\n");
      const pictures = await Promise.all(files.map(async (file) => {
        const { width, height, data } = decode(await Deno.readFile(file));
        return [file.slice(folder.length), width, height, ...data.slice(0, 3)];
      }));
      expect(pictures).toEqual([
        ["/out/report-light.png", 1200, 2000, 255, 255, 255],
        ["/out/report-dark.png", 1200, 2000, 0, 0, 0],
        ["/out/report-phone.png", 390, 16_000, 255, 0, 0],
        ["/out/report-phone-2.png", 390, 1000, 255, 0, 0],
      ]);
    },
    60_000,
  );

  it("says where Chromium was looked for and how to get it", async () => {
    const { code, stdout, stderr } = await screenshots(await report("other", "text"), "/nowhere");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(
      "Error: Cannot find Chromium: none of chromium, chromium-browser, google-chrome, " +
        "google-chrome-stable is in a folder of PATH. Install it, on Debian with: " +
        "apt-get install chromium\n",
    );
  }, 60_000);

  it("says which report is missing", async () => {
    const { code, stderr } = await screenshots("runs/gone");
    expect(code).toBe(1);
    expect(stderr).toContain('Error: Cannot find "runs/gone/report.html". Give the folder of a');
  }, 60_000);
});
