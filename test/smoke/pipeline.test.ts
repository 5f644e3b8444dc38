import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { taskCommand } from "../../pipeline/cli/task_command.ts";
import { encodePng } from "../../src/data/mod.ts";
import { decodeModel } from "../../src/graph/mod.ts";
import { ROOT, run, RUN_FILES, succeed, workFolder } from "./_commands.ts";
import { COLOUR_NAMES, colourImage, writeColours } from "./_data.ts";

// Whole trainings, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const STAGES = ["data", "train", "export", "parity", "evaluate", "report"];
const share = z.number().min(0).max(1);
const whole = z.int().positive();
const summarySchema = z.strictObject({
  recipe: z.literal("mnist-lenet"),
  data: z.strictObject({
    name: z.literal("data"),
    own: z.literal(true),
    shape: z.strictObject({
      height: z.literal(32),
      width: z.literal(32),
      channels: z.literal(3),
    }),
    classNames: z.array(z.string()).length(5),
  }),
  params: z.record(z.string(), z.number()),
  optimizer: z.looseObject({ name: z.literal("adadelta"), learningRate: z.literal(1) }),
  changes: z.tuple([
    z.literal("--epochs"),
    z.literal("1"),
    z.literal("--batch-size"),
    z.literal("8"),
  ]),
  command: z.string().regex(/^deno task pipeline --recipe mnist-lenet --data-dir runs\//),
  engine: z.literal("onnx"),
  provider: z.literal("cpu"),
  seed: z.literal(7),
  date: z.iso.datetime(),
  machine: z.string().regex(/ cores?, /),
  train: z.strictObject({
    epochs: z.literal(1),
    batchSize: z.literal(8),
    images: z.literal(256),
    seconds: z.number().positive(),
    imagesPerSecond: z.number().positive(),
  }),
  validation: z.strictObject({
    accuracy: share,
    loss: z.number().positive(),
    images: z.literal(64),
  }),
  test: z.strictObject({
    accuracy: share,
    loss: z.number().positive(),
    images: z.literal(80),
    imagesPerSecond: z.number().positive(),
    provider: z.enum(["cpu", "webgpu", "cuda"]),
  }),
  parity: z.strictObject({
    samples: z.literal(80),
    maxAbsDiff: z.number().min(0).max(1e-4),
    argmaxAgreement: share,
    runtimes: z.tuple([
      z.literal("onnxruntime-node"),
      z.literal("onnxruntime-web (wasm)"),
    ]),
  }),
  model: z.strictObject({
    path: z.string(),
    bytes: whole,
    opset: whole,
    nodes: whole,
    parameters: whole,
  }),
  totalSeconds: z.number().positive(),
});

const variantsSchema = z.strictObject({
  variants: z.array(z.strictObject({
    kind: z.enum(["fp32", "fp16", "int8"]),
    file: z.string(),
    bytes: whole,
    accuracy: share,
    loss: z.number().positive(),
    maxDifference: z.number().min(0).max(0.2),
    shipped: z.boolean(),
  })),
});

let work: Awaited<ReturnType<typeof workFolder>>;
let out: string;
let data: string;
let options: string[];

beforeAll(async () => {
  work = await workFolder();
  [out, data] = [`${work.path}/out`, `${work.path}/data`];
  options =
    `--recipe mnist-lenet --epochs 1 --batch-size 8 --seed 7 --data-dir ${data} --out ${out} --to report`
      .split(" ");
  await writeColours(`${ROOT}${data}`);
});
afterAll(() => work[Symbol.asyncDispose]());

const read = async (file: string) => JSON.parse(await Deno.readTextFile(`${ROOT}${out}/${file}`));

/** The lines about stages, without times: `train: running (it has not run in this folder)`. */
function stageLines(stdout: string): string[] {
  return [...stdout.matchAll(/^Stage (.*?)(?: in [\d.]+ m?s)?$/gm)].map(([, line]) => line!);
}

describe("deno task pipeline with five classes of 32x32 colour images", () => {
  it("trains, exports, proves, evaluates and reports", async () => {
    const stdout = await succeed("pipeline", options);
    expect(stageLines(stdout)).toEqual(STAGES.flatMap((stage) => [
      `${stage}: running (it has not run in this folder)`,
      `${stage}: done`,
    ]));
    expect(stdout).toContain("80 test images of 32x32x3, 5 classes");
    expect(stdout.match(/-\[✓\]/g)).toHaveLength(12);
    const model = `${out}/model.onnx`;
    expect(stdout.trimEnd().split("\n").slice(-6).map((line) => line.split(/ {2,}/)[0])).toEqual([
      "Accuracy",
      "Parity",
      "Model",
      "Time",
      "Report",
      "Next",
    ]);
    const next = taskCommand("evaluate", ["--model", model, "--data-dir", data]);
    expect(stdout).toContain(`\nNext      ${next}\n`);
  });

  it("leaves the files and nothing else", () => {
    const names = [...Deno.readDirSync(`${ROOT}${out}`)].map(({ name }) => name);
    expect(names.filter((name) => !name.startsWith(".")).sort()).toEqual(RUN_FILES);
  });

  it("writes summary.json as documented", async () => {
    const summary = summarySchema.parse(await read("summary.json"));
    expect(summary.test.accuracy).toBeGreaterThan(0.5);
    expect(summary.parity.argmaxAgreement).toBe(1);
    const { size } = await Deno.stat(`${ROOT}${out}/${summary.model.path}`);
    expect(summary.model.bytes).toBe(size);
  });

  it("writes a model that knows its input, classes and preprocessing", async () => {
    const { graph, metadata } = decodeModel(await Deno.readFile(`${ROOT}${out}/model.onnx`));
    expect(graph.inputs.map(({ shape }) => shape)).toEqual([["batch", 32, 32, 3]]);
    expect(graph.outputs.map(({ shape }) => shape)).toEqual([["batch", 5]]);
    expect(JSON.parse(metadata["labels"]!)).toEqual(COLOUR_NAMES);
    expect(JSON.parse(metadata["preprocessing"]!)).toMatchObject({ height: 32, channels: 3 });
  });

  it("writes files with smaller weights, and how each does on the test set", async () => {
    const { variants } = variantsSchema.parse(await read("variants.json"));
    const { test, model } = await read("summary.json");
    expect(variants.map(({ file }) => file)).toEqual([
      "model.onnx",
      "model_fp16.onnx",
      "model_int8.onnx",
    ]);
    expect(variants[0]).toMatchObject({
      bytes: model.bytes,
      accuracy: test.accuracy,
      loss: test.loss,
      maxDifference: 0,
    });
    const shares = variants.map(({ bytes }) => bytes / model.bytes);
    expect(shares[1]).toBeLessThan(0.52);
    expect(shares[2]).toBeLessThan(0.28);
    expect(variants.filter(({ shipped }) => shipped)).toHaveLength(1);
    const { metadata: full } = decodeModel(await Deno.readFile(`${ROOT}${out}/model.onnx`));
    for (const { kind, file, bytes, maxDifference } of variants.slice(1)) {
      const content = await Deno.readFile(`${ROOT}${out}/${file}`);
      expect(content.length).toBe(bytes);
      expect(decodeModel(content).metadata).toEqual({ ...full, weight_form: kind });
      expect(maxDifference).toBeGreaterThan(0);
    }
    expect(await Deno.readTextFile(`${ROOT}${out}/report.html`)).toContain(">Smaller files</h2>");
  });

  it("skips everything the second time, with the same result", async () => {
    const stdout = await succeed("pipeline", options);
    expect(stageLines(stdout)).toEqual(STAGES.map((stage) => `${stage}: skipped, did not change`));
    expect(stdout).toContain("\nAccuracy  ");
  });

  it("runs a part with --from, --to and --force", async () => {
    const stdout = await succeed("pipeline", [
      ...options,
      ..."--from export --to parity --force".split(" "),
    ]);
    expect(stageLines(stdout)).toEqual([
      "export: running (--force)",
      "export: done",
      "parity: running (--force)",
      "parity: done",
    ]);
    expect(stdout).not.toContain("\nAccuracy  ");
  });

  it("says with --dry-run what would run and why, and touches nothing", async () => {
    const before = await Deno.readTextFile(`${ROOT}${out}/pipeline.lock.json`);
    const stdout = await succeed("pipeline", [...options, "--epochs", "2", "--dry-run"]);
    expect(stageLines(stdout)).toEqual([
      "data: would be skipped, did not change",
      "train: would run (epochs changed from 1 to 2)",
      expect.stringMatching(/^export: would run \(input "model\.json" is made anew/),
      expect.stringMatching(/^parity: would run/),
      expect.stringMatching(/^evaluate: would run/),
      expect.stringMatching(/^report: would run/),
    ]);
    expect(await Deno.readTextFile(`${ROOT}${out}/pipeline.lock.json`)).toBe(before);
  });

  it("notices that a file of the data set changed", async () => {
    const file = `${ROOT}${data}/t10k-labels-idx1-ubyte`;
    const bytes = await Deno.readFile(file);
    await Deno.writeFile(file, bytes.with(8, 4));
    const stdout = await succeed("pipeline", [...options, "--dry-run"]);
    expect(stdout).toMatch(/Stage data: would run \(input ".*t10k-labels-idx1-ubyte" changed\)/);
    await Deno.writeFile(file, bytes);
  });
});

describe("deno task evaluate", () => {
  const args = () => ["--model", `${out}/model.onnx`, "--data-dir", data];

  it("prints what the pipeline's stage found", async () => {
    const { accuracy, loss } = (await read("summary.json")).test;
    const stdout = await succeed("evaluate", args());
    expect(stdout).toContain(`Model ${out}/model.onnx, 80 test images of data\n`);
    expect(stdout).toMatch(/\nProvider: (cpu|webgpu|cuda), /);
    expect(stdout).toContain(
      `\nAccuracy ${(accuracy * 100).toFixed(2)} %, loss ${loss.toFixed(4)}`,
    );
    expect(stdout).toMatch(
      /\n\d+ images\/s, latency of a batch [\d.]+ ms \(p50\), [\d.]+ ms \(p95\)/,
    );
    expect(stdout).toMatch(/\nclass +precision +recall +f1 +support\n/);
    expect(stdout).toMatch(/\ntrue \\ predicted +red +green +blue +yellow +cyan\n/);
  });

  it("writes the stage's files with --out, and JSON with --json", async () => {
    const folder = `${work.path}/evaluation`;
    const stdout = await succeed("evaluate", [
      ...args(),
      ...`--out ${folder} --json --provider cpu --batch-size 16`.split(" "),
    ]);
    const printed = JSON.parse(stdout);
    const { accuracy, errors, latency, provider } = printed;
    expect(accuracy).toBe((await read("summary.json")).test.accuracy);
    expect([errors, latency.batchSize, provider]).toEqual([
      (await read("misclassified.json")).length,
      16,
      "cpu",
    ]);
    const written = [...Deno.readDirSync(`${ROOT}${folder}`)].map(({ name }) => name).sort();
    expect(written).toEqual([
      "confusion.svg",
      "evaluation.json",
      "misclassified.json",
      "misclassified.svg",
    ]);
    for (const file of written.filter((name) => name !== "evaluation.json")) {
      expect(await Deno.readTextFile(`${ROOT}${folder}/${file}`)).toBe(
        await Deno.readTextFile(`${ROOT}${out}/${file}`),
      );
    }
  });
});

describe("deno task predict", () => {
  const png = (label: number) => `${work.path}/${COLOUR_NAMES[label]}.png`;

  beforeAll(async () => {
    for (const label of [0, 2]) {
      const image = { width: 32, height: 32, channels: 3 as const, data: colourImage(label, 7) };
      await Deno.writeFile(`${ROOT}${png(label)}`, encodePng(image));
    }
  });

  it("names class, probability and runners-up for each image", async () => {
    const stdout = await succeed("predict", ["--model", `${out}/model.onnx`, png(0), png(2)]);
    const [header, , first, second, ...rest] = stdout.split("\n");
    expect(header).toMatch(/^image +class +probability +then$/);
    expect(first).toMatch(
      /red\.png +red +\d+\.\d\d % +\w+ \(\d+\.\d\d %\), \w+ \(\d+\.\d\d %\)$/,
    );
    expect(second).toMatch(/blue\.png +\w+ +\d+/);
    expect(rest).toEqual([""]);
  });

  it("prints JSON", async () => {
    const args = ["--model", `${out}/model.onnx`, "--top", "5", "--json", png(0)];
    const [prediction] = JSON.parse(await succeed("predict", args));
    expect(prediction).toMatchObject({ image: png(0), className: "red", label: 0 });
    const sum = prediction.top.reduce(
      (total: number, entry: { probability: number }) => total + entry.probability,
      0,
    );
    expect(sum).toBeCloseTo(1, 5);
    expect(prediction.top[0].probability).toBe(prediction.probability);
  });

  it("goes on after an image that it cannot read, and fails at the end", async () => {
    const { code, stdout, stderr } = await run("predict", [
      "--model",
      `${out}/model.onnx`,
      "deno.json",
      png(0),
      "gone.png",
    ]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^runs\/.*red\.png: red \([^\n]*\n$/);
    expect(stderr).toBe(
      'Error: "deno.json" is JSON text: expected a PNG or JPEG image. Give the path of an image\n' +
        'Error: Cannot read "gone.png": there is no such file or folder. Check the path\n',
    );
  });
});

describe("deno task doctor", () => {
  it("says what this machine can run", async () => {
    const stdout = await succeed("doctor", []);
    expect(stdout).toMatch(/^System {4}\w+ \w+, \d+ cores\nVersion {3}deno 2\./);
    expect(stdout).toMatch(/\nProvider {2}cpu: [\d.]+ ms\n/);
    expect(stdout).toMatch(/\nProvider {2}wasm: [\d.]+ ms, differs from cpu by /);
    expect(stdout).toMatch(/\nVulkan {4}loader libvulkan\.so\.1: (missing|\/)/);
    expect(stdout).toMatch(/\nGPU {7}\S/);
    expect(stdout).toMatch(/\nLibrary {3}TF_LIB_DIR: passed over, not set\n/);
    expect(stdout).toMatch(
      /\nTF {8}(TensorFlow \d|Cannot find TensorFlow's library .* Install one)/,
    );
    expect(stdout).toMatch(/\nAddon {5}\S/);
    expect(stdout).toMatch(/\nEngine {4}auto takes (onnx, not tensorflow: |tensorflow: )/);
  });
});
