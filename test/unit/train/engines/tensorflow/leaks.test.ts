import * as tf from "@tensorflow/tfjs";
import v8 from "node:v8";
import vm from "node:vm";
import { afterAll, beforeAll, describe, expect } from "vitest";
import {
  BACKEND_NAME,
  registerTensorflow,
} from "../../../../../src/train/engines/tensorflow/backend.ts";
import {
  loadTensorflow,
  type Tensorflow,
} from "../../../../../src/train/engines/tensorflow/load.ts";
import { createTensorflowEngine, onBackend, prepareTfjs } from "../../../../../src/train/mod.ts";
import { requireTensorflow } from "../../../../_require.ts";

const itRuns = requireTensorflow();
const STEPS = 2000;

/** Steps after which allocators have what they keep: the memory of the rest is compared with theirs. */
const WARM_UP = 500;
const CONTEXTS = 10;
const MEGABYTE = 2 ** 20;

/** Milliseconds that a test may take where other programs keep the processor busy. */
const TIME_LIMIT = 300_000;

/**
 * Growth that is no leak. Of resident memory, what allocators keep: 128 kB a step would be 190 MB. Of the
 * heap, less than one object of C's a step, 1,500 of 100 bytes. Of threads, those in which Deno calls C
 * code beside the main one: one a context would be ten.
 */
const NOISE: Usage = { heap: 100_000, resident: 64 * MEGABYTE, threads: 6 };

/** Of programs or contexts: V8 compiles on for some ten. The weights and slots of each would be 490 kB. */
const SESSION_NOISE: Usage = { ...NOISE, heap: 250_000 };

/** Measurements, this many milliseconds apart, until growth counts as a leak. */
const TRIES = 20;
const PAUSE = 250;

v8.setFlagsFromString("--expose-gc");
const collectGarbage = vm.runInNewContext("gc") as () => void;

beforeAll(prepareTfjs);
afterAll(() => {
  if (tf.findBackendFactory(BACKEND_NAME) !== null) tf.removeBackend(BACKEND_NAME);
});

interface Usage {
  /** Bytes that C code holds of the heap. */
  readonly heap: number;
  /** Bytes of resident memory. */
  readonly resident: number;
  readonly threads: number;
}

/** Counters of glibc's `mallinfo2`, of which two are bytes in use: on the heap, and mapped apart. */
const COUNTERS = { struct: new Array(10).fill("usize") } as const;
const IN_USE = [7, 4];

/** What this process uses, without JavaScript's garbage. */
function usage({ library }: Tensorflow): Usage {
  for (let i = 0; i < 3; i++) collectGarbage();
  const { symbols } = Deno.dlopen(library.path, {
    mallinfo2: { parameters: [], result: COUNTERS },
  });
  const counters = new BigUint64Array(symbols.mallinfo2().buffer as ArrayBuffer);
  const heap = IN_USE.reduce((sum, i) => sum + Number(counters[i]), 0);
  return { heap, resident: Deno.memoryUsage().rss, threads: numThreads() };
}

/**
 * Expects that nothing has grown. Other threads, V8's compiler among them, use memory for a while at any
 * moment; what leaked stays.
 */
async function expectFlat(before: Usage, tensorflow: Tensorflow, noise = NOISE): Promise<void> {
  let grown: string[] = [];
  for (let i = 0; i < TRIES; i++) {
    const after = usage(tensorflow);
    grown = (["heap", "resident", "threads"] as const)
      .filter((name) => after[name] - before[name] >= noise[name])
      .map((name) => `${name}: ${after[name] - before[name]}`);
    if (grown.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  expect(grown).toEqual([]);
}

/** Threads of this process (Linux's /proc). */
function numThreads(): number {
  return Number(/^Threads:\s+(\d+)/m.exec(Deno.readTextFileSync("/proc/self/status"))![1]);
}

/** Trains a small network for a step, by a batch of its own, and returns the loss. */
function trainStep(weights: tf.Variable, optimizer: tf.Optimizer, step: number): number {
  return tf.tidy(() => {
    // 128 kB.
    const x = tf.fill([128, 256], (step % 7) / 7);
    const loss = optimizer.minimize(() => {
      const y = tf.relu(tf.matMul(x, weights as unknown as tf.Tensor2D));
      return tf.mean(tf.square(tf.sub(y, 1))) as tf.Scalar;
    }, true);
    return loss!.dataSync()[0]!;
  });
}

/** Makes strings, reads them back, uses them in an op and in one that fails; how many came back. */
function stringStep({ binding }: Tensorflow, values: readonly Uint8Array[]): number {
  const T = { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_STRING };
  const id = binding.createTensor([values.length], binding.TF_STRING, [...values]);
  const [same] = binding.executeOp("Identity", [T], [id], 1);
  const joined = { name: "N", type: binding.TF_ATTR_INT, value: 2 };
  const [twice] = binding.executeOp("StringJoin", [joined], [id, same!.id], 1);
  const count = binding.tensorDataSync(twice!.id).length;
  const failures = [
    () => binding.executeOp("Neg", [T], [id], 1),
    () => binding.createTensor([1], binding.TF_STRING, [...values]),
  ].filter(fails);
  for (const entry of [id, same!.id, twice!.id]) binding.deleteTensor(entry);
  return failures.length === 2 ? count : NaN;
}

function fails(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch {
    return true;
  }
}

/** A small dense network as a program, with its batch. */
async function denseProgram() {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [256], units: 16, activation: "relu" }),
      tf.layers.dropout({ rate: 0.2 }),
      tf.layers.dense({ units: 10, activation: "softmax" }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.001), loss: "categoricalCrossentropy" });
  const size = 128;
  const engine = createTensorflowEngine({ device: "cpu" });
  const program = await engine.compile(model, { seed: 1, batchSize: size });
  const x = Float32Array.from({ length: size * 256 }, (_, i) => i % 7 / 7);
  const y = Float32Array.from({ length: size * 10 }, (_, i) => Number(i % 10 === 0));
  return { model, program, step: (index: number) => program.trainOnBatch(x, y, size, index) };
}

/** The binding of the program that is at work. */
const bindingInUse = () =>
  (tf.findBackend(BACKEND_NAME) as unknown as Pick<Tensorflow, "binding">).binding;

describe("nothing is left behind", () => {
  itRuns(`by ${STEPS} training steps: tensors, handles, memory`, async () => {
    const tensorflow = await loadTensorflow({ device: "cpu" });
    registerTensorflow(tensorflow.binding);
    const onTensorflow = <T>(compute: () => T) => onBackend(BACKEND_NAME, compute);
    const weights = onTensorflow(() => tf.tidy(() => tf.variable(tf.fill([256, 8], 0.01))));
    const optimizer = tf.train.adam(0.001);
    const losses: number[] = [];
    const trainUntil = (end: number) =>
      onTensorflow(() => {
        while (losses.length < end) losses.push(trainStep(weights, optimizer, losses.length));
        return [tf.memory().numTensors, tensorflow.binding.getNumOfTensors()];
      });
    const before = { counts: trainUntil(WARM_UP), usage: usage(tensorflow) };
    expect(trainUntil(STEPS)).toEqual(before.counts);
    await expectFlat(before.usage, tensorflow);
    // Of one batch, early and late.
    expect(losses[6 + 7 * Math.floor((STEPS - 7) / 7)]).toBeLessThan(losses[6]! / 2);
    optimizer.dispose();
    weights.dispose();
    expect(tensorflow.binding.getNumOfTensors()).toBe(0);
    tensorflow.dispose();
  }, TIME_LIMIT);

  itRuns(`by ${STEPS} steps with strings, those of failing ops too`, async () => {
    const tensorflow = await loadTensorflow({ device: "cpu" });
    // 128 kB, each on the heap.
    const values = Array.from({ length: 32 }, (_, i) => new Uint8Array(4096).fill(i));
    let numRead = 0;
    for (let step = 0; step < WARM_UP; step++) numRead += stringStep(tensorflow, values);
    const before = usage(tensorflow);
    for (let step = WARM_UP; step < STEPS; step++) numRead += stringStep(tensorflow, values);
    await expectFlat(before, tensorflow);
    expect(numRead).toBe(STEPS * values.length);
    expect(tensorflow.binding.getNumOfTensors()).toBe(0);
    tensorflow.dispose();
  }, TIME_LIMIT);

  itRuns(`by ${CONTEXTS} contexts: memory, threads, tensors that nobody deleted`, async () => {
    const session = async () => {
      const tensorflow = await loadTensorflow({ device: "cpu", threads: 2 });
      registerTensorflow(tensorflow.binding);
      onBackend(BACKEND_NAME, () => {
        tf.tidy(() => tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])).dataSync());
        // 4 MB and a string, left for the context to delete.
        const { binding } = tensorflow;
        binding.createTensor([2 ** 20], binding.TF_FLOAT, new Float32Array(2 ** 20));
        binding.createTensor([1], binding.TF_STRING, [new Uint8Array(MEGABYTE)]);
        expect(binding.getNumOfTensors()).toBe(2);
      });
      tensorflow.dispose();
      expect(tensorflow.binding.getNumOfTensors()).toBe(0);
      return tensorflow;
    };
    await session();
    const before = usage(await session());
    let last;
    for (let i = 0; i < CONTEXTS; i++) last = await session();
    await expectFlat(before, last!, SESSION_NOISE);
  }, TIME_LIMIT);

  itRuns(`by ${STEPS} recorded steps: tensors, handles, memory`, async () => {
    const tensorflow = await loadTensorflow({ device: "cpu" });
    tensorflow.dispose();
    const { model, program, step } = await denseProgram();
    expect(program.notes).toEqual([]);
    const counts = () => [tf.memory().numTensors, bindingInUse().getNumOfTensors()];
    for (let index = 0; index < WARM_UP; index++) await step(index);
    const before = { counts: counts(), usage: usage(tensorflow) };
    for (let index = WARM_UP; index < STEPS; index++) await step(index);
    expect(counts()).toEqual(before.counts);
    await expectFlat(before.usage, tensorflow);
    await program.dispose();
    model.dispose();
  }, TIME_LIMIT);

  itRuns(`by ${CONTEXTS} programs, each recorded, run and disposed`, async () => {
    const tensorflow = await loadTensorflow({ device: "cpu" });
    tensorflow.dispose();
    const session = async () => {
      const { model, program, step } = await denseProgram();
      for (let index = 0; index < 4; index++) await step(index);
      const binding = bindingInUse();
      await program.dispose();
      model.optimizer.dispose();
      model.dispose();
      return [tf.memory().numTensors, binding.getNumOfTensors()];
    };
    for (let i = 0; i < CONTEXTS; i++) await session();
    const before = { counts: await session(), usage: usage(tensorflow) };
    let counts;
    for (let i = 0; i < CONTEXTS; i++) counts = await session();
    expect(counts).toEqual(before.counts);
    await expectFlat(before.usage, tensorflow, SESSION_NOISE);
  }, TIME_LIMIT);

  itRuns("by a context that is disposed twice, and takes no other's backend with it", async () => {
    const [first, second] = [await loadTensorflow(), await loadTensorflow()];
    first.register();
    first.dispose();
    first.dispose();
    expect(tf.findBackendFactory(BACKEND_NAME)).toBeNull();
    second.register();
    first.dispose();
    expect(bindingInUse()).toBe(second.binding);
    second.dispose();
    expect(tf.findBackendFactory(BACKEND_NAME)).toBeNull();
  }, TIME_LIMIT);
});
