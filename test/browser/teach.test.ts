import { describe, expect, vi } from "vitest";
import { loadDataset, shuffledIndices } from "../../src/data/mod.ts";
import { createSession } from "../../src/runtime/mod.ts";
import type { Stroke } from "../_drawings/strokes.ts";
import { itInChromium, type Page } from "./_browser.ts";
import { glyphDrawings } from "./_glyph_hand.ts";
import { drawOn } from "./_pen.ts";
import { clearSheet, readPage } from "./_readout.ts";
import { shippedModel } from "./_shipped_model.ts";
import { useSite } from "./_site.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** A hand that the model misreads: it takes these for a 5. */
const GLYPH = "a 6 of straight lines";
const LABEL = 6;

describe("teaching in the page", () => {
  const site = useSite("digits");

  /** What the page reads in each drawing; `then` does something with it while it lies there. */
  async function readEach(
    page: Page,
    drawings: readonly (readonly Stroke[])[],
    then: () => Promise<void> = () => Promise.resolve(),
  ): Promise<string[]> {
    const guesses: string[] = [];
    for (const drawing of drawings) {
      await clearSheet(page);
      await drawOn(page, drawing);
      guesses.push((await readPage(page)).guess);
      await then();
    }
    return guesses;
  }

  const right = (guesses: readonly string[]) =>
    guesses.filter((guess) => guess === String(LABEL)).length;

  /** Corrects drawings and teaches them. From the click until the page has learnt them, in milliseconds. */
  async function teach(page: Page, drawings: readonly (readonly Stroke[])[]): Promise<number> {
    await readEach(
      page,
      drawings,
      () => page.locator(`.teach-class[data-label="${LABEL}"]`).click(),
    );
    expect(await page.locator(".teach-list li").count()).toBe(drawings.length);
    const start = performance.now();
    await page.locator("#teach-start").click();
    await page.locator("#teach[data-state=taught]").waitFor({ timeout: 120_000 });
    return performance.now() - start;
  }

  /** Accuracies on the held-back images before and after, in percent. */
  async function heldBack(page: Page): Promise<number[]> {
    const row = page.locator(".teach-result tbody tr").last();
    expect(await row.locator("th").innerText()).toBe("1,000 held-back test images");
    return (await row.locator("td").allInnerTexts()).map((text) => parseFloat(text));
  }

  itInChromium("five corrected drawings teach the others by the same hand", async () => {
    const page = await site.open();
    const drawings = glyphDrawings(GLYPH, 10, 7);
    const [taught, others] = [drawings.slice(0, 5), drawings.slice(5)];
    const before = await readEach(page, others);
    expect(right(before), `${before}`).toBeLessThan(3);

    // 3 s by themselves, which deno task web:measure asks for; other tests run beside this one.
    expect(await teach(page, taught)).toBeLessThan(15_000);
    const after = await readEach(page, others);
    expect(right(after), `${after}`).toBeGreaterThanOrEqual(4);
    const [was, is] = await heldBack(page) as [number, number];
    expect(was).toBeGreaterThan(97);
    expect(was - is).toBeLessThanOrEqual(0.5);

    // What lies on the sheet is the last of the others.
    const shown = await readPage(page);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("#teach-download").click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.onnx$/);
    const model = await Deno.readFile(await download.path());
    expect(model).not.toEqual(await shippedModel(site.url));
    expect(await accuracy(model)).toBeGreaterThan(0.965);

    await page.locator("#teach-undo").click();
    await page.locator("#teach[data-state=shipped]").waitFor();
    const undone = await readPage(page);
    expect(undone).not.toEqual(shown);
    expect(undone.guess).toBe(before.at(-1));
  });

  itInChromium("sends nothing away", async () => {
    const page = await site.open();
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "GET" || !request.url().startsWith(site.url)) {
        sent.push(`${request.method()} ${request.url()}`);
      }
    });
    await teach(page, glyphDrawings(GLYPH, 1, 9));
    expect(sent.filter((line) => !line.includes(" blob:"))).toEqual([]);
  });
});

/** The share of 1,000 test images that a model reads rightly on onnxruntime-node. */
async function accuracy(model: Uint8Array): Promise<number> {
  const { images, labels } = (await loadDataset("mnist")).test;
  const session = await createSession(model);
  const indices = shuffledIndices(labels.length, 1, 0).subarray(0, 1000);
  const data = new Float32Array(indices.length * 784);
  indices.forEach((index, i) => {
    for (let p = 0; p < 784; p++) data[i * 784 + p] = images[index * 784 + p]! / 255;
  });
  const [input, output] = [session.inputs[0]!, session.outputs[0]!];
  const outputs = await session.run({
    [input.name]: { dtype: "float32", shape: [indices.length, 28, 28, 1], data },
  });
  const probabilities = outputs[output.name]!.data as Float32Array;
  await session.release();
  const right = [...indices].filter((index, i) => {
    const row = probabilities.subarray(i * 10, (i + 1) * 10);
    return row.indexOf(Math.max(...row)) === labels[index];
  });
  return right.length / indices.length;
}
