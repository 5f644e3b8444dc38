import type { Page } from "playwright-core";

/** What the page shows of a prediction. */
export interface Readout {
  /** The top guess as text; `–` when nothing is drawn. */
  readonly guess: string;
  /** Probability of each class, 0 to 1. */
  readonly probabilities: readonly number[];
}

/** Waits until the page has loaded its model. */
export async function untilReady(page: Page): Promise<void> {
  await page.locator("html[data-ready=true]").waitFor({ state: "attached" });
}

/** Waits until the page shows the same for some frames, and says what. */
export async function readPage(page: Page): Promise<Readout> {
  return await page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const read = () => ({
      guess: document.getElementById("top-guess")!.textContent!.trim(),
      probabilities: Array.from(
        document.querySelectorAll<HTMLElement>("#bars li"),
        (bar) => Number(bar.dataset["probability"]),
      ),
    });
    let last = "";
    for (let same = 0; same < 4;) {
      await frame();
      const now = JSON.stringify(read());
      same = now === last ? same + 1 : 0;
      last = now;
    }
    return read();
  });
}

/** Empties the sheet by its button. */
export async function clearSheet(page: Page): Promise<void> {
  await page.locator("#clear").click();
  await page.locator("#draw-canvas[data-content=empty]").waitFor();
}
