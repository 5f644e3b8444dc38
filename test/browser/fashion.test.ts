import { Buffer } from "node:buffer";
import { describe, expect, vi } from "vitest";
import { encodePng } from "../../src/data/mod.ts";
import { itInChromium } from "./_browser.ts";
import { readPage } from "./_readout.ts";
import { useSite } from "./_site.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

describe("the same page with a model of Fashion-MNIST", () => {
  const site = useSite("fashion");

  itInChromium("speaks of its classes, and not of digits", async () => {
    const page = await site.open();
    const labels = await page.locator("#bars .label").allInnerTexts();
    expect(labels).toHaveLength(10);
    expect(labels).toContain("Ankle boot");
    expect(await page.title()).not.toMatch(/digit/i);
    expect(await page.locator("h1").innerText()).not.toMatch(/digit/i);
  });

  itInChromium("reads its samples as the manifest says", async () => {
    const page = await site.open();
    const labels = await page.locator("#bars .label").allInnerTexts();
    const samples = await page.evaluate(async () => {
      const manifest = await (await fetch("model/manifest.json")).json();
      return await (await fetch(`model/${manifest.samples.file}`)).json();
    }) as { index: number; predicted: number }[];
    for (const { index, predicted } of samples) {
      await page.locator(`#samples button[data-index="${index}"]`).click();
      expect((await readPage(page)).guess, `sample ${index}`).toBe(labels[predicted]);
    }
  });

  itInChromium("takes a picture whole: it is not cropped to its ink", async () => {
    const page = await site.open();
    const [sample] = await page.evaluate(async () => {
      const manifest = await (await fetch("model/manifest.json")).json();
      return await (await fetch(`model/${manifest.samples.file}`)).json();
    }) as { index: number; pixels: string }[];
    await page.locator(`#samples button[data-index="${sample!.index}"]`).click();
    const clicked = await readPage(page);
    const data = Uint8Array.fromBase64(sample!.pixels);
    const png = encodePng({ width: 28, height: 28, channels: 1, data });
    await page.locator("#image-file").setInputFiles({
      name: "sample.png",
      mimeType: "image/png",
      buffer: Buffer.from(png),
    });
    await page.locator("#fact-count", { hasText: /^1$/ }).waitFor();
    const opened = await readPage(page);
    expect(opened.guess).toBe(clicked.guess);
    opened.probabilities.forEach((value, i) =>
      expect(value).toBeCloseTo(clicked.probabilities[i]!, 4)
    );
  });
});
