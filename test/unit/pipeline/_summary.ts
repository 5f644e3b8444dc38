import type { Summary } from "../../../pipeline/facts.ts";

/** A run's figures, with some in place of the usual ones. */
export function summary(
  { test, validation, train, ...others }: {
    readonly test?: Partial<Summary["test"]>;
    readonly validation?: Partial<Summary["validation"]>;
    readonly train?: Partial<Summary["train"]>;
  } & Partial<Omit<Summary, "test" | "validation" | "train">> = {},
): Summary {
  return {
    recipe: "toy",
    data: {
      name: "mnist",
      own: false,
      shape: { height: 28, width: 28, channels: 1 },
      classNames: ["0", "1"],
    },
    params: { units: 64 },
    optimizer: { name: "adam", learningRate: 0.001 },
    changes: [],
    command: "deno task pipeline --recipe toy --seed 42",
    engine: "onnx",
    provider: "cpu",
    seed: 42,
    date: "2026-01-02T03:04:05.000Z",
    machine: "Toy processor, 2 cores, 8 GiB",
    train: {
      epochs: 2,
      batchSize: 128,
      images: 96000,
      seconds: 12,
      imagesPerSecond: 8000,
      ...train,
    },
    validation: { accuracy: 0.96, loss: 0.2, images: 12000, ...validation },
    test: {
      accuracy: 0.95,
      loss: 0.25,
      images: 10000,
      imagesPerSecond: 1e5,
      provider: "cpu",
      ...test,
    },
    parity: {
      samples: 10000,
      maxAbsDiff: 1e-6,
      argmaxAgreement: 1,
      runtimes: ["onnxruntime-node"],
    },
    model: { path: "model.onnx", bytes: 1000, opset: 17, nodes: 6, parameters: 50890 },
    totalSeconds: 20,
    ...others,
  };
}
