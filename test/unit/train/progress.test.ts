import { describe, expect, it } from "vitest";
import { bar, duration, metrics, perStep } from "../../../src/train/_progress_text.ts";
import {
  fit,
  progress,
  type ProgressOptions,
  tfjsEngine,
  type TrainingContext,
} from "../../../src/train/mod.ts";
import { NUM_CLASSES, tinyModel, tinySet } from "./_tiny.ts";

/**
 * Two epochs of 469 steps of 6 ms, the first step of 500 ms, and 1 s of validation each: what the
 * bar writes, with its control characters readable.
 */
async function run(options: Partial<ProgressOptions>, steps = 469, stepMs = 6): Promise<string> {
  let now = 1000;
  let text = "";
  const callback = progress({
    verbose: 1,
    write: (part) => text += part,
    isTerminal: true,
    color: false,
    clock: () => now,
    ...options,
  });
  const context = {
    history: { params: { epochs: 2, steps, batchSize: 128 }, epoch: [], metrics: {} },
  } as unknown as TrainingContext;
  await callback.onTrainBegin?.(context);
  for (const epoch of [0, 1]) {
    await callback.onEpochBegin?.(epoch, context);
    for (let batch = 0; batch < steps; batch++) {
      now += epoch === 0 && batch === 0 ? 500 : stepMs;
      const loss = 0.5 / (1 + epoch) - batch / 2000;
      await callback.onBatchEnd?.(batch, { loss, accuracy: 1 - loss }, context);
    }
    now += 1000;
    const logs = { loss: 0.1234, accuracy: 0.9651, val_loss: 0.0004321, val_accuracy: 1 };
    await callback.onEpochEnd?.(epoch, logs, context);
  }
  await callback.onTrainEnd?.(context);
  return text.replaceAll(/\n?\r/g, "\n<").replaceAll("\x1b[K", ">");
}

describe("progress()", () => {
  it("draws Keras's bar on a terminal: time left, time per step, metrics", async () => {
    const lines = (await run({})).split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "Epoch 1/2",
      "<  1/469 ──────────────────── 3:54 500ms/step - accuracy: 0.5000 - loss: 0.5000>",
      "< 10/469 ──────────────────── 3s 6ms/step - accuracy: 0.5045 - loss: 0.4955>",
      "< 19/469 ──────────────────── 3s 6ms/step - accuracy: 0.5090 - loss: 0.4910>",
    ]);
    expect(lines.find((line) => line.includes("244/469"))).toBe(
      "<244/469 ━━━━━━━━━━────────── 1s 6ms/step - accuracy: 0.6215 - loss: 0.3785>",
    );
    const last = "<469/469 ━━━━━━━━━━━━━━━━━━━━ 4s 6ms/step - accuracy: 0.9651 - loss: 0.1234" +
      " - val_accuracy: 1.0000 - val_loss: 4.3210e-04>";
    expect(lines.filter((line) => line === last)).toHaveLength(2);
    expect(lines.slice(-2)).toEqual([last, ""]);
    expect(lines[lines.indexOf(last) + 1]).toBe("Epoch 2/2");
  });

  it("updates at most every 50 ms", async () => {
    const updates = (await run({})).match(/</g)!.length;
    // 1 + 468 steps of 6 ms and 469 steps of 6 ms, one update in 9 steps (54 ms), two last ones.
    expect(updates).toBe(1 + Math.floor(468 / 9) + Math.floor(469 / 9) + 2);
  });

  it("prints one line per epoch with verbosity 2", async () => {
    const line = "469/469 - 4s - 6ms/step - accuracy: 0.9651 - loss: 0.1234" +
      " - val_accuracy: 1.0000 - val_loss: 4.3210e-04";
    expect(await run({ verbose: 2 })).toBe(`Epoch 1/2\n${line}\nEpoch 2/2\n${line}\n`);
  });

  it("prints plain lines where there is no terminal", async () => {
    expect(await run({ isTerminal: false, color: true })).toBe(await run({ verbose: 2 }));
  });

  it("shows every 30 s that a long epoch is alive where there is no terminal", async () => {
    const text = await run({ isTerminal: false }, 100, 1000);
    expect(text.split("\n").slice(0, 5)).toEqual([
      "Epoch 1/2",
      " 31/100 - 1:09 left - 1s/step - accuracy: 0.5150 - loss: 0.4850",
      " 61/100 - 39s left - 1s/step - accuracy: 0.5300 - loss: 0.4700",
      " 91/100 - 9s left - 1s/step - accuracy: 0.5450 - loss: 0.4550",
      "100/100 - 1:41 - 1s/step - accuracy: 0.9651 - loss: 0.1234" +
      " - val_accuracy: 1.0000 - val_loss: 4.3210e-04",
    ]);
  });

  it("prints nothing with verbosity 0", async () => {
    expect(await run({ verbose: 0 })).toBe("");
  });

  it.each([80, 72, 50, 20])("keeps a moving line within %d columns", async (columns) => {
    const lines = (await run({ columns })).split("\n").filter((line) => line.startsWith("<"));
    for (const line of lines) {
      if (line.startsWith("<469/469")) continue;
      expect(line.replace(/[<>]/g, "").length).toBeLessThan(columns);
    }
    expect(lines.at(-1)).toContain("val_accuracy: 1.0000");
  });

  it.each([[true, 1], [false, 1], [false, 2]] as const)(
    "adds the machine's use to the line of each epoch: terminal %s, verbose %d",
    async (isTerminal, verbose) => {
      let calls = 0;
      const text = await run({ isTerminal, verbose, usage: () => ` - cpu: ${calls++}` });
      expect(text.match(/val_loss: [\de.-]+>? - cpu: \d\n/g)?.map((line) => line.slice(-2)))
        .toEqual(
          ["1\n", "2\n"],
        );
    },
  );

  it("ends an unfinished line when training ends early", async () => {
    let text = "";
    const program = await tfjsEngine.compile(tinyModel(), { seed: 1, batchSize: 4 });
    let now = 0;
    const options = { verbose: 1, isTerminal: true, clock: () => now += 60 } as const;
    await expect(fit(program, { train: tinySet(8), numClasses: NUM_CLASSES }, {
      epochs: 1,
      batchSize: 4,
      seed: 0,
      callbacks: [progress({ ...options, write: (part) => text += part }), {
        onBatchEnd: () => {
          throw new Error("killed");
        },
      }],
    })).rejects.toThrow("killed");
    expect(text).toMatch(/1\/2.*\n$/);
  });
});

describe("bar()", () => {
  it.each<[number, number, number, string]>([
    [0, 10, 10, " 0/10 ────────── "],
    [5, 10, 10, " 5/10 ━━━━━───── "],
    [10, 10, 10, "10/10 ━━━━━━━━━━ "],
    [1, 3, 4, "1/3 ━─── "],
    [1, 3, 0, "1/3 "],
  ])("%d of %d at width %d", (done, steps, width, expected) => {
    expect(bar(done, steps, { width, color: false })).toBe(expected);
  });

  it.each<[number, string]>([
    [0, "\x1b[1m0/2\x1b[0m \x1b[37m━━━━\x1b[0m "],
    [1, "\x1b[1m1/2\x1b[0m \x1b[32m━━\x1b[0m\x1b[37m━━\x1b[0m "],
    [2, "\x1b[1m2/2\x1b[0m \x1b[32m━━━━\x1b[0m "],
  ])("%d of 2 in Keras's colours", (done, expected) => {
    expect(bar(done, 2, { width: 4, color: true })).toBe(expected);
  });
});

it.each<[number, string]>([
  [0, "0s"],
  [0.4, "0s"],
  [59.4, "59s"],
  [59.6, "1:00"],
  [187, "3:07"],
  [3600, "1:00:00"],
  [3753, "1:02:33"],
])("duration(%d) is %s", (seconds, expected) => {
  expect(duration(seconds)).toBe(expected);
});

it.each<[number, string]>([
  [0, "0s/step"],
  [0.000724, "724us/step"],
  [0.0061, "6ms/step"],
  [0.9994, "999ms/step"],
  [2.4, "2s/step"],
])("perStep(%d) is %s", (seconds, expected) => {
  expect(perStep(seconds)).toBe(expected);
});

it.each<[number, string]>([
  [0, "0.0000"],
  [0.12345, "0.1235"],
  [1e-3, "1.0000e-03"],
  [-0.00001234567, "-1.2346e-05"],
  [1.5e-12, "1.5000e-12"],
  [1234.5, "1234.5000"],
  [NaN, "NaN"],
  [Infinity, "Infinity"],
])("metrics() shows %d as %s", (value, expected) => {
  expect(metrics({ loss: value })).toBe(` - loss: ${expected}`);
});
