import { beforeAll, describe, expect, vi } from "vitest";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { conductOf, itInChromium, type Page } from "./_browser.ts";
import { builtSite } from "./_built_site.ts";
import { firstOfEachDigit, type HandDrawing } from "./_hand.ts";
import { drawOn } from "./_pen.ts";
import { useSite } from "./_site.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

const EXAMPLES = [
  ["a plain script", "script.html", "#pad", "#clear"],
  ["a bundler", "bundler.html", "onnx-classifier canvas", "onnx-classifier #clear"],
  ["a single file", "single.html", "onnx-classifier canvas", "onnx-classifier #clear"],
] as const;

/** A page with nothing but the element; what it tells is in `told`. */
const ELEMENT = `<!doctype html><link rel="icon" href="data:,">
<script>
  globalThis.told = [];
  for (const name of ["ready", "prediction", "failure"]) {
    addEventListener(name, ({ detail }) => told.push([name, detail.label ?? detail.name, detail.status]));
  }
</script>
<script type="module" src="kit/classifier.js"></script>
<onnx-classifier model-url="model/MODEL"></onnx-classifier>`;

describe("the element with its attribute", () => {
  const site = useSite("digits");

  /** The page, after the first event that the element sent. */
  async function openWith(model: string): Promise<Page> {
    const page = await site.blank();
    const url = new URL("element.html", site.url).href;
    await page.route(
      url,
      (route) => route.fulfill({ contentType: "text/html", body: ELEMENT.replace("MODEL", model) }),
    );
    await page.goto(url);
    await page.waitForFunction("told.length > 0");
    return page;
  }
  const told = (page: Page) => page.evaluate<unknown[][]>("told");

  itInChromium("reads a digit", async () => {
    const page = await openWith("model.onnx");
    expect((await told(page)).map(([name]) => name)).toEqual(["ready"]);
    const [zero] = await firstOfEachDigit();
    await drawOn(page, zero!.strokes, { canvas: "onnx-classifier canvas", calm: true });
    await page.locator("onnx-classifier", { hasText: /0, [\d.]+ %/ }).waitFor();
    expect((await told(page)).at(-1)!.slice(0, 2)).toEqual(["prediction", "0"]);
  });

  itInChromium("tells and shows that there is no model", async () => {
    const page = await openWith("gone.onnx");
    expect(await told(page)).toEqual([["failure", "ModelLoadError", 404]]);
    const shown = page.locator("onnx-classifier", { hasText: `${site.url}model/gone.onnx` });
    await shown.waitFor({ timeout: 5000 });
  });
});

describe("the example page for", () => {
  const site = useSite("digits");
  let digits: HandDrawing[];
  beforeAll(async () => {
    digits = await firstOfEachDigit();
  });

  /** Draws three digits on an example and expects that it reads them. */
  async function draws(page: Page, canvas: string, clear: string): Promise<void> {
    await page.locator("#result", { hasText: /^(Draw something|Ready after \d+ ms|)$/ })
      .waitFor({ state: "attached" });
    for (const digit of [0, 3, 7]) {
      await drawOn(page, digits[digit]!.strokes, { canvas, calm: true });
      await page.locator("#result", { hasText: new RegExp(`^${digit}, [\\d.]+ %$`) }).waitFor();
      await page.locator(clear).click();
    }
  }

  itInChromium.each(EXAMPLES)("%s reads digits", async (_title, file, canvas, clear) => {
    const page = await site.blank();
    // Chromium asks for one by itself.
    await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
    const { complaints, requests } = conductOf(page);
    await page.goto(new URL(`examples/${file}`, site.url).href);
    await draws(page, canvas, clear);
    expect(requests.filter((url) => !url.startsWith(site.url))).toEqual([]);
    expect(complaints).toEqual([]);
    if (file === "single.html") expect(requests).toHaveLength(1);
  });

  itInChromium("a single file works without a server", async () => {
    const page = await site.blank();
    const file = resolve(await builtSite("digits"), "examples/single.html");
    await page.goto(pathToFileURL(file).href);
    await draws(page, "onnx-classifier canvas", "onnx-classifier #clear");
  });

  itInChromium.each(EXAMPLES)("%s takes under 60 lines", async (_title, file) => {
    const sources = file === "bundler.html"
      ? ["bundler/index.html", "bundler/main.ts", "bundler/vite.config.js"]
      : [file];
    for (const source of sources) {
      const lines = (await Deno.readTextFile(`web/examples/${source}`)).trimEnd().split("\n");
      expect(lines.length, source).toBeLessThan(60);
    }
  });
});
