import { beforeAll, describe, expect, vi } from "vitest";
import { PLACEMENTS } from "../_drawings/placement.ts";
import { itInChromium, type Page } from "./_browser.ts";
import { firstOfEachDigit, type HandDrawing, placed } from "./_hand.ts";
import { drawOn, type Pointer } from "./_pen.ts";
import { clearSheet, readPage } from "./_readout.ts";
import { useSite } from "./_site.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

const TEN = Array.from("0123456789");

/** How many of the ten are read rightly. */
const right = (guesses: readonly string[]) => guesses.filter((guess, i) => guess === TEN[i]).length;

describe("drawing on the page", () => {
  const site = useSite("digits");
  let digits: HandDrawing[];
  beforeAll(async () => {
    digits = await firstOfEachDigit();
  });

  /** What the page reads in each digit, from 0 to 9. */
  async function readEach(
    page: Page,
    strokesOf: (digit: HandDrawing) => HandDrawing["strokes"],
    pointer: Pointer = "mouse",
  ): Promise<string[]> {
    const guesses: string[] = [];
    for (const digit of digits) {
      await clearSheet(page);
      await drawOn(page, strokesOf(digit), { pointer });
      guesses.push((await readPage(page)).guess);
    }
    return guesses;
  }

  // The brush is as wide for a small digit as for a large one, and may fill the loops of a 3.
  itInChromium.each(PLACEMENTS)("reads ten digits, %s", async (placement) => {
    const page = await site.page();
    const guesses = await readEach(page, (digit) => placed(digit, placement));
    if (placement === "as is") expect(guesses).toEqual(TEN);
    else expect(right(guesses), String(guesses)).toBeGreaterThanOrEqual(9);
  });

  itInChromium.each([["thin", 18], ["thick", 34]])("reads ten %s digits", async (_name, width) => {
    const page = await site.page();
    await page.locator("#brush-width").fill(String(width));
    const guesses = await readEach(page, ({ strokes }) => strokes);
    await page.locator("#brush-width").fill("24");
    expect(right(guesses), String(guesses)).toBeGreaterThanOrEqual(9);
  });

  itInChromium("reads ten digits drawn with a finger on a phone", async () => {
    const viewport = { width: 390, height: 844 };
    const phone = await site.open({ hasTouch: true, isMobile: true, viewport });
    expect(await readEach(phone, ({ strokes }) => strokes, "touch")).toEqual(TEN);
    // The finger drew, and did not scroll the page.
    const before = await phone.evaluate(() => scrollY);
    await drawOn(phone, digits[1]!.strokes, { pointer: "touch" });
    expect(await phone.evaluate(() => scrollY)).toBe(before);
  });

  itInChromium("reads ten digits drawn with a pen", async () => {
    const page = await site.open();
    await page.evaluate(() => {
      document.getElementById("draw-canvas")!.addEventListener(
        "pointerdown",
        ({ pointerType }) => document.body.dataset["pointer"] = pointerType,
      );
    });
    expect(await readEach(page, ({ strokes }) => strokes, "pen")).toEqual(TEN);
    expect(await page.locator("body").getAttribute("data-pointer")).toBe("pen");
  });

  itInChromium("has 18 to 34 px of brush, 24 to begin with", async () => {
    const page = await site.open();
    const brush = page.locator("#brush-width");
    const range = await Promise.all(["min", "max"].map((name) => brush.getAttribute(name)));
    expect([...range, await brush.inputValue()]).toEqual(["18", "34", "24"]);
  });

  itInChromium("does not classify an empty canvas, and is empty again after clear", async () => {
    const page = await site.open();
    const nothing = { guess: "–", probabilities: TEN.map(() => 0) };
    expect(await readPage(page)).toEqual(nothing);
    await drawOn(page, digits[8]!.strokes);
    const { guess, probabilities } = await readPage(page);
    expect(guess).toBe("8");
    expect(probabilities.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
    expect(probabilities.indexOf(Math.max(...probabilities))).toBe(8);
    await clearSheet(page);
    expect(await readPage(page)).toEqual(nothing);
  });

  itInChromium("takes the last stroke back", async () => {
    const page = await site.page();
    await clearSheet(page);
    await drawOn(page, digits[1]!.strokes);
    const one = await readPage(page);
    await drawOn(page, [[{ x: 40, y: 240 }, { x: 240, y: 240 }], [{ x: 40, y: 40 }]]);
    expect(await readPage(page)).not.toEqual(one);
    await page.locator("#undo").click();
    await page.locator("#undo").click();
    expect(await readPage(page)).toEqual(one);
    for (let i = 0; i < digits[1]!.strokes.length; i++) await page.locator("#undo").click();
    expect(await readPage(page)).toMatchObject({ guess: "–" });
  });

  itInChromium("shows what the model sees", async () => {
    const page = await site.page();
    await clearSheet(page);
    const { pixels, strokes } = digits[3]!;
    await drawOn(page, strokes);
    await readPage(page);
    const seen = await page.locator("#preview").evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return [canvas.width, canvas.height, ...data];
    });
    expect(seen.slice(0, 2)).toEqual([28, 28]);
    const shown = Array.from({ length: 784 }, (_, i) => seen[2 + 4 * i]!);
    expect(Math.abs(correlation(shown, [...pixels]))).toBeGreaterThan(0.8);
  });
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0);
  return product(a, meanA, b, meanB) /
    Math.sqrt(product(a, meanA, a, meanA) * product(b, meanB, b, meanB));
}
