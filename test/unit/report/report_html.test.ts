import { describe, expect, it } from "vitest";
import { metricsOf, tally } from "../../../src/evaluate/metrics.ts";
import { reportHtml, type ReportInput } from "../../../src/report/mod.ts";
import { checkWellFormed } from "./_well_formed.ts";
import { cells, CHAIN, filters, fullRun, samples, variant, waves } from "./_pictures.ts";
import { cell, HOSTILE, run } from "./_run.ts";

/** The text a reader sees. */
const textOf = (html: string) =>
  html.replace(/<style>[^<]*<\/style>/g, "").replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

describe("reportHtml", () => {
  it("shows a run", async () => {
    const html = reportHtml(run());
    checkWellFormed(html, { html: true });
    await expect(html).toMatchFileSnapshot("../../golden/report/report.html");
  });

  it("shows the pictures of a run in the order of the work", async () => {
    const shape = { width: 4, height: 3, channels: 3 };
    const images = samples(["circle", "star"], 2, shape);
    const html = reportHtml({
      ...fullRun(["circle", "star"], shape),
      samples: images,
      network: CHAIN,
      predictions: cells(images, ["circle", "star"]),
      misclassified: {
        total: 2,
        cells: cells(images, ["circle", "star"], { wrong: true, top: true }),
      },
      filters: filters(2, 3, 3),
      featureMaps: { image: images[0]!, layers: [{ layer: "conv_1", maps: [waves(4, 3, 1)] }] },
    });
    checkWellFormed(html, { html: true });
    expect([...html.matchAll(/<h2 id="([^"]*)"/g)].map(([, id]) => id)).toEqual([
      "result",
      "data",
      "network",
      "training",
      "predictions",
      "confusion",
      "classes",
      "misclassified",
      "calibration",
      "inside",
      "parity",
      "variants",
      "run",
      "model",
      "repeat",
    ]);
    await expect(html).toMatchFileSnapshot("../../golden/report/report_with_pictures.html");
  });

  it("pages a long list of misclassified images, with the share of each of the best classes", () => {
    const html = reportHtml(fullRun(["red", "green", "blue"]));
    expect(html.match(/<details open>/g)).toHaveLength(1);
    expect(html).toMatch(/<summary>36 to 70<\/summary>/);
    expect(html).toMatch(
      /<li style="--share:62.0%"><span>\w+( ✓)?<\/span> 62.0 %<\/li>/,
    );
    expect(html).toMatch(/<span>\w+ ✓<\/span>/);
    expect(textOf(html)).toContain("70 of 1,700 shown");
  });

  it("shows the accuracy beside the published one", () => {
    const text = textOf(reportHtml(run()));
    expect(text).toMatch(/75.00 % test accuracy on 4 images/);
    expect(text).toMatch(/76.17 % published \( source \), here −1.17 points/);
    const same = run({ published: { accuracy: 0.750001, source: "Table 2" } });
    expect(textOf(reportHtml(same))).toContain("published (Table 2), here +0.00 points");
    const { published: _, ...unpublished } = run();
    expect(textOf(reportHtml(unpublished))).not.toContain("published");
  });

  it("loads nothing, and links only web addresses", () => {
    const html = reportHtml(run());
    expect(html).not.toMatch(/<script|<link|@import|url\(|src="(?!data:image\/png;base64,)/);
    expect(html.match(/href="(?!data:)[^"]*"/g)).toEqual([
      'href="https://example.org/paper?a=1&amp;b=2"',
    ]);
    const script = run({ published: { accuracy: 1, source: "javascript:alert(1)" } });
    expect(reportHtml(script)).not.toContain("<a ");
  });

  it("names every part for readers who do not see it", () => {
    const html = reportHtml(run());
    expect(html).toMatch(/<html lang="en">/);
    expect(html.match(/<h1>/g)).toHaveLength(1);
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of html.matchAll(/aria-labelledby="([^"]*)"/g)) expect(ids).toContain(id);
    for (const [tag] of html.matchAll(/<svg[^>]*>/g)) {
      expect(tag).toMatch(/role="img" aria-label="\w/);
    }
    for (const [tag] of html.matchAll(/<img[^>]*>/g)) expect(tag).toMatch(/alt="\w/);
    for (const [tag] of html.matchAll(/<th [^>]*>/g)) expect(tag).toMatch(/scope="(row|col)"/);
  });

  it("compares the forms of the weights, and marks the one for the web page", () => {
    const full = variant("fp32", { bytes: 200_000, accuracy: 0.99 });
    const variants = [
      full,
      variant("fp16", { bytes: 100_000, accuracy: 0.9901, maxDifference: 2e-4 }),
      variant("int8", { bytes: 50_000, accuracy: 0.985, maxDifference: 0.25 }),
    ];
    const shipping = (index: number) =>
      textOf(reportHtml(run({
        variants: {
          variants: variants.map((row, i) => ({ ...row, shipped: i === index })),
          maxLost: 0.0005,
        },
      })));
    const text = shipping(1);
    expect(text).toContain("loses at most 0.05 points of accuracy");
    expect(text).toMatch(/fp32 model.onnx 195.3 KiB \(100 %\) 99.00 % 0.0300 fp16/);
    expect(text).toMatch(
      /model_fp16.onnx 97.7 KiB \(50 %\) 99.01 % \+0.01 0.0300 2.0e-4 ✓ web page/,
    );
    expect(text).toMatch(/model_int8.onnx 48.8 KiB \(25 %\) 98.50 % −0.50 0.0300 0.2500 Run/);
    expect(shipping(0)).toMatch(/99.00 % 0.0300 ✓ web page fp16/);
    expect(textOf(reportHtml(run()))).not.toContain("Smaller files");
    expect(reportHtml(run({ variants: { variants: [], maxLost: 0 } }))).not.toContain("variants");
  });

  it("marks the best epoch by validation loss, and folds long tables", () => {
    expect(reportHtml(run())).toMatch(/<tr class="best"><th scope="row">2<\/th>/);
    const epoch = Array.from({ length: 30 }, (_, i) => i);
    const html = reportHtml(run({ history: { epoch, metrics: { loss: epoch.map(() => NaN) } } }));
    expect(html).toContain("<summary>All 30 epochs</summary>");
    expect(html).not.toContain('class="best"><th scope="row">1<');
  });

  it("tells failed checks apart", () => {
    const checks = [
      { name: "Shapes", passed: true, detail: "equal" },
      { name: "Values", passed: false, detail: "max 3.0e-3" },
    ];
    const html = reportHtml(run({ parity: [{ title: "web", checks }] }));
    expect(textOf(html)).toContain("✗ 1 of 2 checks failed");
    expect(html).toContain('<span role="img" aria-label="failed">✗</span>');
    expect(textOf(reportHtml(run({ parity: [] })))).toContain("Not checked in this run");
  });

  it("does without what a run may lack", () => {
    const { training, test } = run();
    const { epochSeconds: _, ...untimed } = training;
    const { latency: __, ...noLatency } = test;
    const html = reportHtml(run({
      training: untimed,
      test: noLatency,
      providers: [],
      misclassified: { total: 0, cells: [] },
    }));
    checkWellFormed(html, { html: true });
    expect(textOf(html)).toContain("every test image was classified right");
    expect(html).not.toMatch(/undefined|NaN|\[object/);
    const stopped = run({ training: { ...training, stopped: "val_loss did not improve" } });
    expect(textOf(reportHtml(stopped))).toContain("Stopped early: val_loss did not improve");
  });

  it("shows images that are right as right", () => {
    const cells = [cell({ predicted: "3" }), cell()];
    const html = reportHtml(run({ misclassified: { total: 90, cells } }));
    expect(html).toContain('<li class="right">');
    expect(textOf(html)).toContain("2 of 90 shown");
  });

  it("gives many classes the whole width", () => {
    const names = Array.from({ length: 20 }, (_, i) => `class ${i}`);
    const row = names.map((_, i) => i === 3 ? 1 : 0);
    const html = reportHtml(run({
      classNames: names,
      test: { ...run().test, metrics: metricsOf(tally([3], row, 20)) },
    }));
    expect(html).toContain('<div class="matrix wide">');
  });

  it("escapes whatever text it is given", () => {
    const replaced = JSON.parse(
      JSON.stringify(
        run(),
        (key, value) => typeof value === "string" ? HOSTILE : key === "data" ? null : value,
      ),
    ) as ReportInput;
    const hostile = cell({ label: HOSTILE, predicted: HOSTILE });
    const html = reportHtml({
      ...replaced,
      model: { ...replaced.model, nodes: { [HOSTILE]: 1 } },
      history: { epoch: [0], metrics: { loss: [1], [HOSTILE]: [1] } },
      misclassified: { total: 1, cells: [hostile] },
      samples: [hostile],
      network: [{ name: HOSTILE, type: HOSTILE, outputShapes: [], parameters: 0, inputs: [] }],
      predictions: [{ ...hostile, top: [{ name: HOSTILE, probability: 1 }] }],
      filters: { layer: HOSTILE, filters: [] },
      featureMaps: { image: hostile, layers: [{ layer: HOSTILE, maps: [] }] },
      variants: { variants: [variant(HOSTILE, { file: HOSTILE })], maxLost: 0 },
    });
    checkWellFormed(html, { html: true });
    expect(html).not.toContain("<script");
    expect(html).not.toContain("\u0007");
    expect(html).toContain("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;");
  });

  it("refuses names that do not match the metrics", () => {
    expect(() => reportHtml(run({ classNames: ["a"] }))).toThrow(TypeError);
  });
});
