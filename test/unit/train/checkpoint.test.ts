import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import {
  checkpoint,
  CheckpointError,
  decodeCheckpoint,
  encodeCheckpoint,
  fit,
  readCheckpoint,
  tfjsEngine,
  type TrainingSnapshot,
  writeCheckpoint,
} from "../../../src/train/mod.ts";
import { NUM_CLASSES, OPTIMIZER_ROWS, tinyModel, tinySet } from "./_tiny.ts";

const FINGERPRINT = { recipe: "tiny", seed: 5, batchSize: 8, shuffle: true, data: "ab12" };
const SNAPSHOT: TrainingSnapshot = {
  epoch: 2,
  learningRate: 0.125,
  seconds: 1 / 3,
  images: 48,
  history: {
    params: { epochs: 9, steps: 3, batchSize: 8 },
    epoch: [0, 1],
    metrics: { loss: [0.1 + 0.2, 1 / 3], val_loss: [5e-324, 1e300, NaN, -Infinity] },
  },
  state: {
    tensors: {
      "dense/kernel": {
        dtype: "float32",
        shape: [2, 2],
        data: Float32Array.of(1, -0, NaN, 1e-45),
      },
      "optimizer/iterations": { dtype: "int32", shape: [], data: Int32Array.of(-7) },
      "big/ä": { dtype: "int64", shape: [1], data: BigInt64Array.of(-(2n ** 62n)) },
      "flags": { dtype: "bool", shape: [3], data: Uint8Array.of(1, 0, 1) },
      "empty": { dtype: "float32", shape: [0, 4], data: new Float32Array() },
    },
  },
  callbacks: {
    "earlyStopping(val_loss)": {
      tensors: { w: { dtype: "float32", shape: [1], data: Float32Array.of(4) } },
    },
  },
};

async function temporaryFile(): Promise<string> {
  return `${await Deno.makeTempDir()}/run/checkpoint.bin`;
}

describe("writeCheckpoint() and readCheckpoint()", () => {
  it("give back the same training, bit for bit", async () => {
    const path = await temporaryFile();
    await writeCheckpoint(path, SNAPSHOT, FINGERPRINT);
    const read = await readCheckpoint(path, FINGERPRINT);
    expect(read).toEqual(SNAPSHOT);
    const bits = ({ state }: TrainingSnapshot) =>
      new Uint32Array(state.tensors["dense/kernel"]!.data.slice().buffer as ArrayBuffer);
    expect(bits(read!)).toEqual(bits(SNAPSHOT));
    const files = [...Deno.readDirSync(path.slice(0, path.lastIndexOf("/")))];
    expect(files.map(({ name }) => name)).toEqual(["checkpoint.bin"]);
  });

  it("replace the checkpoint before", async () => {
    const path = await temporaryFile();
    await writeCheckpoint(path, SNAPSHOT, FINGERPRINT);
    await writeCheckpoint(path, { ...SNAPSHOT, epoch: 3 }, FINGERPRINT);
    expect((await readCheckpoint(path, FINGERPRINT))!.epoch).toBe(3);
  });

  it("find nothing where there is no file", async () => {
    expect(await readCheckpoint(await temporaryFile(), FINGERPRINT)).toBeUndefined();
  });

  it("refuse a folder in place of the file", async () => {
    const path = await Deno.makeTempDir();
    await expect(readCheckpoint(path, FINGERPRINT)).rejects.toThrow(CheckpointError);
  });

  it("refuse another training's checkpoint, naming every difference", async () => {
    const path = await temporaryFile();
    await writeCheckpoint(path, SNAPSHOT, FINGERPRINT);
    const { shuffle: _shuffle, ...others } = FINGERPRINT;
    const error = await readCheckpoint(path, { ...others, batchSize: 64, engine: "onnx" })
      .catch((error) => error);
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error.message).toBe(
      `Cannot resume from "${path}": it belongs to another training (batchSize was 8 and is now ` +
        `64; shuffle was true and is now undefined; engine was undefined and is now "onnx"). ` +
        "Use the same settings, or remove it to train from the beginning",
    );
  });
});

describe("decodeCheckpoint()", () => {
  const flip = (bytes: Uint8Array, at: number) => {
    const copy = bytes.slice();
    copy[at]! ^= 1;
    return copy;
  };

  it.each<[string, (bytes: Uint8Array) => Uint8Array, RegExp]>([
    ["an empty file", () => new Uint8Array(), /: the file is empty\./],
    ["another kind of file", () => new TextEncoder().encode("<html>"), /: it is not a checkpoint/],
    [
      "a file of an older version",
      (bytes) => Uint8Array.of(...bytes.slice(0, 7), "1".charCodeAt(0), ...bytes.slice(8)),
      /: another version of this program wrote it\./,
    ],
    ["a file that ends in its beginning", (bytes) => bytes.slice(0, 20), /: it has 20 bytes where/],
    [
      "a file that ends early",
      (bytes) => bytes.slice(0, -1),
      /: it has \d+ bytes where \d+ were written/,
    ],
    [
      "a file with more at its end",
      (bytes) => Uint8Array.of(...bytes, 0),
      /: it has \d+ bytes where \d+ were written/,
    ],
    ["a changed header", (bytes) => flip(bytes, 60), /: its checksum is wrong/],
    ["a changed tensor", (bytes) => flip(bytes, bytes.length - 1), /: its checksum is wrong/],
    ["a changed checksum", (bytes) => flip(bytes, 9), /: its checksum is wrong/],
    ["a changed length", (bytes) => flip(bytes, 41), /bytes where \d+ were written/],
  ])("refuses %s", async (_title, damage, message) => {
    const bytes = await encodeCheckpoint({ snapshot: SNAPSHOT, fingerprint: FINGERPRINT });
    const error = await decodeCheckpoint(damage(bytes), "x.bin").catch((error) => error);
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(
      /^Cannot read checkpoint "x\.bin": .*\. Remove it to train from the beginning$/,
    );
  });

  it("notices any single changed bit", async () => {
    const bytes = await encodeCheckpoint({ snapshot: SNAPSHOT, fingerprint: FINGERPRINT });
    for (let at = 0; at < bytes.length; at += 13) {
      await expect(decodeCheckpoint(flip(bytes, at), "x")).rejects.toThrow(CheckpointError);
    }
  });
});

describe("checkpoint() and fit()", () => {
  const data = { train: tinySet(22), validation: tinySet(9, 5), numClasses: NUM_CLASSES };
  const options = { epochs: 5, batchSize: 8, seed: 5 };
  const compile = (optimizer: tf.Optimizer) =>
    tfjsEngine.compile(tinyModel({ optimizer, dropout: 0.3, batchNormalization: true }), options);

  it.each(OPTIMIZER_ROWS)(
    "resume a killed training to the same result: %s",
    async (_name, makeOptimizer) => {
      const whole = await compile(makeOptimizer());
      const expected = await fit(whole, data, options);

      const path = await temporaryFile();
      const killed = await compile(makeOptimizer());
      const kill = new Error("killed");
      await expect(fit(killed, data, {
        ...options,
        callbacks: [checkpoint({ path, fingerprint: FINGERPRINT }), {
          onBatchEnd(batch, _logs, { history }) {
            if (history.epoch.length === 2 && batch === 1) throw kill;
          },
        }],
      })).rejects.toBe(kill);

      const resumed = await compile(makeOptimizer());
      const resume = await readCheckpoint(path, FINGERPRINT);
      expect(resume!.epoch).toBe(2);
      const result = await fit(resumed, data, { ...options, resume: resume! });
      expect(result.history).toEqual(expected.history);
      expect(result.images).toBe(5 * 22);
      expect(resume!.images).toBe(2 * 22);
      expect(result.seconds).toBeGreaterThan(resume!.seconds);
      expect(result.imagesPerSecond).toBe(result.images / result.seconds);
      expect(resumed.getState()).toEqual(whole.getState());
    },
  );

  it("resume with the learning rate that a schedule had reached", async () => {
    const path = await temporaryFile();
    const program = await compile(tf.train.sgd(0.5));
    await fit(program, data, {
      ...options,
      epochs: 2,
      callbacks: [
        { onEpochEnd: (_epoch, _logs, { program }) => void (program.learningRate /= 2) },
        checkpoint({ path, fingerprint: FINGERPRINT }),
      ],
    });
    const resumed = await compile(tf.train.sgd(0.5));
    const resume = await readCheckpoint(path, FINGERPRINT);
    await fit(resumed, data, { ...options, epochs: 2, resume: resume! });
    expect(resumed.learningRate).toBe(0.125);
  });

  it("train more epochs after a training that had ended", async () => {
    const path = await temporaryFile();
    const first = await compile(tf.train.sgd(0.1));
    const callbacks = [checkpoint({ path, fingerprint: FINGERPRINT })];
    await fit(first, data, { ...options, epochs: 1, callbacks });
    const resume = (await readCheckpoint(path, FINGERPRINT))!;
    const second = await compile(tf.train.sgd(0.1));
    const { history } = await fit(second, data, { ...options, epochs: 2, resume });
    expect(history.params.epochs).toBe(2);
    expect(history.epoch).toEqual([0, 1]);
    expect(resume.history.epoch, "the snapshot is not changed").toEqual([0]);
  });

  it("refuse fewer epochs than are done", async () => {
    const program = await compile(tf.train.sgd(0.1));
    const resume = { ...SNAPSHOT, state: program.getState() };
    await expect(fit(program, data, { ...options, epochs: 1, resume })).rejects.toThrow(
      "Cannot resume after epoch 2: epochs is 1. Set it to 2 or more",
    );
  });
});
