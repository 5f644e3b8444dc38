import { expect, it } from "vitest";
import { csvLogger, fit, historyToCsv, tfjsEngine } from "../../../../src/train/mod.ts";
import { NUM_CLASSES, tinyModel, tinySet } from "../_tiny.ts";

it("historyToCsv() writes a column per metric and a row per epoch", () => {
  const history = {
    params: { epochs: 2, steps: 1, batchSize: 1 },
    epoch: [0, 1],
    metrics: { loss: [0.5, 0.25], val_accuracy: [0.9, 1] },
  };
  expect(historyToCsv(history)).toBe("epoch,loss,val_accuracy\n0,0.5,0.9\n1,0.25,1\n");
});

it("csvLogger() keeps the file up to date", async () => {
  const path = `${await Deno.makeTempDir()}/logs/history.csv`;
  const program = await tfjsEngine.compile(tinyModel(), { seed: 1, batchSize: 4 });
  const lines: number[] = [];
  const { history } = await fit(program, { train: tinySet(8), numClasses: NUM_CLASSES }, {
    epochs: 3,
    batchSize: 4,
    seed: 0,
    callbacks: [csvLogger(path), {
      onEpochEnd: async () => void lines.push((await Deno.readTextFile(path)).split("\n").length),
    }],
  });
  expect(lines).toEqual([3, 4, 5]);
  expect(await Deno.readTextFile(path)).toBe(historyToCsv(history));
});
