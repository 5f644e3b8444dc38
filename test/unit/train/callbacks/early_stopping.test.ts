import { describe, expect, it } from "vitest";
import {
  type Callback,
  earlyStopping,
  type EarlyStoppingOptions,
  fit,
  learningRateScheduler,
  tfjsEngine,
  type TrainingState,
} from "../../../../src/train/mod.ts";
import { NUM_CLASSES, tinyModel, tinySet } from "../_tiny.ts";

const DATA = { train: tinySet(9), validation: tinySet(9, 4), numClasses: NUM_CLASSES };
const COMPILE = { seed: 1, batchSize: 9 };

/** Puts scripted values in place of a metric, before the callbacks after it see them. */
function scripted(metric: string, values: readonly number[]): Callback {
  return {
    onEpochEnd(epoch, logs, { history }) {
      (logs as Record<string, number>)[metric] = values[epoch]!;
      history.metrics[metric]![epoch] = values[epoch]!;
    },
  };
}

async function epochsRun(options: EarlyStoppingOptions, values: readonly number[]) {
  const program = await tfjsEngine.compile(tinyModel(), COMPILE);
  const result = await fit(program, DATA, {
    epochs: values.length,
    batchSize: 9,
    seed: 0,
    callbacks: [scripted(options.monitor ?? "val_loss", values), earlyStopping(options)],
  });
  return { epochs: result.history.epoch.length, stoppedBy: result.stoppedBy };
}

describe("earlyStopping()", () => {
  it.each<[string, EarlyStoppingOptions, number[], number]>([
    ["goes on while the loss falls", {}, [3, 2, 1, 0.5], 4],
    ["stops at the first rise without patience", {}, [3, 2, 2.5, 1], 3],
    ["an equal value is no improvement", {}, [3, 3, 1], 2],
    ["waits as long as its patience", { patience: 2 }, [3, 2, 2.5, 2.1, 1], 4],
    ["an improvement resets the wait", { patience: 2 }, [3, 4, 2, 4, 1, 4, 4, 4], 7],
    ["small changes do not count", { minDelta: 0.5 }, [3, 2.6, 1], 2],
    ["accuracy should rise", { monitor: "val_accuracy" }, [0.1, 0.5, 0.4, 0.9], 3],
    ["never stops at the first epoch", { patience: 0 }, [3], 1],
    ["NaN is no improvement", {}, [3, NaN, 1], 2],
    ["monitors the training set too", { monitor: "accuracy" }, [0.5, 0.4, 1], 2],
  ])("%s", async (_title, options, values, expected) => {
    const { epochs, stoppedBy } = await epochsRun(options, values);
    expect(epochs).toBe(expected);
    if (expected < values.length) {
      expect(stoppedBy).toMatch(/^early stopping: \w+ did not improve for \d epoch\(s\)$/);
    } else {
      expect(stoppedBy).toBeUndefined();
    }
  });

  it("puts the best epoch's state back", async () => {
    const program = await tfjsEngine.compile(tinyModel(), COMPILE);
    const states: TrainingState[] = [];
    await fit(program, DATA, {
      epochs: 5,
      batchSize: 9,
      seed: 0,
      callbacks: [
        scripted("val_loss", [3, 1, 2, 2, 2]),
        { onEpochEnd: (_epoch, _logs, { program }) => void states.push(program.getState()) },
        earlyStopping({ patience: 2, restoreBest: true }),
      ],
    });
    expect(states).toHaveLength(4);
    expect(program.getState()).toEqual(states[1]);
    expect(states[3]).not.toEqual(states[1]);
  });

  it.each([["best before the stop", [3, 1, 2, 2, 2, 2], 4], ["best after", [3, 4, 1, 2, 5, 5], 5]])(
    "goes on after a resume as if it had not stopped (%s)",
    async (_title, values, epochs) => {
      const options = { epochs: 6, batchSize: 9, seed: 0 };
      const callbacks = () => [
        scripted("val_loss", values),
        earlyStopping({ patience: 2, restoreBest: true }),
      ];
      const whole = await tfjsEngine.compile(tinyModel(), COMPILE);
      const expected = await fit(whole, DATA, { ...options, callbacks: callbacks() });

      let snapshot;
      const killed = await tfjsEngine.compile(tinyModel(), COMPILE);
      await fit(killed, DATA, {
        ...options,
        epochs: 2,
        callbacks: [...callbacks(), {
          onEpochEnd: (_epoch, _logs, context) => void (snapshot = context.snapshot()),
        }],
      });
      const resumed = await tfjsEngine.compile(tinyModel(), COMPILE);
      const result = await fit(resumed, DATA, {
        ...options,
        callbacks: callbacks(),
        resume: snapshot!,
      });
      expect(result.history).toEqual(expected.history);
      expect(result.history.epoch).toHaveLength(epochs);
      expect(resumed.getState()).toEqual(whole.getState());
    },
  );

  it("does not train on when the training had been stopped before", async () => {
    const program = await tfjsEngine.compile(tinyModel(), COMPILE);
    let snapshot;
    const callbacks = () => [scripted("val_loss", [1, 2, 3, 0]), earlyStopping()];
    await fit(program, DATA, {
      epochs: 4,
      batchSize: 9,
      seed: 0,
      callbacks: [...callbacks(), {
        onEpochEnd: (_epoch, _logs, context) => void (snapshot = context.snapshot()),
      }],
    });
    const result = await fit(program, DATA, {
      epochs: 4,
      batchSize: 9,
      seed: 0,
      callbacks: callbacks(),
      resume: snapshot!,
    });
    expect(result.images, "nothing is trained again").toBe(snapshot!.images);
    expect(result.stoppedBy).toContain("early stopping");
  });

  it("lists the metrics when there is none of that name", async () => {
    await expect(epochsRun({ monitor: "val_los" }, [])).rejects.toThrow();
    const program = await tfjsEngine.compile(tinyModel(), COMPILE);
    const { train, numClasses } = DATA;
    const options = { epochs: 2, batchSize: 9, seed: 0, callbacks: [earlyStopping()] };
    await expect(fit(program, { train, numClasses }, options)).rejects.toThrow(
      'Cannot monitor "val_loss": should be one of loss, accuracy. ' +
        "Metrics that start with val_ need validation data",
    );
  });
});

describe("learningRateScheduler()", () => {
  it("sets the rate of each epoch from the one before", async () => {
    const program = await tfjsEngine.compile(tinyModel(), COMPILE);
    const rates: number[] = [];
    await fit(program, DATA, {
      epochs: 4,
      batchSize: 9,
      seed: 0,
      callbacks: [
        learningRateScheduler((epoch, current) => epoch < 2 ? current : current / 2),
        { onBatchEnd: (_batch, _logs, { program }) => void rates.push(program.learningRate) },
      ],
    });
    expect(rates).toEqual([0.01, 0.01, 0.005, 0.0025]);
  });

  it.each([NaN, -1, Infinity])("refuses %d", async (rate) => {
    const program = await tfjsEngine.compile(tinyModel(), COMPILE);
    const callbacks = [learningRateScheduler(() => rate)];
    await expect(fit(program, DATA, { epochs: 1, batchSize: 9, seed: 0, callbacks }))
      .rejects.toThrow(`Cannot set the learning rate of epoch 1 to ${rate}: expected 0 or more`);
  });
});
