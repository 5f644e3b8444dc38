import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect } from "vitest";
import {
  Adadelta,
  createTensorflowEngine,
  onnxEngine,
  prepareTfjs,
  tensorflowEngine,
  type TensorflowOptions,
  type TrainingProgram,
} from "../../../../../src/train/mod.ts";
import { requireTensorflow } from "../../../../_require.ts";
import { digits, smallLenet, type SmallLenetOptions } from "../_digits.ts";

const itRuns = requireTensorflow();
const SIZE = 4;

/** Milliseconds that a test may take where other programs keep the processor busy. */
const TIME_LIMIT = 300_000;

function compile(
  options: TensorflowOptions = {},
  model: SmallLenetOptions = {},
): Promise<TrainingProgram> {
  return createTensorflowEngine(options).compile(smallLenet(model), { seed: 3, batchSize: SIZE });
}

async function step(program: TrainingProgram, index: number, size = SIZE): Promise<number> {
  const { x, y } = digits(index, size);
  return (await program.trainOnBatch(x, y, size, index))["loss"]!;
}

beforeAll(prepareTfjs);

describe("a recorded step", () => {
  itRuns.each([
    ["recorded", {}],
    ["compiled by XLA", { xla: true }],
    ["kernel by kernel", { recorded: false }],
  ])("trains as the onnx engine does: %s", async (_, options) => {
    const ours = await compile(options);
    const model = smallLenet();
    const oracle = await onnxEngine.compile(model, { seed: 3, batchSize: SIZE, provider: "cpu" });
    expect(ours.notes).toEqual([]);
    for (let index = 0; index < 8; index++) {
      expect(await step(ours, index)).toBeCloseTo(await step(oracle, index), 4);
    }
    const { x, y } = digits(100, SIZE);
    const [actual, expected] = [
      await ours.testOnBatch(x, y, SIZE),
      await oracle.testOnBatch(x, y, SIZE),
    ];
    expect(actual["accuracy"]).toBe(expected["accuracy"]);
    expect(actual["loss"]).toBeCloseTo(expected["loss"]!, 4);
    await ours.dispose();
    await oracle.dispose();
  }, TIME_LIMIT);
});

describe("createTensorflowEngine", () => {
  itRuns.each([
    ["sgd", () => tf.train.sgd(0.1)],
    ["momentum", () => tf.train.momentum(0.1, 0.9)],
    ["adagrad", () => tf.train.adagrad(0.1)],
    ["adadelta", () => new Adadelta(0.1, 0.95)],
    ["rmsprop", () => tf.train.rmsprop(0.1)],
    ["adam", () => tf.train.adam(0.1)],
    ["adamax", () => tf.train.adamax(0.1)],
  ])("takes the learning rate at each step: %s", async (_, optimizer) => {
    const recorded = await compile({}, { optimizer: optimizer() });
    const eager = await compile({ recorded: false }, { optimizer: optimizer() });
    expect(recorded.notes).toEqual([]);
    expect(recorded.learningRate).toBe(0.1);
    for (const [index, rate] of [0.01, 0.002, 0].entries()) {
      recorded.learningRate = eager.learningRate = rate;
      expect(await step(recorded, index)).toBeCloseTo(await step(eager, index), 5);
    }
    const before = recorded.getState().tensors["conv_1/kernel"]!.data;
    await step(recorded, 3);
    // A rate of 0 leaves the weights as they are, whatever the slots hold.
    expect(recorded.getState().tensors["conv_1/kernel"]!.data).toEqual(before);
    await recorded.dispose();
    await eager.dispose();
  }, TIME_LIMIT);

  itRuns.each([["recorded", {}], ["XLA", { xla: true }], ["eager", { recorded: false }]])(
    "draws a resumed training's dropout as the uninterrupted one's: %s",
    async (_, options) => {
      const whole = await compile(options, { dropout: 0.5 });
      for (let index = 0; index < 4; index++) await step(whole, index);
      const halfway = whole.getState();
      const losses = [await step(whole, 4), await step(whole, 5)];

      const resumed = await compile(options, { dropout: 0.5 });
      resumed.setState(halfway);
      expect([await step(resumed, 4), await step(resumed, 5)]).toEqual(losses);
      // The same batch and state with another step's masks.
      resumed.setState(halfway);
      const { x, y } = digits(4, SIZE);
      expect((await resumed.trainOnBatch(x, y, SIZE, 9))["loss"]).not.toBe(losses[0]);
      await whole.dispose();
      await resumed.dispose();
    },
    TIME_LIMIT,
  );

  itRuns("gives its weights to the model, and takes smaller batches", async () => {
    const model = smallLenet();
    const program = await tensorflowEngine.compile(model, { seed: 3, batchSize: SIZE });
    const before = model.getWeights().map((weight) => weight.dataSync().slice());
    await step(program, 0);
    expect(model.getWeights().map((weight) => weight.dataSync())).toEqual(before);
    await step(program, 1, SIZE - 1);
    program.syncToModel();
    expect(model.optimizer.iterations).toBe(2);
    expect(model.getWeights()[0]!.dataSync()).not.toEqual(before[0]);
    const { x, y } = digits(7, SIZE);
    const loss = (await program.testOnBatch(x, y, SIZE))["loss"]!;
    await program.dispose();
    await program.dispose();
    // The model lives on tfjs's own backend again.
    const output = model.predict(tf.tensor(x, [SIZE, 28, 28, 1])) as tf.Tensor;
    const onCpu = tf.metrics.categoricalCrossentropy(tf.tensor(y, [SIZE, 10]), output);
    expect(tf.mean(onCpu).dataSync()[0]).toBeCloseTo(loss, 4);
  }, TIME_LIMIT);

  itRuns("says what it computes on", async () => {
    const program = await compile({ switches: { oneDnn: true } });
    expect(program).toMatchObject({ engine: "tensorflow", provider: "cpu" });
    expect(program.facts).toMatchObject({
      tensorflow: expect.stringMatching(/^2\./),
      device: expect.stringContaining("CPU"),
      recorded: true,
      fused: true,
      xla: false,
    });
    await program.dispose();
  }, TIME_LIMIT);

  itRuns("lets the event loop go on while TensorFlow computes", async () => {
    const size = 256;
    const program = await tensorflowEngine.compile(smallLenet(), { seed: 3, batchSize: size });
    const { x, y } = digits(0, size);
    for (let index = 0; index < 3; index++) await program.trainOnBatch(x, y, size, index);
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    for (let index = 3; index < 23; index++) await program.trainOnBatch(x, y, size, index);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
    await program.dispose();
  }, TIME_LIMIT);

  itRuns("keeps no tensors from step to step, and none when it is disposed", async () => {
    const program = await compile({}, { dropout: 0.5 });
    const { binding } = tf.findBackend("tensorflow") as unknown as {
      binding: { getNumOfTensors(): number };
    };
    for (let index = 0; index < 3; index++) await step(program, index);
    const tensors = tf.memory().numTensors;
    const held = binding.getNumOfTensors();
    for (let index = 3; index < 30; index++) await step(program, index);
    expect([tf.memory().numTensors, binding.getNumOfTensors()]).toEqual([tensors, held]);
    await program.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
    expect(tf.findBackendFactory("tensorflow")).toBeNull();
  }, TIME_LIMIT);

  itRuns("runs steps one after another, and frees nothing that one uses", async () => {
    const overlapping = await compile();
    const oracle = await compile();
    const pending = [0, 1, 2, 3].map((index) => step(overlapping, index));
    const disposed = overlapping.dispose();
    const expected: number[] = [];
    for (let index = 0; index < 4; index++) expected.push(await step(oracle, index));
    expect(await Promise.all(pending)).toEqual(expected);
    await disposed;
    await expect(step(overlapping, 4)).rejects.toThrow("the program is disposed");
    await oracle.dispose();
  }, TIME_LIMIT);

  itRuns("gives and takes its state between steps alone", async () => {
    const program = await compile();
    const state = program.getState();
    const running = step(program, 0);
    for (const use of [() => program.getState(), () => program.setState(state)]) {
      expect(use).toThrow("while a step is under way: await the step first");
    }
    await running;
    expect(program.getState()).not.toEqual(state);
    await program.dispose();
  }, TIME_LIMIT);

  // The first two steps are checked: in one the recorded step fails, in the other the one beside it.
  itRuns.each<["createTensor" | "executeOp" | "handleOf" | "tensorDataSync", number[]]>([
    ["createTensor", [2, 5]],
    ["executeOp", [0, 20]],
    ["handleOf", [3, 40]],
    ["tensorDataSync", [1, 8]],
  ])("keeps no tensors of a step that fails: %s", async (name, failing) => {
    const program = await compile({}, { dropout: 0.5 });
    const { binding } = tf.findBackend("tensorflow") as unknown as {
      binding: Record<typeof name, (...values: unknown[]) => unknown> & {
        getNumOfTensors(): number;
      };
    };
    const works = binding[name];
    const held = binding.getNumOfTensors();
    const state = program.getState();
    try {
      for (const call of failing) {
        let calls = 0;
        binding[name] = (...values) => {
          if (calls++ === call) throw new Error("Out of memory");
          return works.apply(binding, values);
        };
        await expect(step(program, 0)).rejects.toThrow("Out of memory");
        expect(binding.getNumOfTensors(), `call ${call}`).toBe(held);
        binding[name] = works;
        expect(program.getState()).toEqual(state);
      }
      expect(await step(program, 1)).toBeGreaterThan(0);
      expect(binding.getNumOfTensors()).toBe(held);
    } finally {
      binding[name] = works;
      await program.dispose();
    }
  }, TIME_LIMIT);

  itRuns.each([["cpu", "gpu"], ["cpu", "gpu:1"], ["cuda", "cpu"]] as const)(
    "refuses provider %s on device %s",
    async (provider, device) => {
      const engine = createTensorflowEngine({ device });
      await expect(engine.compile(smallLenet(), { seed: 3, batchSize: SIZE, provider })).rejects
        .toThrow(`Cannot train on provider "${provider}" and device "${device}" at once`);
    },
  );

  itRuns(
    "refuses other providers, batches that are too small, and two settings at once",
    async () => {
      const model = smallLenet();
      const options = { seed: 3, batchSize: SIZE };
      await expect(tensorflowEngine.compile(model, { ...options, provider: "webgpu" })).rejects
        .toThrow(
          'Cannot train on provider "webgpu" with engine "tensorflow": should be one of cpu',
        );
      const program = await tensorflowEngine.compile(model, options);
      await expect(program.trainOnBatch(new Float32Array(7), new Float32Array(40), SIZE, 0)).rejects
        .toThrow("Cannot use 7 values as a batch of 4");
      await expect(tensorflowEngine.compile(model, { ...options, threads: 1 })).rejects
        .toThrow("Dispose that program first");
      await program.dispose();
    },
    TIME_LIMIT,
  );
});
