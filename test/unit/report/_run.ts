import { metricsOf, tally } from "../../../src/evaluate/metrics.ts";
import type { GridCell, ReportInput } from "../../../src/report/mod.ts";

/** Text that does harm wherever it is not escaped. */
export const HOSTILE = `"><script>alert('x')</script>&amp;\u0007`;

/** An image whose pixels count up. */
export function cell(overrides: Partial<GridCell> = {}): GridCell {
  const { height = 4, width = 4, channels = 1 } = overrides;
  return {
    index: 7,
    label: "3",
    predicted: "5",
    probability: 0.61,
    height,
    width,
    channels,
    data: Uint8Array.from({ length: height * width * channels }, (_, i) => i * 5),
    ...overrides,
  };
}

/** A small run of three epochs over three classes. */
export function run(overrides: Partial<ReportInput> = {}): ReportInput {
  const metrics = metricsOf(
    tally([0, 1, 2, 2], [0.9, 0.1, 0, 0.2, 0.8, 0, 0, 0.3, 0.7, 0.6, 0, 0.4], 3),
  );
  return {
    title: "Small CNN",
    recipe: "small-cnn",
    dataset: "shapes",
    date: "2026-01-02 03:04",
    command: "deno task pipeline --recipe small-cnn --seed 42",
    totalSeconds: 75,
    classNames: ["circle", "square", "star"],
    published: { accuracy: 0.7617, source: "https://example.org/paper?a=1&b=2" },
    training: {
      engine: "onnx",
      provider: "cpu",
      seed: 42,
      batchSize: 128,
      optimizer: "adam, learning rate 0.001",
      images: 48000,
      seconds: 61.5,
      imagesPerSecond: 2345.6,
      epochSeconds: [20.1, 20.2, 21.2],
    },
    history: {
      epoch: [0, 1, 2],
      metrics: {
        loss: [0.5, 0.2, 0.1],
        accuracy: [0.85, 0.94, 0.97],
        val_loss: [0.3, 0.15, 0.2],
        val_accuracy: [0.9, 0.96, 0.95],
      },
    },
    test: { metrics, provider: "cpu", imagesPerSecond: 22000, latency: { p50: 0.5, p95: 1.25 } },
    parity: [{
      title: "onnxruntime-node, cpu",
      checks: [
        { name: "Names", passed: true, detail: "input, probabilities" },
        { name: "Values", passed: true, detail: "max 6.0e-7, tolerance 1.0e-4" },
      ],
    }],
    providers: [
      { provider: "webgpu", chosen: false, reason: "slower", milliseconds: 3100 },
      { provider: "cuda", chosen: false, reason: "Not available" },
      { provider: "cpu", chosen: true, reason: "fastest of 2", milliseconds: 5.1 },
    ],
    model: {
      file: "model.onnx",
      bytes: 748_000,
      opset: 17,
      parameters: 186_110,
      nodes: { Conv: 2, Relu: 4, MaxPool: 2, Gemm: 3, Flatten: 1, Softmax: 1 },
      inputs: ["input float32 [batch, 28, 28, 1]"],
      outputs: ["probabilities float32 [batch, 3]"],
    },
    misclassified: { total: 1, cells: [cell({ label: "star", predicted: "circle" })] },
    ...overrides,
  };
}
