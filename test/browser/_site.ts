import { afterAll, beforeAll, onTestFinished } from "vitest";
import type { BrowserContextOptions } from "playwright-core";
import { findChromium } from "../../pipeline/chromium.ts";
import { type Browser, type BrowserOptions, launchBrowser, type Page } from "./_browser.ts";
import { builtSite, type SiteKind } from "./_built_site.ts";
import { untilReady } from "./_readout.ts";
import { serveSite } from "./_serve_site.ts";

/** A built site that is being served, and a browser to look at it. */
export interface TestSite {
  /** Its address, ending in a slash. */
  readonly url: string;
  /** A page with nothing in it yet, of a visitor who was never here. Closed after the test. */
  blank(options?: BrowserContextOptions): Promise<Page>;
  /** Opens the site in a page and waits until it is ready. */
  goto(page: Page): Promise<void>;
  /** The site, ready, in a page of its own. Closed after the test. */
  open(options?: BrowserContextOptions): Promise<Page>;
  /** The site, ready, in a page that all tests of the file share. */
  page(): Promise<Page>;
}

/** Options of {@linkcode useSite}. */
export interface SiteOptions extends BrowserOptions {
  /** Where on its server the site lies. @default {"/"} */
  readonly path?: string;
}

/**
 * Serves a built site for the tests of a `describe`, with one browser for all of them.
 */
export function useSite(kind: SiteKind, { path = "/", ...options }: SiteOptions = {}): TestSite {
  let server: { readonly url: string; close(): Promise<void> };
  let browser: Browser;
  let shared: Page | undefined;
  beforeAll(async () => {
    // Its tests are skipped, but vitest runs this all the same.
    if (findChromium() === undefined && Deno.env.get("REQUIRE_ALL") !== "1") return;
    [server, browser] = await Promise.all([
      builtSite(kind).then((folder) => serveSite(folder, path)),
      launchBrowser(options),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const site: TestSite = {
    get url() {
      return server.url;
    },
    async blank(options = {}) {
      const context = await browser.newContext(options);
      onTestFinished(() => context.close());
      return await context.newPage();
    },
    async goto(page) {
      await page.goto(server.url);
      await untilReady(page);
    },
    async open(options = {}) {
      const page = await site.blank(options);
      await site.goto(page);
      return page;
    },
    async page() {
      if (shared === undefined) {
        shared = await (await browser.newContext()).newPage();
        await site.goto(shared);
      }
      return shared;
    },
  };
  return site;
}
