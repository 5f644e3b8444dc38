import * as tf from "@tensorflow/tfjs";

/** Which weights of a layer are stored in another form. Not the biases. */
const STORED = /kernel|embeddings/;

/** How many of the last dimensions of a tfjs weight are the channels that share a scale. */
function numChannels(name: string): "first" | "last" | "last two" | "before last" {
  if (/embeddings/.test(name)) return "first";
  if (/depthwise/.test(name)) return "last two";
  if (/transpose/i.test(name)) return "before last";
  return "last";
}

/** Every weight as the nearest float16, by tfjs's own layout: an oracle without graphs. */
export function roundToHalf(model: tf.LayersModel): void {
  replace(model, (values) => values.map((value) => Math.f16round(value)));
}

/** Every weight in 255 steps of its output channel (row, for embeddings), by tfjs's own layout. */
export function roundToSteps(model: tf.LayersModel): void {
  replace(model, (values, shape, name) => {
    const channel = channelOf(shape, numChannels(name));
    const largest: number[] = [];
    values.forEach((value, i) => {
      largest[channel(i)] = Math.max(largest[channel(i)] ?? 0, Math.abs(value));
    });
    return values.map((value, i) => {
      const scale = Math.fround(largest[channel(i)]! / 127);
      return Math.round(value / scale) * scale;
    });
  });
}

function replace(
  model: tf.LayersModel,
  round: (values: Float32Array, shape: number[], name: string) => Float32Array,
): void {
  for (const layer of model.layers) {
    const { weights } = layer;
    layer.setWeights(weights.map((weight) => {
      const value = weight.read();
      if (!STORED.test(weight.name)) return value;
      const rounded = round(value.dataSync<"float32">(), value.shape, weight.name);
      return tf.tensor(rounded, value.shape);
    }));
  }
}

/** The channel of an element, as a number. */
function channelOf(shape: number[], channels: ReturnType<typeof numChannels>) {
  const last = shape.at(-1)!;
  switch (channels) {
    case "first":
      return (i: number) => Math.floor(i * shape[0]! / shape.reduce((a, b) => a * b));
    case "last":
      return (i: number) => i % last;
    case "last two":
      return (i: number) => i % (last * shape.at(-2)!);
    case "before last":
      return (i: number) => Math.floor(i / last) % shape.at(-2)!;
  }
}
