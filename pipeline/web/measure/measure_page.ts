import { openPage, type Page } from "../../chromium.ts";
import { DRAWING_PROBE, READY_PROBE } from "./_probe.ts";
import { delay, drawDigit, untilReady } from "../visit.ts";
import { DIGITS } from "../strokes.ts";
import { shownMilliseconds } from "./_shown_milliseconds.ts";

/** How a server may compress what it sends. */
export type Encoding = "gzip" | "br";

/** What the page costs its visitor, as Chromium measures it. */
export interface PageMeasures {
  /** Bytes over the wire, headers too, until a first visitor's page is ready. */
  readonly transfer: Readonly<Record<Encoding, number>>;
  /** The model's file, not compressed. */
  readonly modelBytes: number;
  /** From navigation until the model is there, with an empty cache; the better of both encodings. */
  readonly readyMs: number;
  /** From the first touch of the pen until a guess is shown. */
  readonly firstPredictionMs: number;
  /** The page's own median of preprocessing and model together. */
  readonly medianMs: number;
  /** Longest task that blocked the page while a digit was drawn, in the round that was disturbed least; 0: none took 50 ms. */
  readonly longestTaskMs: number;
  /** Teaching five corrected drawings, as the page times it; absent where the model cannot be taught. */
  readonly lessonMs?: number;
}

/** Options of {@linkcode measurePage}. */
export interface MeasurePageOptions {
  /** How often the digits are drawn. @default {5} */
  readonly rounds?: number;
}

/**
 * Visits a page twice as a stranger, once for each encoding, and draws on it.
 *
 * @param url Address of the built page.
 * @throws {ChromiumError} When Chromium is not there.
 * @throws {Error} When the page does not become ready.
 */
export async function measurePage(
  url: string,
  { rounds = 5 }: MeasurePageOptions = {},
): Promise<PageMeasures> {
  const gzip = await visit(url, "gzip", () => Promise.resolve({}));
  const br = await visit(url, "br", (page) => drawRounds(page, rounds));
  return {
    transfer: { gzip: gzip.bytes, br: br.bytes },
    modelBytes: await modelBytes(url),
    readyMs: Math.min(gzip.readyMs, br.readyMs),
    ...br.then,
  };
}

/** Opens the page with an empty cache, waits until it is ready, and does something with it. */
async function visit<Result>(
  url: string,
  encoding: Encoding,
  then: (page: Page) => Promise<Result>,
): Promise<{ bytes: number; readyMs: number; then: Result }> {
  await using page = await openPage();
  const { send, listen } = page.devtools;
  let bytes = 0;
  listen("Network.loadingFinished", ({ encodedDataLength }) => bytes += encodedDataLength);
  await send("Network.enable", {});
  await send("Network.setExtraHTTPHeaders", { headers: { "accept-encoding": encoding } });
  await send("Page.addScriptToEvaluateOnNewDocument", { source: READY_PROBE });
  await page.view({ width: 1280, height: 900, scheme: "light" });
  await page.open(url);
  await untilReady(page);
  const readyMs = await page.evaluate<number>("measured.readyMs");
  const received = bytes;
  return { bytes: received, readyMs, then: await then(page) };
}

type Drawn = Omit<PageMeasures, "transfer" | "modelBytes" | "readyMs">;

async function drawRounds(page: Page, rounds: number): Promise<Drawn> {
  await page.evaluate(DRAWING_PROBE);
  const longest: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await page.evaluate("measured.tasks.length = 0");
    for (const digit of DIGITS) {
      await page.evaluate('document.getElementById("clear").click()');
      await drawDigit(page, digit);
    }
    // Reports of long tasks come with the next free moment.
    await delay(200);
    const tasks = await page.evaluate<{ duration: number }[]>("measured.tasks");
    longest.push(Math.max(0, ...tasks.map(({ duration }) => duration)));
  }
  return {
    firstPredictionMs: await page.evaluate("measured.firstGuess - measured.penDown"),
    medianMs: shownMilliseconds(
      await page.evaluate('document.getElementById("fact-p50").textContent'),
    ),
    longestTaskMs: Math.min(...longest),
    ...await page.evaluate('document.getElementById("teach").hidden')
      ? {}
      : { lessonMs: await teach(page) },
  };
}

/** Longest time that a lesson may take, in milliseconds. */
const LESSON_LIMIT = 120_000;

/** Corrects drawings of the first digit, teaches them, and reads how long the page says that it took. */
async function teach(page: Page): Promise<number> {
  for (let drawing = 0; drawing < 5; drawing++) {
    await page.evaluate('document.getElementById("clear").click()');
    await drawDigit(page, DIGITS[0]!);
    // The button waits for the prediction.
    await delay(200);
    await page.evaluate("document.querySelector('.teach-class[data-label=\"3\"]').click()");
  }
  await page.evaluate('document.getElementById("teach-start").click()');
  const state = () => page.evaluate<string>('document.getElementById("teach").dataset.state');
  for (let waited = 0; await state() !== "taught"; waited += 100) {
    if (waited > LESSON_LIMIT) {
      const status = await page.evaluate('document.getElementById("teach-status").textContent');
      throw new Error(
        `A lesson was not over after ${LESSON_LIMIT / 1000} s. The page says: ${status}`,
      );
    }
    await delay(100);
  }
  const caption = await page.evaluate<string>(
    'document.querySelector(".teach-result caption").textContent',
  );
  return shownMilliseconds(/[\d.]+ m?s$/.exec(caption)?.[0] ?? caption);
}

async function modelBytes(url: string): Promise<number> {
  const { model } = await (await fetch(new URL("model/manifest.json", url))).json();
  return model.bytes;
}
