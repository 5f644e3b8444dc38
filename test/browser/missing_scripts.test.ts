import { describe, expect, vi } from "vitest";
import { itInChromium, type Page } from "./_browser.ts";
import { firstOfEachDigit } from "./_hand.ts";
import { drawOn } from "./_pen.ts";
import { readPage, untilReady } from "./_readout.ts";
import { useSite } from "./_site.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

/** What servers send for a file that they lack; some say that all is well. */
const ANSWERS = {
  "404": { status: 404, contentType: "text/html", body: "<!doctype html><title>Not found</title>" },
  "a page": { contentType: "text/html", body: "<!doctype html><title>Welcome</title>" },
} as const;

/** Has the server lack what matches; the addresses that were asked for. */
async function lack(page: Page, pattern: string, answer: keyof typeof ANSWERS): Promise<string[]> {
  const asked: string[] = [];
  await page.route(pattern, (route) => {
    asked.push(route.request().url());
    return route.fulfill(ANSWERS[answer]);
  });
  return asked;
}

describe("where a script of the page is missing", () => {
  const site = useSite("digits", { webgpu: true });

  itInChromium.each(
    [
      ["**/assets/page.*.js", "404"],
      ["**/assets/page.*.js", "a page"],
      ["**/kit/kit.*.js", "404"],
      ["**/kit/kit.*.js", "a page"],
    ] as const,
  )("the page names it: %s, %s", async (pattern, answer) => {
    const page = await site.blank();
    const asked = await lack(page, pattern, answer);
    await page.goto(site.url);
    await page.locator("#error:not([hidden])", { hasText: "The page did not load" }).waitFor();
    expect(new Set(asked).size).toBe(1);
    expect(await page.locator("#error-message").innerText()).toBe(
      `Cannot load ${asked[0]}. Copy the whole folder of the built page to the server.`,
    );
    expect(await page.locator("#progress").isVisible()).toBe(false);
    await page.unroute(pattern);
    await page.locator("#retry").click();
    await untilReady(page);
  });

  itInChromium("the page names ONNX Runtime's, and loads it when told to try again", async () => {
    const page = await site.blank();
    const asked = await lack(page, "**/kit/ort.wasm.*.js", "404");
    await page.goto(site.url);
    await page.locator("#error:not([hidden])").waitFor();
    expect(await page.locator("#error-message").innerText()).toContain(asked[0]);
    expect(await page.locator("#status").innerText()).toBe("Not ready");
    await page.unroute("**/kit/ort.wasm.*.js");
    await page.locator("#retry").click();
    await untilReady(page);
  });

  itInChromium("WebAssembly is used in place of WebGPU, and the note names it", async () => {
    const page = await site.open();
    const asked = await lack(page, "**/kit/ort.jspi.*.js", "404");
    await page.locator("#provider").selectOption("webgpu");
    const note = page.locator("#provider-note", { hasText: "WebAssembly is used instead" });
    await note.waitFor();
    expect(await note.innerText()).toContain(asked[0]);
    expect(await page.locator("#fact-provider").innerText()).toBe("WebAssembly");
  });

  itInChromium("only teaching fails for want of the teacher, and says so", async () => {
    const page = await site.open();
    const asked = await lack(page, "**/teach.*.js", "404");
    await drawOn(page, (await firstOfEachDigit())[7]!.strokes);
    expect((await readPage(page)).guess).toBe("7");
    await page.locator('.teach-class[data-label="7"]').click();
    await page.locator("#teach-start").click();
    await page.locator("#teach-status", { hasText: "/assets/teach." }).waitFor();
    expect(await page.locator("#teach-status").innerText()).toContain(asked[0]);
    expect((await readPage(page)).guess).toBe("7");
  });
});
