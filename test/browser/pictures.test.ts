import { Buffer } from "node:buffer";
import { beforeAll, describe, expect, vi } from "vitest";
import { encodePng } from "../../src/data/mod.ts";
import { itInChromium, type Page } from "./_browser.ts";
import { firstOfEachDigit, type HandDrawing } from "./_hand.ts";
import { clearSheet, readPage } from "./_readout.ts";
import { useSite } from "./_site.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

/** Gives the page a file as a drop or a paste would. */
async function give(page: Page, way: "drop" | "paste", png: Uint8Array): Promise<void> {
  await page.evaluate(({ way, bytes }) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(bytes)], "digit.png", { type: "image/png" }));
    const event = way === "drop"
      ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
      : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.getElementById("sheet")!.dispatchEvent(event);
  }, { way, bytes: [...png] });
  await page.locator("#draw-canvas[data-content=picture]").waitFor();
}

describe("pictures on the page", () => {
  const site = useSite("digits");
  let digits: HandDrawing[];
  beforeAll(async () => {
    digits = await firstOfEachDigit();
  });
  const pngOf = ({ pixels }: HandDrawing) =>
    encodePng({ width: 28, height: 28, channels: 1, data: pixels.map((value) => 255 - value) });

  itInChromium.each(["drop", "paste"] as const)("%s", async (way) => {
    const page = await site.page();
    for (const digit of [digits[2]!, digits[6]!]) {
      await clearSheet(page);
      await give(page, way, pngOf(digit));
      expect((await readPage(page)).guess).toBe(String(digit.label));
    }
  });

  itInChromium("opens a file, and refuses what is none of its kind", async () => {
    const page = await site.page();
    await clearSheet(page);
    const input = page.locator("#image-file");
    const file = (name: string, mimeType: string, bytes: Uint8Array) =>
      input.setInputFiles({ name, mimeType, buffer: Buffer.from(bytes) });
    await file("five.png", "image/png", pngOf(digits[5]!));
    await page.locator("#draw-canvas[data-content=picture]").waitFor();
    expect((await readPage(page)).guess).toBe("5");

    await file("notes.txt", "text/plain", new TextEncoder().encode("five"));
    await page.locator("#notice:not(:empty)").waitFor();
    expect(await page.locator("#notice").innerText()).toContain('Cannot open "notes.txt"');
    await file("broken.png", "image/png", pngOf(digits[5]!).subarray(0, 60));
    await page.locator("#notice", { hasText: "broken.png" }).waitFor();

    await file("white.png", "image/png", pngOf({ ...digits[5]!, pixels: new Uint8Array(784) }));
    await page.locator("#notice", { hasText: "blank" }).waitFor();
    expect((await readPage(page)).guess).toBe("–");
  });

  itInChromium("reads sample digits as the manifest says, right and wrong ones", async () => {
    const page = await site.page();
    const samples = await page.evaluate(async () => {
      const manifest = await (await fetch("model/manifest.json")).json();
      return await (await fetch(`model/${manifest.samples.file}`)).json();
    }) as { index: number; label: number; predicted: number }[];
    const right = samples.filter(({ label, predicted }) => label === predicted);
    expect(new Set(right.map(({ label }) => label)).size).toBe(10);
    expect(samples.length).toBeGreaterThan(right.length);
    for (const { index, label, predicted } of samples) {
      const list = label === predicted ? "#samples-right" : "#samples-wrong";
      await page.locator(`${list} button[data-index="${index}"]`).click();
      expect((await readPage(page)).guess, `sample ${index}`).toBe(String(predicted));
    }
  });
});
