import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { loadDataset, shuffledIndices } from "../../../src/data/mod.ts";
import { preprocess, type Preprocessing, type RgbaImage } from "../../../src/preprocess/mod.ts";
import { textTable } from "../../../src/report/mod.ts";
import { draw } from "../../_drawings/brush.ts";
import { drawingOf } from "../../_drawings/canvas.ts";
import { type TrainedModel, trainedModels } from "../../_drawings/default_models.ts";
import { enlarge } from "../../_drawings/enlarge.ts";
import { AS_IS, place, type Placement, PLACEMENTS } from "../../_drawings/placement.ts";
import { placeStrokes, type Stroke, strokesOf } from "../../_drawings/strokes.ts";
import { thin } from "../../_drawings/thin.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** Of the 10,000 test images, which no training sees. All of them take minutes: elsewhere than in CI, fewer. */
const DIGITS = Deno.env.get("REQUIRE_ALL") === "1" ? 1500 : 300;
const SEED = 5;

interface Digit {
  readonly pixels: Uint8Array;
  readonly label: number;
  /** The centre line as the page's pointer would draw it. */
  readonly strokes: readonly Stroke[];
}

/**
 * The ways to draw a digit, and the least share of right answers to each: enlarged smoothly and cut to
 * black and white, or thinned to its centre line and re-drawn with the page's brush.
 */
const WAYS = [
  {
    way: "enlarged",
    least: 0.965,
    inkOf: ({ pixels }: Digit, placement: Placement) => enlarge(pixels, placement),
  },
  {
    way: "re-drawn",
    least: 0.94,
    inkOf: ({ strokes }: Digit, placement: Placement) => draw(placeStrokes(strokes, placement)),
  },
];

// Digits of the test set come back as ink on the page's canvas, at other places and sizes. The brush
// is as wide for small digits as for large ones.
describe(`${DIGITS} test digits on the page's canvas`, () => {
  let models: TrainedModel[];
  let digits: Digit[];
  const rows = new Map<string, string[]>();

  beforeAll(async () => {
    models = await trainedModels();
    const { images, labels } = (await loadDataset("mnist")).test;
    digits = [...shuffledIndices(labels.length, SEED, 0).subarray(0, DIGITS)].map((i) => {
      const pixels = images.subarray(i * 784, (i + 1) * 784);
      return { pixels, label: labels[i]!, strokes: strokesOf(thin(enlarge(pixels, AS_IS))) };
    });
  });
  afterAll(() => {
    console.log(textTable([["% right", ...PLACEMENTS], ...[...rows].map((row) => row.flat())]));
  });

  /** The share of right answers of each model, which also goes into the table. */
  async function accuracies(
    row: string,
    asked: readonly Digit[],
    present: (digit: Digit, turn: number) => RgbaImage,
    spec: Preprocessing,
  ): Promise<number[]> {
    const size = spec.height * spec.width * spec.channels;
    const inputs = new Float32Array(asked.length * size);
    // One drawing at a time: all of them take half a gigabyte.
    asked.forEach((digit, turn) => inputs.set(preprocess(present(digit, turn), spec), turn * size));
    return await Promise.all(models.map(async ({ folder, classify }) => {
      const answers = await classify(inputs);
      const right = answers.filter((answer, i) => answer === asked[i]!.label).length;
      const name = `${row}, ${folder}`;
      rows.set(name, [...rows.get(name) ?? [], (100 * right / asked.length).toFixed(2)]);
      return right / asked.length;
    }));
  }

  const cases = WAYS.flatMap((way) => PLACEMENTS.map((placement) => ({ ...way, placement })));
  it.each(cases)("$way, $placement", async ({ way, least, inkOf, placement }) => {
    const spec = models[0]!.preprocessing;
    expect(models.map(({ preprocessing }) => preprocessing)).toEqual(models.map(() => spec));
    const present = (digit: Digit, turn: number) =>
      drawingOf(inkOf(digit, place(placement, digit.pixels, turn)));
    const shares = await accuracies(way, digits, present, spec);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(least);
  });

  // The rule is what reads them: without it, most are lost. A third of the digits shows it.
  it.each(PLACEMENTS)("scaled down as a whole, %s", async (placement) => {
    const spec: Preprocessing = { ...models[0]!.preprocessing, mode: "photo" };
    const some = digits.filter((_, i) => i % 3 === 0);
    const present = ({ pixels }: Digit, turn: number) =>
      drawingOf(enlarge(pixels, place(placement, pixels, turn)));
    const shares = await accuracies("scaled down as a whole", some, present, spec);
    if (placement === "off-centre x0.75") expect(Math.max(...shares)).toBeLessThan(0.6);
    else if (placement === "as is") expect(Math.min(...shares)).toBeGreaterThan(0.965);
    else expect(Math.max(...shares)).toBeLessThan(0.95);
  });
});
