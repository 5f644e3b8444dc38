import { beforeAll, describe, expect, vi } from "vitest";
import { shuffledIndices } from "../../src/data/mod.ts";
import { PLACEMENTS } from "../_drawings/placement.ts";
import { itInChromium } from "./_browser.ts";
import { type HandDrawing, handDrawings, placed } from "./_hand.ts";
import { drawOn } from "./_pen.ts";
import { clearSheet, readPage } from "./_readout.ts";
import { useSite } from "./_site.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** The first of the test digits that `test/unit/preprocess/drawings.test.ts` draws without a browser. */
const DIGITS = 100;
const SEED = 5;

describe(`${DIGITS} test digits, thinned and re-drawn with the page's pointer`, () => {
  const site = useSite("digits");
  let drawings: HandDrawing[];
  beforeAll(async () => {
    drawings = await handDrawings(shuffledIndices(10_000, SEED, 0).subarray(0, DIGITS));
  });

  itInChromium("are read rightly to 94 %, a quarter of them in each placement", async () => {
    const page = await site.open();
    const right = PLACEMENTS.map(() => 0);
    for (const [i, drawing] of drawings.entries()) {
      const placement = i % PLACEMENTS.length;
      await clearSheet(page);
      await drawOn(
        page,
        placed(drawing, PLACEMENTS[placement]!, Math.floor(i / PLACEMENTS.length)),
      );
      if ((await readPage(page)).guess === String(drawing.label)) right[placement]!++;
    }
    const each = PLACEMENTS.map((name, placement) => `${name} ${right[placement]}`).join(", ");
    console.log(`Of ${DIGITS} drawings by real pointer events are read rightly: ${each}`);
    expect(right.reduce((sum, count) => sum + count), each).toBeGreaterThanOrEqual(94);
  });
});
