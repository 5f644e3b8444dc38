import { metricsOf, tally } from "../../../src/evaluate/metrics.ts";
import {
  calibrationOf,
  type FeatureMaps,
  type Filters,
  type GridCell,
  type LabelledImage,
  type NetworkLayer,
  type ReportInput,
  type ValueImage,
  type VariantRow,
} from "../../../src/report/mod.ts";
import { run } from "./_run.ts";

/** Zalando's names, and one that is wide in every font. */
export const LONG_NAMES = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "WWWWWWWWWWWWWWWWWWWWWW",
  "Ankle boot",
];

/** A ring of `label`'s size: an image that is the same every time. */
export function ring(label: number, { width = 28, height = 28, channels = 1 } = {}): Uint8Array {
  return Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)];
    const radius = Math.hypot(x - width / 2, (y - height / 2) * width / height);
    const distance = Math.abs(radius - width * (0.15 + 0.03 * (label % 10)));
    return Math.max(0, 255 - 80 * distance - 60 * (i % channels));
  });
}

/** Images of classes that take turns. */
export function samples(
  names: readonly string[],
  count = 25,
  shape: { width?: number; height?: number; channels?: number } = {},
): LabelledImage[] {
  const { width = 28, height = 28, channels = 1 } = shape;
  return Array.from({ length: count }, (_, index) => ({
    index,
    label: names[(index * 7) % names.length]!,
    width,
    height,
    channels,
    data: ring(index * 7, shape),
  }));
}

/** Predictions of which every fifth is wrong, or all of them; with their best classes when `top`. */
export function cells(
  images: readonly LabelledImage[],
  names: readonly string[],
  { wrong = false, top = false } = {},
): GridCell[] {
  return images.map((image) => {
    const label = names.indexOf(image.label);
    const missed = wrong || image.index % 5 === 0;
    const predicted = names[missed ? (label + 1) % names.length : label]!;
    const best = [0.999, 0.62, 0.4][image.index % 3]!;
    const others = names.filter((name) => name !== predicted).slice(0, 2);
    return {
      ...image,
      predicted,
      probability: best,
      ...(top
        ? {
          top: [
            { name: predicted, probability: best },
            ...others.map((name, i) => ({ name, probability: (1 - best) / (i + 2) })),
          ],
        }
        : {}),
    };
  });
}

/** Confidences up to 1, right a little less often than they say. */
export function outcomes(count: number): { confidences: number[]; right: boolean[] } {
  const confidences = Array.from(
    { length: count },
    (_, i) => 1 - 0.7 * ((i * 37) % 100 / 100) ** 3,
  );
  const right = confidences.map((confidence, i) => (i * 61) % 100 / 100 < confidence - 0.05);
  return { confidences, right };
}

const layer = (
  name: string,
  type: string,
  shape: readonly number[],
  parameters: number,
  inputs: readonly string[],
): NetworkLayer => ({ name, type, outputShapes: [[null, ...shape]], parameters, inputs });

/** A chain, as most recipes are. */
export const CHAIN: readonly NetworkLayer[] = [
  layer("conv_1_input", "InputLayer", [28, 28, 1], 0, []),
  layer("conv_1", "Conv2D", [24, 24, 20], 520, ["conv_1_input"]),
  layer("pool_1", "MaxPooling2D", [12, 12, 20], 0, ["conv_1"]),
  layer("flatten", "Flatten", [2880], 0, ["pool_1"]),
  layer("dense_1", "Dense", [10], 28_810, ["flatten"]),
];

/** Branches, a connection over several rows, two inputs and a layer of two outputs. */
export const BRANCHES: readonly NetworkLayer[] = [
  layer("image", "InputLayer", [224, 224, 3], 0, []),
  layer("stem", "Conv2D", [112, 112, 64], 9472, ["image"]),
  layer("branch_a", "Conv2D", [112, 112, 64], 36_928, ["stem"]),
  layer("branch_b", "a_layer_class_with_a_very_long_name_that_fits_nowhere", [112, 112, 64], 1, [
    "stem",
  ]),
  layer("branch_b_again", "SeparableConv2D", [112, 112, 64], 102_000_064, ["branch_b"]),
  layer("concatenate", "Concatenate", [112, 112, 192], 0, ["stem", "branch_a", "branch_b_again"]),
  layer("size", "InputLayer", [2], 0, []),
  {
    ...layer("lstm", "LSTM", [128], 131_584, ["concatenate"]),
    outputShapes: [[null, 128], [null, 128], [null, null, 128]],
  },
  layer("together", "Add", [128], 0, ["lstm", "size", "stem"]),
];

/** Values that go up and down, the same every time. */
export function waves(width: number, height: number, seed: number): ValueImage {
  return {
    width,
    height,
    values: Float32Array.from(
      { length: width * height },
      (_, i) => Math.sin((i % width) * (0.4 + seed / 9) + Math.floor(i / width) * seed),
    ),
  };
}

/** Filters of some channels. */
export function filters(count: number, size: number, channels = 1): Filters {
  return {
    layer: "conv_1",
    filters: Array.from(
      { length: count },
      (_, i) => Array.from({ length: channels }, (_, c) => waves(size, size, i + c)),
    ),
  };
}

/** Feature maps of two convolutions and a dense layer. */
export function featureMaps(image: LabelledImage): FeatureMaps {
  const maps = (count: number, width: number, height = width) =>
    Array.from({ length: count }, (_, i) => waves(width, height, i));
  return {
    image,
    layers: [
      { layer: "conv_1", maps: maps(10, 24) },
      { layer: "conv_2", maps: maps(20, 8, 12), total: 128 },
      {
        layer: "dense_1",
        maps: Array.from(waves(60, 1, 0.3).values, (value) => ({
          width: 1,
          height: 1,
          values: [Math.max(0, value)],
        })),
      },
    ],
  };
}

/** A run with all pictures. */
export function fullRun(
  names: readonly string[],
  shape: { width?: number; height?: number; channels?: number } = {},
): ReportInput {
  const numClasses = names.length;
  const labels = Array.from({ length: numClasses * 6 }, (_, i) => i % numClasses);
  const probabilities = labels.flatMap((label, i) => {
    const predicted = i % 4 === 0 ? (label * 7 + 1) % numClasses : label;
    return names.map((_, c) => c === predicted ? 1 : 0);
  });
  const { confidences, right } = outcomes(2000);
  const images = samples(names, 25, shape);
  const wrong = samples(names, 70, shape);
  return run({
    classNames: names,
    test: { ...run().test, metrics: metricsOf(tally(labels, probabilities, numClasses)) },
    misclassified: { total: 1700, cells: cells(wrong, names, { wrong: true, top: true }) },
    samples: images,
    network: BRANCHES,
    predictions: cells(images, names),
    calibration: calibrationOf(confidences, right),
    filters: filters(32, 5, shape.channels),
    featureMaps: featureMaps(images[3]!),
    variants: {
      variants: [
        variant("fp32", { bytes: 189_587, accuracy: 0.9922, loss: 0.0222, maxDifference: 0 }),
        variant("fp16", { bytes: 96_710, accuracy: 0.9922, loss: 0.02221, maxDifference: 9.3e-4 }),
        variant("int8", { bytes: 50_920, accuracy: 0.9918, maxDifference: 0.0163, shipped: true }),
      ],
      maxLost: 0.0005,
    },
  });
}

/** A form of the weights. */
export function variant(kind: string, overrides: Partial<VariantRow> = {}): VariantRow {
  const file = kind === "fp32" ? "model.onnx" : `model_${kind}.onnx`;
  const figures = { bytes: 1000, accuracy: 0.99, loss: 0.03, maxDifference: 0, shipped: false };
  return { kind, file, ...figures, ...overrides };
}
