import type { Page } from "playwright-core";
import type { Stroke } from "../_drawings/strokes.ts";
import { drawOn } from "./_pen.ts";
import { clearSheet, readPage } from "./_readout.ts";

/** A drawing as the page's pointer makes it. */
export type Strokes = readonly Stroke[];

/** What the page reads in each drawing; `then` does something with it while it lies there. */
export async function readEach(
  page: Page,
  drawings: readonly Strokes[],
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

/** Draws each drawing and says which class it is. */
export async function correct(
  page: Page,
  drawings: readonly Strokes[],
  label: number,
): Promise<void> {
  await readEach(page, drawings, () => page.locator(`.teach-class[data-label="${label}"]`).click());
}

/** Teaches what was corrected. From the click until the page has learnt it, in milliseconds. */
export async function teach(page: Page): Promise<number> {
  const start = performance.now();
  await page.locator("#teach-start").click();
  await page.locator("#teach[data-state=taught]").waitFor({ timeout: 120_000 });
  return performance.now() - start;
}

/** The file that the page offers after a lesson. */
export async function downloadTaught(
  page: Page,
): Promise<{ readonly name: string; readonly model: Uint8Array }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("#teach-download").click(),
  ]);
  return { name: download.suggestedFilename(), model: await Deno.readFile(await download.path()) };
}

/** Goes back to the model that the page came with. */
export async function undoLesson(page: Page): Promise<void> {
  await page.locator("#teach-undo").click();
  await page.locator("#teach[data-state=shipped]").waitFor();
}
