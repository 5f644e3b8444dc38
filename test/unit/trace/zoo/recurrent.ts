import * as tf from "@tensorflow/tfjs";
import { cases, type LayerCase, through } from "./_case.ts";

const { layers } = tf;

export const CASES: readonly LayerCase[] = [
  ...cases("SimpleRNN", [
    ["sequences, backwards, relu", [3, 2], (x) =>
      through(layers.simpleRNN({
        units: 3,
        returnSequences: true,
        goBackwards: true,
        activation: "relu",
      }))(x)],
  ]),
  ...cases("GRU", [
    [
      "sequences, sigmoid gates",
      [3, 2],
      (x) =>
        through(layers.gru({ units: 3, returnSequences: true, recurrentActivation: "sigmoid" }))(x),
    ],
    ["no bias", [3, 2], (x) => through(layers.gru({ units: 3, useBias: false }))(x)],
  ]),
  ...cases("LSTM", [
    [
      "sequences, backwards",
      [3, 2],
      (x) => through(layers.lstm({ units: 2, returnSequences: true, goBackwards: true }))(x),
    ],
    ["states of one start another", [3, 2], (x) => {
      const [y, h, c] = layers.lstm({ units: 3, returnState: true, returnSequences: true })
        .apply(x) as tf.SymbolicTensor[];
      return layers.lstm({ units: 3 }).apply([y!, h!, c!]) as tf.SymbolicTensor;
    }],
  ]),
  ...cases("RNN", [
    ["stacked cells", [3, 2], (x) =>
      through(layers.rnn({
        cell: [layers.gruCell({ units: 2 }), layers.simpleRNNCell({ units: 3 })],
      }))(x)],
  ]),
  ...cases("Bidirectional", [
    ["concatenated sequences", [3, 2], (x) =>
      through(layers.bidirectional({
        layer: layers.gru({ units: 2, returnSequences: true }) as tf.RNN,
        mergeMode: "concat",
      }))(x)],
    ["averaged", [3, 2], (x) =>
      through(layers.bidirectional({
        layer: layers.lstm({ units: 2 }) as tf.RNN,
        mergeMode: "ave",
      }))(x)],
  ]),
  ...cases("TimeDistributed", [
    [
      "a dense layer",
      [3, 4],
      (x) =>
        through(layers.timeDistributed({ layer: layers.dense({ units: 2, activation: "tanh" }) }))(
          x,
        ),
    ],
    [
      "a convolution",
      [2, 5, 4, 2],
      (x) =>
        through(layers.timeDistributed({ layer: layers.conv2d({ filters: 2, kernelSize: 3 }) }))(x),
      {
        front: false,
      },
    ],
  ]),
  ...cases("Masking", [
    [
      "before an LSTM",
      [4, 1],
      (x) => through(layers.lstm({ units: 2 }))(through(layers.masking({ maskValue: 1 }))(x)),
      {
        front: false,
        draw: (r) => Math.floor(r * 3),
      },
    ],
    ["alone", [4, 2], (x) => through(layers.masking({}))(x), {
      front: false,
      draw: (r) => Math.floor(r * 2),
      untrainable: /variables|weights|gradient/i,
    }],
  ]),
  ...cases("ConvLSTM2D", [
    ["same, strides 2", [2, 4, 5, 2], (x) =>
      through(layers.convLstm2d({
        filters: 2,
        kernelSize: 2,
        strides: 2,
        padding: "same",
        returnSequences: true,
      }) as tf.layers.Layer)(x), { front: false }],
  ]),
];
