import { openPage, type Page } from "../../chromium.ts";
import { DRAWING_PROBE, LESSON_PROBE, READY_PROBE } from "./_probe.ts";
import type { Encoding } from "../precompress.ts";
import { delay, drawDigit, untilReady } from "../visit.ts";
import { DIGITS } from "../strokes.ts";
import { shownMilliseconds } from "./_shown_milliseconds.ts";

/**
 * What the page costs its visitor, as Chromium measures it. Each time is that of the best visit: what else a machine does
 * makes a page slower and never faster.
 */
export interface PageMeasures {
  /** Bytes over the wire, headers too, until a first visitor's page is ready. */
  readonly transfer: Readonly<Record<Encoding, number>>;
  /** The model's file, not compressed. */
  readonly modelBytes: number;
  /** From navigation until the model is there, with an empty cache. */
  readonly readyMs: number;
  /** From the first touch of the pen until a guess is shown. */
  readonly firstPredictionMs: number;
  /** The page's own median of preprocessing and model together. */
  readonly medianMs: number;
  /** Longest task that blocked the page while digits were drawn, corrected ones too; 0: none took 50 ms. */
  readonly longestTaskMs: number;
  /** From the click until the page has learnt five corrected drawings; absent where the model cannot be taught. */
  readonly lessonMs?: number;
}

/** Options of {@linkcode measurePage}. */
export interface MeasurePageOptions {
  /** How often the digits are drawn at each visit. @default {3} */
  readonly rounds?: number;
  /** Most visits, at least two. @default {2} */
  readonly visits?: number;
  /** Asked after every visit from the second on; the last one is that after which it says yes. */
  readonly isEnough?: (measures: PageMeasures) => boolean;
}

/**
 * Visits a page twice or more as a stranger, by each encoding in turn, draws on it and teaches it.
 *
 * @param url Address of the built page.
 * @throws {ChromiumError} When Chromium is not there.
 * @throws {Error} When the page does not become ready.
 */
export async function measurePage(
  url: string,
  { rounds = 3, visits = 2, isEnough = () => true }: MeasurePageOptions = {},
): Promise<PageMeasures> {
  const gzip = await visit(url, "gzip", rounds);
  const br = await visit(url, "br", rounds);
  const size = { transfer: { gzip: gzip.bytes, br: br.bytes }, modelBytes: await modelBytes(url) };
  let times = best(gzip, br);
  for (let i = 2; i < visits && !isEnough({ ...size, ...times }); i++) {
    times = best(times, await visit(url, i % 2 === 0 ? "gzip" : "br", rounds));
  }
  return { ...size, ...times };
}

type Times = Omit<PageMeasures, "transfer" | "modelBytes">;

function best(a: Times, b: Times): Times {
  const better = (time: keyof Times) => Math.min(a[time] ?? NaN, b[time] ?? NaN);
  return {
    readyMs: better("readyMs"),
    firstPredictionMs: better("firstPredictionMs"),
    medianMs: better("medianMs"),
    longestTaskMs: better("longestTaskMs"),
    ...a.lessonMs === undefined ? {} : { lessonMs: better("lessonMs") },
  };
}

/** Opens the page with an empty cache, waits until it is ready, and draws. */
async function visit(
  url: string,
  encoding: Encoding,
  rounds: number,
): Promise<Times & { bytes: number }> {
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
  return { bytes: received, readyMs, ...await drawAndTeach(page, rounds) };
}

async function drawAndTeach(page: Page, rounds: number): Promise<Omit<Times, "readyMs">> {
  await page.evaluate(DRAWING_PROBE);
  for (let round = 0; round < rounds; round++) {
    for (const digit of DIGITS) {
      await page.evaluate('document.getElementById("clear").click()');
      await drawDigit(page, digit);
    }
  }
  const canBeTaught = !await page.evaluate('document.getElementById("teach").hidden');
  if (canBeTaught) await correctDrawings(page);
  // Reports of long tasks come with the next free moment.
  await delay(200);
  const tasks = await page.evaluate<{ duration: number }[]>("measured.tasks");
  return {
    firstPredictionMs: await page.evaluate("measured.firstGuess - measured.penDown"),
    medianMs: shownMilliseconds(
      await page.evaluate('document.getElementById("fact-p50").textContent'),
    ),
    longestTaskMs: Math.max(0, ...tasks.map(({ duration }) => duration)),
    ...canBeTaught ? { lessonMs: await teach(page) } : {},
  };
}

/** Longest time that a lesson may take, in milliseconds. */
const LESSON_LIMIT = 120_000;

/** Draws the first digit five times and says that it is a 3. */
async function correctDrawings(page: Page): Promise<void> {
  for (let drawing = 0; drawing < 5; drawing++) {
    await page.evaluate('document.getElementById("clear").click()');
    await drawDigit(page, DIGITS[0]!);
    // The button waits for the prediction.
    await delay(200);
    await page.evaluate("document.querySelector('.teach-class[data-label=\"3\"]').click()");
  }
}

/** Teaches the corrected drawings and says how long that took, in milliseconds. */
async function teach(page: Page): Promise<number> {
  await page.evaluate(LESSON_PROBE);
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
  return await page.evaluate("measured.taught - measured.started");
}

async function modelBytes(url: string): Promise<number> {
  const { model } = await (await fetch(new URL("model/manifest.json", url))).json();
  return model.bytes;
}
