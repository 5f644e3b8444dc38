import { describe, expect, vi } from "vitest";
import { shuffledIndices } from "../../src/data/mod.ts";
import { itInChromium } from "./_browser.ts";
import { handDrawings } from "./_hand.ts";
import { drawOn } from "./_pen.ts";
import { clearSheet, readPage } from "./_readout.ts";
import { useSite } from "./_site.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** The first of the test digits that `test/unit/preprocess/drawings.test.ts` draws without a browser. */
const DIGITS = 100;
const SEED = 5;

describe(`${DIGITS} test digits, thinned and re-drawn with the page's pointer`, () => {
  const site = useSite("digits");

  itInChromium("are read rightly to 94 %", async () => {
    const page = await site.open();
    const drawings = await handDrawings(shuffledIndices(10_000, SEED, 0).subarray(0, DIGITS));
    let right = 0;
    for (const { label, strokes } of drawings) {
      await clearSheet(page);
      await drawOn(page, strokes);
      if ((await readPage(page)).guess === String(label)) right++;
    }
    console.log(`${right} of ${DIGITS} drawings by real pointer events are read rightly`);
    expect(right).toBeGreaterThanOrEqual(94);
  });
});
