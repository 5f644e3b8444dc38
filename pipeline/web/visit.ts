import type { Page } from "../chromium.ts";
import type { Digit } from "./strokes.ts";

/** Longest time that the page may take to be ready, in milliseconds. */
const READY_LIMIT = 60_000;

/** Time between two movements of the pointer, in milliseconds. */
const FRAME = 1000 / 60;

/**
 * Waits until an opened page of ours has loaded its model.
 *
 * @throws {Error} When it takes more than a minute; says what the page shows.
 */
export async function untilReady(page: Page): Promise<void> {
  for (let waited = 0; waited < READY_LIMIT; waited += 50) {
    if (await page.evaluate<boolean>('document.documentElement.dataset.ready === "true"')) return;
    await delay(50);
  }
  const text = await page.evaluate<string>("document.body.innerText.slice(0, 400)");
  throw new Error(
    `The page was not ready after ${READY_LIMIT / 1000} s. Open it in a browser to see why. ` +
      `It shows: ${text}`,
  );
}

/** Draws a digit on a page of ours as a hand does with a mouse: one movement a frame. */
export async function drawDigit(page: Page, digit: Digit): Promise<void> {
  const [left, top, side] = await page.evaluate<[number, number, number]>(`(() => {
    const canvas = document.getElementById("draw-canvas");
    canvas.scrollIntoView({ block: "nearest" });
    const { left, top, width } = canvas.getBoundingClientRect();
    return [left, top, width];
  })()`);
  const mouse = (type: string, [x, y]: Digit[number]) =>
    page.devtools.send("Input.dispatchMouseEvent", {
      type,
      x: left + x * side,
      y: top + y * side,
      button: "left",
      buttons: type === "mouseReleased" ? 0 : 1,
      clickCount: 1,
    });
  await mouse("mousePressed", digit[0]!);
  for (const point of digit.slice(1)) {
    await Promise.all([mouse("mouseMoved", point), delay(FRAME)]);
  }
  await mouse("mouseReleased", digit.at(-1)!);
}

/** Resolves after a time. */
export function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
