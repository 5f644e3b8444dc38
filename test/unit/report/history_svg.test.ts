import { describe, expect, it } from "vitest";
import { historyPanels, historySvg } from "../../../src/report/mod.ts";
import { checkWellFormed } from "./_well_formed.ts";
import { HOSTILE, run } from "./_run.ts";

const GOLDEN = "../../golden/report";
const range = (count: number) => Array.from({ length: count }, (_, i) => i);
/** Markers in the plot and one in the legend for each curve. */
const markers = (svg: string, style: string) =>
  svg.match(new RegExp(`<path class="${style}" transform`, "g"))?.length ?? 0;

const cases = {
  "three_epochs": run().history,
  "one_epoch": {
    epoch: [0],
    metrics: { loss: [0.2], accuracy: [0.95], val_loss: [0.1], val_accuracy: [0.97] },
  },
  "no_validation": { epoch: [0, 1], metrics: { accuracy: [0.5, 1], loss: [2.3, 0] } },
  "stopped_on_nan": {
    epoch: [0, 1, 2, 3],
    metrics: { loss: [1, 0.5, NaN, Infinity], val_loss: [1, NaN, 0.4, NaN] },
  },
  "hundred_epochs": {
    epoch: range(100),
    metrics: {
      loss: range(100).map((i) => 1 / (i + 1)),
      val_loss: range(100).map((i) => 1 / (i + 1) + 0.05),
      accuracy: range(100).map((i) => 1 - 0.5 / (i + 1)),
      val_accuracy: range(100).map((i) => 0.99 - 0.5 / (i + 1)),
      meanSquaredError: range(100).map((i) => 1e-4 / (i + 1)),
    },
  },
};

describe("historySvg", () => {
  it.each(Object.entries(cases))("draws %s", async (name, history) => {
    const svg = historySvg(history);
    checkWellFormed(svg);
    expect(svg).not.toMatch(/NaN[ ,"]|Infinity[ ,"LM]|undefined/);
    await expect(svg).toMatchFileSnapshot(`${GOLDEN}/history_${name}.svg`);
  });

  it("shows loss first, solid against dashed, and markers at a single epoch", () => {
    const svg = historySvg({
      epoch: [0],
      metrics: { accuracy: [0.5], val_accuracy: [0.4], loss: [1], val_loss: [2] },
    });
    expect(svg.indexOf(">loss<")).toBeLessThan(svg.indexOf(">accuracy<"));
    expect(svg).toMatch(/\.line\.second\{[^}]*stroke-dasharray/);
    expect([markers(svg, "first"), markers(svg, "second")]).toEqual([4, 4]);
    expect(svg).toContain(">validation 40.00 %<");
  });

  it("marks only the last of many epochs", () => {
    expect(markers(historySvg(cases.hundred_epochs), "first")).toBe(6);
  });

  it("leaves a gap where a value is not finite", () => {
    const svg = historySvg({ epoch: [0, 1, 2, 3], metrics: { loss: [4, NaN, 2, 1] } });
    const [, path] = svg.match(/<path class="line first" d="([^"]*)"/)!;
    expect(path!.match(/M/g)).toHaveLength(2);
    expect(markers(svg, "first")).toBe(4);
  });

  it.each([
    ["no epochs", { epoch: [], metrics: { loss: [], val_loss: [] } }],
    ["no metrics", { epoch: [0], metrics: {} }],
    ["only NaN", { epoch: [0], metrics: { loss: [NaN] } }],
    ["null from JSON", JSON.parse('{"epoch":[0],"metrics":{"loss":[null]}}')],
  ])("says so when there is nothing to draw: %s", (_, history) => {
    const svg = historySvg(history);
    checkWellFormed(svg);
    expect(svg).toContain("no finite values");
  });

  it("draws a constant zero and values below zero", () => {
    for (const values of [[0, 0], [-1, -2]]) {
      const svg = historySvg({ epoch: [0, 1], metrics: { loss: values } });
      expect(svg).not.toContain("NaN");
    }
  });

  it("escapes metric names", () => {
    const svg = historySvg({ epoch: [0], metrics: { [HOSTILE]: [1] } });
    checkWellFormed(svg);
    expect(svg).not.toContain("<script");
  });

  it("refuses a metric that misses an epoch", () => {
    const history = { epoch: [0, 1], metrics: { loss: [1, 2], accuracy: [1] } };
    expect(() => historySvg(history)).toThrow(TypeError);
    expect(() => historySvg(history)).toThrow(
      'Cannot draw metric "accuracy": received 1 values for 2 epochs',
    );
  });
});

describe("historyPanels", () => {
  it("gives each metric a document of its own", () => {
    const panels = historyPanels(cases.hundred_epochs);
    expect(panels).toHaveLength(3);
    panels.forEach((panel) => checkWellFormed(panel));
    expect(panels[0]).toContain('aria-label="loss over 100 epochs: training 1.0000 to 0.0100');
  });
});
