import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { accelerate } from "../../../src/jit/mod.ts";
import { prepareTfjs } from "../../../src/train/mod.ts";

beforeAll(prepareTfjs);

const X = tf.tensor2d(Array.from({ length: 40 }, (_, i) => Math.sin(i)), [20, 2]);
const Y = tf.oneHot(tf.tensor1d(Array.from({ length: 20 }, (_, i) => i % 3), "int32"), 3);

function build(): tf.Sequential {
  const init = (seed: number) => tf.initializers.glorotUniform({ seed });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 5,
        inputShape: [2],
        activation: "tanh",
        kernelInitializer: init(1),
      }),
      tf.layers.dense({ units: 3, activation: "softmax", kernelInitializer: init(2) }),
    ],
  });
  model.compile({
    optimizer: tf.train.adam(0.05),
    loss: "categoricalCrossentropy",
    metrics: ["accuracy"],
  });
  return model;
}

/** What a training gives, plain and accelerated. */
async function both(train: (model: tf.Sequential) => Promise<number[]>): Promise<number[][]> {
  const plain = await train(build());
  const model = build();
  const restore = accelerate(model);
  const accelerated = await train(model);
  restore();
  return [plain, accelerated];
}

function expectClose([plain, accelerated]: number[][]): void {
  expect(plain!.length).toBeGreaterThan(0);
  expect(accelerated).toHaveLength(plain!.length);
  accelerated!.forEach((value, i) => expect(value).toBeCloseTo(plain![i]!, 5));
}

const flat = (history: tf.History) => Object.values(history.history).flat() as number[];

describe("accelerate()", () => {
  it("fit() with a smaller last batch and validation gives tfjs's history", async () => {
    expectClose(
      await both(async (model) =>
        flat(
          await model.fit(X, Y, {
            epochs: 3,
            batchSize: 8,
            shuffle: false,
            validationData: [X, Y],
            verbose: 0,
          }),
        )
      ),
    );
  });

  it("fitDataset() gives tfjs's history", async () => {
    expectClose(
      await both(async (model) => {
        const data = tf.data.zip({
          xs: tf.data.array(X.arraySync()),
          ys: tf.data.array(Y.arraySync() as number[][]),
        })
          .batch(8);
        return flat(
          await model.fitDataset(data as unknown as tf.data.Dataset<tf.TensorContainer>, {
            epochs: 2,
            verbose: 0,
          }),
        );
      }),
    );
  });

  it("trainOnBatch() and evaluate() give tfjs's numbers", async () => {
    expectClose(
      await both(async (model) => {
        const logs = [...await model.trainOnBatch(X, Y) as number[]];
        const [loss, accuracy] = model.evaluate(X, Y, { batchSize: 7 }) as tf.Scalar[];
        return [...logs, loss!.dataSync()[0]!, accuracy!.dataSync()[0]!];
      }),
    );
  });

  it("callbacks see and change the learning rate and the weights", async () => {
    expectClose(
      await both(async (model) => {
        const seen: number[] = [];
        const history = await model.fit(X, Y, {
          epochs: 3,
          batchSize: 10,
          shuffle: false,
          verbose: 0,
          callbacks: {
            onEpochEnd: (epoch) => {
              seen.push(model.getWeights()[0]!.dataSync()[0]!);
              (model.optimizer as unknown as { learningRate: number }).learningRate = 0.05 /
                (epoch + 2);
              if (epoch === 0) model.layers[1]!.setWeights([tf.ones([5, 3]), tf.zeros([3])]);
            },
          },
        });
        return [...flat(history), ...seen, model.optimizer.iterations];
      }),
    );
  });

  it("leaves tfjs's methods after restore", () => {
    const model = build();
    accelerate(model)();
    const inner = (model as unknown as { model: object }).model;
    expect(Object.keys(inner)).not.toContain("makeTrainFunction");
  });

  it("refuses a model that is not compiled", () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    expect(() => accelerate(model)).toThrow(/is not compiled. Call model.compile\(\) first/);
  });
});
