import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { findChromium, openPage, type Page, type View } from "../../../pipeline/chromium.ts";
import {
  calibrationSvg,
  confusionSvg,
  digitSvg,
  featureMapsSvg,
  filtersSvg,
  gridSvg,
  historySvg,
  networkSvg,
  reportHtml,
  type ReportInput,
  samplesSvg,
  type SweepCurves,
  sweepSvg,
} from "../../../src/report/mod.ts";
import { requirement } from "../../_require.ts";
import { layoutProblems } from "./_layout_problems.ts";
import { CHAIN, fullRun, LONG_NAMES } from "./_pictures.ts";

vi.setConfig({ testTimeout: 120_000 });

const inChromium = requirement("chromium", findChromium() !== undefined);
const RUNS: Readonly<Record<string, () => ReportInput>> = {
  "ten long names": () => ({ ...fullRun(LONG_NAMES), network: CHAIN }),
  "3 classes of RGB images of 48 x 32": () =>
    fullRun(["red", "green", "blue"], { width: 48, height: 32, channels: 3 }),
  "100 classes": () => fullRun(Array.from({ length: 100 }, (_, i) => `class number ${i}`)),
};
const VIEWS: Readonly<Record<string, View>> = {
  "light and wide": { width: 1200, height: 900, scheme: "light" },
  "dark on a phone": { width: 390, height: 844, scheme: "dark" },
};

/** A sweep with four lines of these names. */
function sweepOf(names: readonly string[]): SweepCurves {
  return {
    parameter: "units",
    values: [16, 32],
    series: names.slice(-4).map((name, i) => ({
      name: `${name}, batch-size=${64 * 2 ** i}`,
      accuracy: [0.9 + i / 100, 0.95],
      loss: [0.3 - i / 100, 0.2],
    })),
  };
}

/** The pictures as they are written to files, at their own size. */
function pictures(input: ReportInput): string {
  const { samples, network, predictions, calibration, filters, featureMaps } = input;
  return [
    samplesSvg(samples!),
    digitSvg(samples![0]!),
    networkSvg(network!),
    historySvg(input.history),
    gridSvg(predictions!, { columns: 5 }),
    gridSvg(input.misclassified.cells),
    confusionSvg(input.test.metrics.confusion, input.classNames),
    calibrationSvg(calibration!),
    filtersSvg(filters!),
    featureMapsSvg(featureMaps!),
    sweepSvg(sweepOf(input.classNames)),
  ].map((svg) => `<div style="overflow:auto">${svg}</div>`).join("\n");
}

describe("in Chromium", () => {
  let folder: string;
  let page: Page;
  beforeAll(async () => {
    folder = await Deno.makeTempDir();
    if (findChromium() !== undefined) page = await openPage();
  });
  afterAll(async () => {
    await page?.[Symbol.asyncDispose]();
    await Deno.remove(folder, { recursive: true });
  });

  async function show(html: string): Promise<void> {
    await Deno.writeTextFile(`${folder}/page.html`, html);
    await page.open(pathToFileURL(`${folder}/page.html`).href);
  }

  /** Opens a page and says what is wrong with it in each view. */
  async function problemsOf(html: string): Promise<Record<string, string[]>> {
    await show(html);
    await page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })");
    const found: Record<string, string[]> = {};
    for (const [name, view] of Object.entries(VIEWS)) {
      await page.view(view);
      found[name] = await page.evaluate<string[]>(`(${layoutProblems})()`);
    }
    return found;
  }
  const none = Object.fromEntries(Object.keys(VIEWS).map((name) => [name, []]));

  for (const [name, input] of Object.entries(RUNS)) {
    inChromium(`no text of a report of ${name} overflows or overlaps`, async () => {
      expect(await problemsOf(reportHtml(input()))).toEqual(none);
    });

    inChromium(`nor of the pictures of ${name} as files`, async () => {
      const body = `<body style="margin:0">${pictures(input())}</body>`;
      expect(await problemsOf(`<!doctype html>${body}`)).toEqual(none);
    });
  }

  inChromium("the check finds what is wrong", async () => {
    const chart = (body: string) =>
      `<div style="overflow:auto"><svg class="chart" aria-label="x" width="300" height="100">${body}</svg></div>`;
    const found = await problemsOf(
      `<!doctype html><body>${
        chart('<text x="250" y="50">outside of it</text>') +
        chart('<text x="9" y="50">one text</text><text x="30" y="52">another</text>') +
        chart(
          '<g><rect class="box" x="9" y="9" width="40" height="40"/><text x="12" y="30">too long</text></g>',
        ) +
        chart(
          '<rect class="box" x="9" y="9" width="40" height="40"/><path class="axis" d="M0 20H90"/>',
        )
      }<p style="width:50px;white-space:nowrap;overflow:hidden">a paragraph that is cut off</p><p style="width:2000px">wide</p>` +
        '<div class="scroll" aria-label="t" style="width:99px"><table><td>a_wide_table_cell</td></table></div>',
    );
    expect(found["light and wide"]).toEqual([
      expect.stringMatching(/^the page is \d+ wide in a window of 1200$/),
      'x: "outside of it" leaves the chart',
      'x: "one text" overlaps "another"',
      'x: "too long" leaves its box',
      "x: an edge crosses a box",
      'table "t" is wider than its place',
      'P "a paragraph that is cut off" is cut off',
      'P "wide" leaves the page',
    ]);
  });

  inChromium("shows the colour scheme that is asked for", async () => {
    await show(reportHtml(fullRun(["a", "b"])));
    const colours: string[] = [];
    for (const scheme of ["light", "dark"] as const) {
      await page.view({ width: 600, height: 600, scheme });
      colours.push(await page.evaluate("getComputedStyle(document.body).backgroundColor"));
    }
    expect(colours).toEqual(["rgb(243, 245, 248)", "rgb(13, 17, 23)"]);
    const [png] = await page.screenshots();
    expect([...png!.subarray(1, 4)]).toEqual([..."PNG"].map((c) => c.charCodeAt(0)));
  });
});

it("findChromium looks into the folders of PATH", async () => {
  const folder = await Deno.makeTempDir();
  expect(findChromium(`/nowhere:${folder}`)).toBeUndefined();
  await Deno.writeTextFile(`${folder}/google-chrome`, "");
  expect(findChromium(`/nowhere:${folder}`)).toBe(`${folder}/google-chrome`);
  await Deno.remove(folder, { recursive: true });
});
