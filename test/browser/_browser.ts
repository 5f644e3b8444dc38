import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import type { it } from "vitest";
import { chromiumFlags, findChromium } from "../../pipeline/chromium.ts";
import { requirement } from "../_require.ts";

/** `it` where Chromium is. */
export const itInChromium: typeof it = requirement("chromium", findChromium() !== undefined);

/** Chromium's own software GPU for WebGPU, whatever the machine has. */
const SOFTWARE_GPU = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/** What a browser of the tests is like; by default a desktop without WebGPU. */
export interface BrowserOptions {
  readonly webgpu?: boolean;
}

/** A headless Chromium with a profile of its own, which talks to nobody but us. */
export async function launchBrowser({ webgpu = false }: BrowserOptions = {}): Promise<Browser> {
  return await chromium.launch({
    // Without Chromium only tests that are skipped come here, or ones that must fail.
    executablePath: findChromium() ?? "chromium",
    args: [...chromiumFlags(), ...webgpu ? SOFTWARE_GPU : ["--disable-gpu"]],
  });
}

/** What a page did that a visitor would mind. */
export interface Conduct {
  /** Errors that nobody caught, and what the page wrote to the console as a warning or an error. */
  readonly complaints: string[];
  /** All addresses that it asked a server for. */
  readonly requests: string[];
}

/** Watches a page before it is opened. */
export function conductOf(page: Page): Conduct {
  const conduct: Conduct = { complaints: [], requests: [] };
  page.on("pageerror", (error) => conduct.complaints.push(error.message));
  page.on("console", (message) => {
    if (["warning", "error"].includes(message.type())) conduct.complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (request.url().startsWith("http")) conduct.requests.push(request.url());
  });
  return conduct;
}

export type { Browser, BrowserContext, Page };
