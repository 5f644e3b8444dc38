/** Training speed to reach on a processor with two cores, as a multiple of Keras's. */
export const TRAINING_TARGETS: Readonly<Record<string, number>> = {
  "mnist-mlp": 1.2,
  "mnist-lenet": 0.55,
  "mnist-cnn": 0.6,
  "mnist-cnn-wide": 0.6,
};

/** The same for TensorFlow's recorded steps, next to Keras on the same TensorFlow. */
export const TENSORFLOW_TARGETS: Readonly<Record<string, number>> = {
  "mnist-mlp": 1.4,
  "mnist-lenet": 1.1,
  "mnist-cnn": 1.1,
  "mnist-cnn-wide": 1.1,
};

/** The same compiled by XLA, which is slower than TensorFlow's own convolutions. */
export const XLA_TARGETS: Readonly<Record<string, number>> = { "mnist-mlp": 1.8 };

/** Images of an epoch in the short benchmark: about a second of ours on a processor with two cores. */
export const SHORT_IMAGES: Readonly<Record<string, number>> = {
  "mnist-mlp": 12_800,
  "mnist-lenet": 2_560,
  "mnist-cnn": 1_024,
  "mnist-cnn-wide": 384,
};

/** Speed of batch evaluation to reach, as a multiple of that of Python's onnxruntime. */
export const EVALUATION_TARGET = 0.95;
