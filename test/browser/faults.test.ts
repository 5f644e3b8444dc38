import { beforeAll, describe, expect, vi } from "vitest";
import { conductOf, itInChromium, type Page } from "./_browser.ts";
import { firstOfEachDigit, type HandDrawing } from "./_hand.ts";
import { drawOn } from "./_pen.ts";
import { clearSheet, readPage, untilReady } from "./_readout.ts";
import { useSite } from "./_site.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

const HTML = { contentType: "text/html", body: "<!doctype html><title>Not found</title>" };

/** Id of the element that has the focus. */
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id);

describe("when something is wrong, the page", () => {
  const site = useSite("digits");
  let digits: HandDrawing[];
  beforeAll(async () => {
    digits = await firstOfEachDigit();
  });

  /** What the error panel says, its details by name. */
  async function errorOf(page: Page) {
    await page.locator("#error:not([hidden])").waitFor();
    const details = await page.locator("#error-details > div").evaluateAll((rows) =>
      rows.map((row) => [
        row.querySelector("dt")!.textContent,
        row.querySelector("dd")!.textContent,
      ])
    );
    return {
      message: await page.locator("#error-message").innerText(),
      details: Object.fromEntries(details) as Record<string, string>,
    };
  }

  itInChromium.each([
    ["the model is missing", "**/model/*.onnx", { status: 404, ...HTML }, "404", "text/html"],
    ["the server fails", "**/model/*.onnx", { status: 500, body: "" }, "500", undefined],
    ["a page comes in place of the model", "**/model/*.onnx", HTML, "HTML page", "text/html"],
    ["a page comes in place of the wasm", "**/*.wasm", HTML, "HTML page", "text/html"],
    ["the wasm is missing", "**/*.wasm", { status: 404, ...HTML }, "404", "text/html"],
    ["the manifest is missing", "**/manifest.json", { status: 404, ...HTML }, "404", "text/html"],
    ["a page comes in place of the manifest", "**/manifest.json", HTML, "JSON", "text/html"],
  ])("says what and where: %s", async (_title, pattern, answer, said, type) => {
    const page = await site.blank();
    const asked: string[] = [];
    await page.route(pattern, (route) => {
      asked.push(route.request().url());
      return route.fulfill(answer);
    });
    await page.goto(site.url);
    const { message, details } = await errorOf(page);
    expect(asked.length).toBeGreaterThan(0);
    expect(message).toContain(asked[0]);
    expect(message).toContain(said);
    if (type !== undefined) expect(details).toMatchObject({ Address: asked[0], Type: type });
    expect(await page.locator("html").getAttribute("data-ready")).toBeNull();
  });

  itInChromium("shows all of it on a phone", async () => {
    const page = await site.blank({ viewport: { width: 390, height: 844 }, isMobile: true });
    await page.route("**/*.wasm", (route) => route.fulfill({ status: 404, ...HTML }));
    await page.goto(site.url);
    await errorOf(page);
    const [panel, retry] = await Promise.all(
      ["#error", "#retry"].map((id) => page.locator(id).boundingBox()),
    );
    expect(retry!.y + retry!.height).toBeLessThan(panel!.y + panel!.height);
  });

  itInChromium("says that a broken model is broken", async () => {
    const page = await site.blank();
    await page.route("**/model/*.onnx", (route) => route.fulfill({ body: "no model at all" }));
    await page.goto(site.url);
    expect((await errorOf(page)).message).toMatch(/Cannot .*model/);
  });

  itInChromium("says that the browser has no WebAssembly", async () => {
    const page = await site.blank();
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
    await page.goto(site.url);
    expect((await errorOf(page)).message).toContain("WebAssembly");
  });

  itInChromium("tries again when told to", async () => {
    const page = await site.blank();
    await page.route("**/model/*.onnx", (route) => route.abort(), { times: 1 });
    await page.goto(site.url);
    expect((await errorOf(page)).message).toContain("no answer");
    await page.locator("#retry").click();
    await untilReady(page);
    expect(await page.locator("#error").isHidden()).toBe(true);
    await drawOn(page, digits[3]!.strokes);
    expect((await readPage(page)).guess).toBe("3");
  });

  itInChromium("gives the focus back to who tries again by key", async () => {
    const page = await site.blank();
    const tried = Promise.withResolvers<void>();
    await page.route("**/model/*.onnx", (route) => route.abort(), { times: 1 });
    await page.goto(site.url);
    await errorOf(page);
    await page.route("**/model/*.onnx", async (route) => {
      await tried.promise;
      await route.abort();
    }, { times: 1 });
    await page.locator("#retry").focus();
    await page.keyboard.press("Enter");
    await page.locator("#error").waitFor({ state: "hidden" });
    expect(await focused(page)).toBe("status");
    tried.resolve();
    await errorOf(page);
    expect(await focused(page)).toBe("retry");
    await page.keyboard.press("Enter");
    await untilReady(page);
    expect(await focused(page)).toBe("status");
  });

  itInChromium("reads on without a connection", async () => {
    const page = await site.open();
    await page.context().setOffline(true);
    await drawOn(page, digits[4]!.strokes);
    expect((await readPage(page)).guess).toBe("4");
    await clearSheet(page);
    await page.locator("#samples-right button").first().click();
    expect((await readPage(page)).guess).not.toBe("–");
  });

  itInChromium("falls back from WebGPU to WebAssembly and says why", async () => {
    const page = await site.blank();
    await page.addInitScript(() => {
      Object.defineProperty(navigator, "gpu", {
        value: { requestAdapter: () => Promise.resolve(null) },
      });
    });
    await page.goto(site.url);
    await untilReady(page);
    await page.locator("#provider").selectOption("webgpu");
    await page.locator("#provider-note", { hasText: "WebGPU" }).waitFor();
    expect(await page.locator("#provider-note").innerText()).toContain("adapter");
    expect(await page.locator("#fact-provider").innerText()).toBe("WebAssembly");
    await drawOn(page, digits[2]!.strokes);
    expect((await readPage(page)).guess).toBe("2");
  });

  itInChromium("offers no WebGPU where the browser has none", async () => {
    const page = await site.blank();
    await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, "gpu"));
    await page.goto(site.url);
    await untilReady(page);
    const option = page.locator('#provider option[value="webgpu"]');
    expect(await option.evaluate((element: HTMLOptionElement) => element.disabled)).toBe(true);
  });
});

describe("below a path of another site, the page", () => {
  const site = useSite("digits", { path: "/people/ada/digits/" });

  itInChromium("works, asks for nothing outside of it, and complains of nothing", async () => {
    const page = await site.blank();
    const { complaints, requests } = conductOf(page);
    await site.goto(page);
    await drawOn(page, (await firstOfEachDigit())[9]!.strokes);
    expect((await readPage(page)).guess).toBe("9");
    expect(requests.length).toBeGreaterThan(5);
    expect(requests.filter((url) => !url.startsWith(site.url))).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
