import type { AxeResults } from "axe-core";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, vi } from "vitest";
import { itInChromium, type Page } from "./_browser.ts";
import { firstOfEachDigit, type HandDrawing } from "./_hand.ts";
import { drawOn } from "./_pen.ts";
import { clearSheet, readPage } from "./_readout.ts";
import { useSite } from "./_site.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

const VIEWS = {
  "light": { colorScheme: "light" },
  "dark": { colorScheme: "dark" },
  "a phone": { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
} as const;

/** What axe-core finds, with the places. */
async function violations(page: Page): Promise<string[]> {
  // Colours that are on their way to others have no contrast of their own.
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  await page.addScriptTag({ path: AXE });
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run()
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target} ${failureSummary}`)
  );
}

describe("axe-core finds nothing", () => {
  const site = useSite("digits");
  let digits: HandDrawing[];
  beforeAll(async () => {
    digits = await firstOfEachDigit();
  });

  itInChromium.each(Object.entries(VIEWS))("in %s", async (_name, options) => {
    const page = await site.open(options);
    expect(await violations(page)).toEqual([]);
    await drawOn(page, digits[5]!.strokes);
    await readPage(page);
    expect(await violations(page)).toEqual([]);
  });

  itInChromium.each(["light", "dark"] as const)("in an error in %s", async (colorScheme) => {
    const page = await site.blank({ colorScheme });
    await page.route("**/*.wasm", (route) => route.fulfill({ status: 404 }));
    await page.goto(site.url);
    await page.locator("#error:not([hidden])").waitFor();
    expect(await violations(page)).toEqual([]);
  });

  itInChromium("but would find a button without a name", async () => {
    const page = await site.open();
    await page.locator("#clear").evaluate((button) => button.textContent = "");
    expect(await violations(page)).toEqual([expect.stringContaining("button-name: ")]);
  });
});

describe("nothing moves", () => {
  const site = useSite("digits");

  itInChromium.each(["light", "a phone"] as const)("in %s", async (name) => {
    const page = await site.blank(VIEWS[name]);
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as unknown as { value: number }[]) {
          shifts.push(entry.value);
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    await site.goto(page);
    for (const digit of await firstOfEachDigit()) {
      await clearSheet(page);
      await drawOn(page, digit.strokes);
      await readPage(page);
    }
    for (const list of ["#samples-right", "#samples-wrong"]) {
      await page.locator(`${list} button`).first().click();
      await readPage(page);
    }
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    const shifts = await page.evaluate(() =>
      (globalThis as unknown as { shifts: number[] }).shifts
    );
    expect(shifts.reduce((sum, value) => sum + value, 0)).toBe(0);
  });
});
