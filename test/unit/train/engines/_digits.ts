import * as tf from "@tensorflow/tfjs";
import { type Batch, batches, loadDataset } from "../../../../src/data/mod.ts";
import { prepareTfjs } from "../../../../src/train/mod.ts";

prepareTfjs();

const { train } = await loadDataset("mnist");

/** Real MNIST digits, whose blank backgrounds tie in max pooling. Values of its own, which stay. */
export function digits(index: number, size: number): Batch {
  const indices = Array.from({ length: size }, (_, i) => index * 97 + i);
  const [batch] = batches(train, { batchSize: size, numClasses: 10, indices });
  return { x: batch!.x.slice(), y: batch!.y.slice(), size };
}

/** What {@linkcode smallLenet} lets a test choose. */
export interface SmallLenetOptions {
  readonly optimizer?: tf.Optimizer;
  readonly dropout?: number;
  readonly frozen?: boolean;
  readonly loss?: string;
}

/** A compiled LeNet with few filters, one pool of which overlaps and pads; the same weights at each call. */
export function smallLenet(options: SmallLenetOptions = {}): tf.Sequential {
  const { optimizer = tf.train.adam(0.01), dropout, frozen = false } = options;
  let seed = 0;
  const kernel = () => tf.initializers.glorotUniform({ seed: ++seed });
  const bias = () => tf.initializers.randomUniform({ minval: -0.1, maxval: 0.1, seed: ++seed });
  const weights = () => ({ kernelInitializer: kernel(), biasInitializer: bias() });
  const { layers } = tf;
  const model = tf.sequential({
    name: "small-lenet",
    layers: [
      layers.conv2d({
        name: "conv_1",
        inputShape: [28, 28, 1],
        filters: 2,
        kernelSize: 5,
        activation: "relu",
        trainable: !frozen,
        ...weights(),
      }),
      layers.maxPooling2d({ name: "pool_1", poolSize: 2 }),
      layers.conv2d({
        name: "conv_2",
        filters: 3,
        kernelSize: 3,
        activation: "relu",
        ...weights(),
      }),
      layers.maxPooling2d({ name: "pool_2", poolSize: 3, strides: 2, padding: "same" }),
      ...(dropout === undefined ? [] : [layers.dropout({ name: "dropout_1", rate: dropout })]),
      layers.flatten({ name: "flatten" }),
      layers.dense({ name: "dense_1", units: 8, activation: "relu", ...weights() }),
      ...(dropout === undefined ? [] : [layers.dropout({ name: "dropout_2", rate: dropout })]),
      layers.dense({ name: "dense_2", units: 10, activation: "softmax", ...weights() }),
    ],
  });
  model.compile({ optimizer, loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  return model;
}
