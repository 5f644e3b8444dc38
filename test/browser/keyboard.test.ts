import { describe, expect, vi } from "vitest";
import { itInChromium, type Page } from "./_browser.ts";
import { readPage } from "./_readout.ts";
import { useSite } from "./_site.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

/** Presses Tab until an element has the focus. */
async function tabTo(page: Page, id: string): Promise<void> {
  for (let presses = 0; presses < 150; presses++) {
    if (await page.evaluate(() => document.activeElement?.id ?? "") === id) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Cannot reach #${id} with the Tab key`);
}

async function press(page: Page, key: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
}

describe("the page by keyboard alone", () => {
  const site = useSite("digits");

  itInChromium("draws, takes back and clears", async () => {
    const page = await site.open();
    await tabTo(page, "draw-canvas");
    // The pen starts in the middle of the upper half.
    await page.keyboard.press("Space");
    await press(page, "ArrowDown", 14);
    await page.keyboard.press("Space");
    expect((await readPage(page)).guess).toBe("1");

    await page.keyboard.press("Backspace");
    expect((await readPage(page)).guess).toBe("–");

    await press(page, "ArrowUp", 14);
    await press(page, "ArrowLeft", 5);
    await page.keyboard.press("Space");
    await press(page, "ArrowRight", 10);
    await page.keyboard.down("ArrowDown");
    await press(page, "ArrowLeft", 6);
    await page.keyboard.up("ArrowDown");
    await press(page, "ArrowDown", 8);
    await page.keyboard.press("Space");
    expect((await readPage(page)).guess).toBe("7");

    await page.keyboard.press("Delete");
    expect((await readPage(page)).guess).toBe("–");
  });

  itInChromium("reaches every control, each with a visible focus and a name", async () => {
    const page = await site.open();
    const controls = await page.locator(
      "button:visible, select:visible, input:not([hidden]), summary:visible, #draw-canvas",
    ).evaluateAll((elements) => {
      const enabled = elements.filter((element) => !(element as HTMLButtonElement).disabled);
      enabled.forEach((element, i) => element.setAttribute("data-control", String(i)));
      return enabled.map((element) => element.id || element.getAttribute("aria-label") || "?");
    });
    expect(controls.length).toBeGreaterThan(20);
    const reached = new Set<number>();
    const invisible: string[] = [];
    for (let presses = 0; presses < 2 * controls.length + 20; presses++) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        // The frame around it may show the focus, or the label of an input that cannot be seen.
        const labels = (element as HTMLInputElement).labels ?? [];
        const shown = [element, element.parentElement!, ...labels];
        const marked = shown.some((part) => {
          const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
          return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
        });
        return {
          control: element.dataset["control"],
          name: element.outerHTML.slice(0, 80),
          marked,
        };
      });
      if (focused.control === undefined) continue;
      if (reached.has(Number(focused.control))) break;
      reached.add(Number(focused.control));
      if (!focused.marked) invisible.push(focused.name);
    }
    expect(controls.filter((_, i) => !reached.has(i))).toEqual([]);
    expect(invisible).toEqual([]);
  });

  itInChromium("chooses a sample and clears it by buttons", async () => {
    const page = await site.open();
    await page.locator("#samples-right button").first().focus();
    await page.keyboard.press("Enter");
    expect((await readPage(page)).guess).not.toBe("–");
    await tabTo(page, "clear");
    await page.keyboard.press("Enter");
    expect((await readPage(page)).guess).toBe("–");
  });
});
