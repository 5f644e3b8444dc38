import * as tf from "@tensorflow/tfjs";
import { prepareTfjs } from "../../../src/train/mod.ts";

prepareTfjs();

const { layers } = tf;

/** One row: a model of the recipes' layers in a configuration that no recipe has. */
export type ModelRow = readonly [title: string, build: () => tf.LayersModel];

let seed = 0;

/** Seeded weights, biases among them, which tfjs starts with 0. */
function weights() {
  return {
    kernelInitializer: tf.initializers.glorotUniform({ seed: ++seed }),
    biasInitializer: tf.initializers.randomUniform({ minval: -0.5, maxval: 0.5, seed: ++seed }),
  };
}

type ConvConfig = Partial<Parameters<typeof layers.conv2d>[0]>;

function conv(config: ConvConfig = {}) {
  return layers.conv2d({ filters: 3, kernelSize: 3, ...weights(), ...config });
}

function dense(units: number, activation?: "relu" | "softmax" | "tanh" | "sigmoid" | "elu") {
  return layers.dense({ units, ...weights(), ...(activation === undefined ? {} : { activation }) });
}

/** A sequential model on images of `inputShape`. */
function images(inputShape: number[], ...rest: tf.layers.Layer[]) {
  return () => tf.sequential({ layers: [layers.inputLayer({ inputShape }), ...rest] });
}

/** A functional model with one input. */
function functional(
  shape: number[],
  build: (x: tf.SymbolicTensor) => tf.SymbolicTensor | tf.SymbolicTensor[],
) {
  return () => {
    const inputs = tf.input({ shape, name: "image" });
    return tf.model({ inputs, outputs: build(inputs) });
  };
}

const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
  layer.apply(x) as tf.SymbolicTensor;

const ACTIVATIONS = [
  ...["elu", "hardSigmoid", "linear", "relu", "relu6", "selu", "sigmoid", "softmax"],
  ...["softplus", "softsign", "tanh", "swish", "gelu"],
] as const;

type Activation = "relu";

export const MODELS: readonly ModelRow[] = [
  [
    "strides and same padding, three channels",
    images([9, 8, 3], conv({ strides: 2, padding: "same" }), layers.flatten(), dense(4, "softmax")),
  ],
  [
    "strides that differ, an even kernel, no bias",
    images(
      [9, 8, 2],
      conv({ strides: [2, 3], kernelSize: [2, 4], padding: "same", useBias: false }),
      layers.flatten(),
      dense(4),
    ),
  ],
  ["dilation", images([9, 9, 1], conv({ dilationRate: [2, 3] }), layers.flatten(), dense(3))],
  ["a 1x1 kernel", images([4, 5, 3], conv({ kernelSize: 1, activation: "tanh" }))],
  [
    "pools that overlap, pad and leave rows over",
    images(
      [11, 10, 2],
      conv({ activation: "relu" }),
      layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }),
      layers.maxPooling2d({ poolSize: [2, 3], strides: [1, 2] }),
      layers.flatten(),
      dense(3, "sigmoid"),
    ),
  ],
  [
    "a pool on the input, images out",
    images([6, 6, 3], layers.maxPooling2d({ poolSize: 2 }), conv({ padding: "same" })),
  ],
  ["channels first", images([2, 6, 7], conv({ dataFormat: "channelsFirst" }), layers.flatten())],
  ...ACTIVATIONS.map((activation): ModelRow => [
    `activation ${activation}, as an option and as a layer`,
    images(
      [5, 5, 2],
      conv({ activation: activation as Activation }),
      layers.flatten(),
      layers.dense({ units: 4, activation: activation as Activation, ...weights() }),
      dense(3),
      layers.activation({ activation: activation as Activation }),
    ),
  ]),
  [
    "dense layers on images and sequences",
    images([3, 4, 2], dense(5, "elu"), layers.reshape({ targetShape: [6, 10] }), dense(3)),
  ],
  [
    "a reshape between convolutions",
    images(
      [4, 4, 4],
      conv({ filters: 4, padding: "same" }),
      layers.reshape({ targetShape: [8, 2, 4] }),
      conv({ kernelSize: [3, 1] }),
      layers.flatten(),
      dense(2),
    ),
  ],
  [
    "dropout, which predicts nothing",
    images(
      [6],
      dense(4, "relu"),
      layers.dropout({ rate: 0.5 }),
      dense(2),
      layers.dropout({
        rate: 0.1,
        noiseShape: [1, 2],
      }),
    ),
  ],
  [
    "two branches joined by channels and by addition",
    functional([6, 6, 2], (x) => {
      const [a, b] = [conv({ padding: "same" }), conv({ padding: "same", activation: "relu" })]
        .map((layer) => apply(layer, x)) as [tf.SymbolicTensor, tf.SymbolicTensor];
      const sum = apply(layers.add(), [a, b]);
      const joined = apply(layers.concatenate(), [a, sum, b]);
      return apply(dense(3, "softmax"), apply(layers.flatten(), joined));
    }),
  ],
  [
    "one convolution used twice",
    functional([6, 6, 3], (x) => {
      const shared = conv({ name: "shared", padding: "same", activation: "relu" });
      return apply(layers.flatten(), apply(shared, apply(shared, x)));
    }),
  ],
  [
    "two outputs, one of images",
    functional([6, 6, 1], (x) => {
      const features = apply(conv({ name: "features" }), x);
      return [features, apply(dense(2), apply(layers.flatten(), features))];
    }),
  ],
  [
    "a model inside of a model",
    functional([6, 6, 1], (x) => {
      const inner = tf.sequential({
        name: "inner",
        layers: [conv({ inputShape: [6, 6, 1] }), layers.maxPooling2d({ poolSize: 2 })],
      });
      return apply(dense(2), apply(layers.flatten(), apply(inner, x)));
    }),
  ],
  [
    "two inputs",
    () => {
      const inputs = [
        tf.input({ shape: [4, 4, 1], name: "left" }),
        tf.input({ shape: [3], name: "right" }),
      ];
      const left = apply(layers.flatten(), apply(conv(), inputs[0]!));
      const outputs = apply(dense(2), apply(layers.concatenate(), [left, inputs[1]!]));
      return tf.model({ inputs, outputs });
    },
  ],
];
