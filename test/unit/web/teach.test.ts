import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { compressModel, type WeightForm } from "../../../src/export/mod.ts";
import { decodeModel, type Graph, type TensorData } from "../../../src/graph/mod.ts";
import { createSession } from "../../../src/runtime/mod.ts";
import {
  type Corrected,
  createTeacher,
  type ImagePack,
  type Lesson,
  type LessonPlan,
  type LessonProgress,
} from "../../../web/teach/mod.ts";
import { CLASSES, drawingsOf, filesOf, randomPack, smallModel, SPEC } from "./_taught.ts";

const BATCH = 8;
/** A sureness above 1 is never reached, so that the trained weights are taken as they are. */
const PLAN: LessonPlan = { steps: 6, learningRate: 0.01, taughtShare: 0.25, sureness: 2 };
const [STORED, HELD_BACK, TAUGHT] = [randomPack(11, 1), randomPack(50, 2), randomPack(3, 3)];
const PIXELS = SPEC.height * SPEC.width;

const inBrowserRuntime = (bytes: Uint8Array) => createSession(bytes, { runtime: "web" });

function open(files: { model: Uint8Array; step: Uint8Array }) {
  return createTeacher({
    ...files,
    stored: STORED,
    heldBack: HELD_BACK,
    createSession: inBrowserRuntime,
  });
}

describe("a lesson", () => {
  it.each<WeightForm>(["fp32", "fp16", "int8"])(
    "on a model shipped as %s gives what tfjs's training gives",
    async (form) => {
      const model = smallModel();
      const files = filesOf(model, BATCH);
      const shipped = compressModel(files.model, form);
      const teacher = await open({ ...files, model: shipped });
      const lesson = await teacher.teach(drawingsOf(TAUGHT), { plan: PLAN });
      await teacher.dispose();

      setShippedWeights(model, decodeModel(shipped).graph);
      const before = predictInTfjs(model);
      await teachInTfjs(model);
      const after = predictInTfjs(model);

      const taught = await predictOnNode(lesson.bytes);
      expect(difference(await predictOnNode(shipped), before)).toBeLessThan(1e-5);
      expect(difference(taught, after)).toBeLessThan(1e-5);
      expect(difference(after, before)).toBeGreaterThan(0.01);
      expect(lesson.before).toEqual(score(before));
      expect(lesson.after).toEqual(score(after));
    },
  );

  it("leaves the file's other parts as they are, and says what it was", async () => {
    const files = filesOf(smallModel(), BATCH);
    const shipped = compressModel(files.model, "int8");
    const teacher = await open({ ...files, model: shipped });
    const lesson = await teacher.teach(drawingsOf(TAUGHT), { plan: PLAN });
    const [before, after] = [decodeModel(shipped), decodeModel(lesson.bytes)];
    expect(after.metadata).toEqual({ ...before.metadata, taught: '{"drawings":3,"steps":6}' });
    expect(after.opset).toBe(before.opset);
    const kept = (graph: Graph) =>
      [...graph.initializers].filter(([name]) => !name.startsWith("dense"));
    expect(kept(after.graph)).toEqual(kept(before.graph));
    const types = (graph: Graph) => graph.nodes.map(({ opType }) => opType);
    expect(types(before.graph).filter((type) => type === "DequantizeLinear").length)
      .toBeGreaterThan(0);
    expect(types(after.graph).filter((type) => type !== "DequantizeLinear"))
      .toEqual(types(before.graph).filter((type) => type !== "DequantizeLinear"));
    await teacher.dispose();
  });

  it("goes as little of the way to the trained weights as makes it sure of the drawings", async () => {
    const files = filesOf(smallModel(), BATCH);
    const teacher = await open(files);
    const plan: LessonPlan = { ...PLAN, steps: 150, taughtShare: 0.75, sureness: 0.5 };
    const drawings = drawingsOf(TAUGHT);
    const enough = await teacher.teach(drawings, { plan });
    const whole = await teacher.teach(drawings, { plan: { ...plan, sureness: 2 } });
    await teacher.dispose();
    const kernel = (bytes: Uint8Array) => {
      const { initializers } = decodeModel(bytes).graph;
      return [...initializers].find(([name]) => /^dense.*kernel/.test(name))![1]
        .data as Float32Array;
    };
    const [old, near, far] = [files.model, enough.bytes, whole.bytes].map(kernel);
    const most = far!.reduce(
      (best, value, i) =>
        Math.abs(value - old![i]!) > Math.abs(far![best]! - old![best]!) ? i : best,
      0,
    );
    const tenths = Math.round(10 * (near![most]! - old![most]!) / (far![most]! - old![most]!));
    expect(tenths).toBeGreaterThan(0);
    expect(tenths).toBeLessThan(10);
    expect(difference(near!, old!.map((value, i) => value + (far![i]! - value) * tenths / 10)))
      .toBeLessThan(1e-6);
    expect(least(await predictOnNode(enough.bytes, TAUGHT))).toBeGreaterThanOrEqual(0.5);
  });

  it("begins with the model as it was, whatever was taught before", async () => {
    const teacher = await open(filesOf(smallModel(), BATCH));
    const [first, second] = [drawingsOf(TAUGHT), drawingsOf(randomPack(2, 9))];
    const alone = await teacher.teach(second, { plan: PLAN });
    await teacher.teach(first, { plan: PLAN });
    const later = await teacher.teach(second, { plan: PLAN });
    expect(later.bytes).toEqual(alone.bytes);
    await teacher.dispose();
  });

  it("tells how far it is, and prepares its images once", async () => {
    const teacher = await open(filesOf(smallModel(), BATCH));
    const seen: LessonProgress[] = [];
    const onProgress = (progress: LessonProgress) => seen.push(progress);
    await teacher.prepare(onProgress);
    expect(new Set(seen.map(({ phase }) => phase))).toEqual(new Set(["prepare"]));
    expect(seen.at(-1)).toEqual({ phase: "prepare", done: 61, total: 61 });
    seen.length = 0;
    const lesson = await teacher.teach(drawingsOf(TAUGHT), { plan: PLAN, onProgress });
    expect(seen.filter(({ phase }) => phase === "train").map(({ done }) => done))
      .toEqual([1, 2, 3, 4, 5, 6]);
    expect(seen.at(-1)).toEqual({ phase: "test", done: 50, total: 50 });
    expect(seen.some(({ phase }) => phase === "prepare")).toBe(false);
    expect(lesson.steps).toBe(PLAN.steps);
    await teacher.dispose();
  });

  it("can be had while its images are being prepared", async () => {
    const teacher = await open(filesOf(smallModel(), BATCH));
    const preparing = teacher.prepare();
    const lesson = await teacher.teach(drawingsOf(TAUGHT), { plan: PLAN });
    await preparing;
    expect(lesson.after.count).toBe(HELD_BACK.count);
    await teacher.dispose();
  });

  it("tells a lesson how far preparing is, though someone else asks for it meanwhile", async () => {
    const teacher = await open(filesOf(smallModel(), BATCH));
    const seen: LessonProgress[] = [];
    const teaching = teacher.teach(drawingsOf(TAUGHT), {
      plan: PLAN,
      onProgress: (progress) => seen.push(progress),
    });
    await Promise.all([teaching, teacher.prepare()]);
    expect(seen.filter(({ phase }) => phase === "prepare").at(-1))
      .toEqual({ phase: "prepare", done: 61, total: 61 });
    await teacher.dispose();
  });

  it("can be had after its images could not be prepared", async () => {
    let broken = false;
    const teacher = await createTeacher({
      ...filesOf(smallModel(), BATCH),
      stored: STORED,
      heldBack: HELD_BACK,
      async createSession(bytes) {
        const session = await inBrowserRuntime(bytes);
        const run = session.run.bind(session);
        session.run = (feeds) => broken ? Promise.reject(new Error("Out of memory")) : run(feeds);
        return session;
      },
    });
    broken = true;
    await expect(teacher.prepare()).rejects.toThrow("Out of memory");
    broken = false;
    const lesson = await teacher.teach(drawingsOf(TAUGHT), { plan: PLAN });
    expect(lesson.after.count).toBe(HELD_BACK.count);
    await teacher.dispose();
  });

  it.each<[string, readonly Corrected[], string]>([
    ["no drawings", [], "Cannot teach 0 drawings"],
    ["a class that the model lacks", [{ input: new Float32Array(PIXELS), label: 4 }], "0 to 3"],
    ["half a class", [{ input: new Float32Array(PIXELS), label: 0.5 }], "0 to 3"],
    ["another size", [{ input: new Float32Array(5), label: 0 }], "expected 6 x 6 x 1 = 36"],
  ])("refuses %s", async (_, drawings, message) => {
    const teacher = await open(filesOf(smallModel(), BATCH));
    await expect(teacher.teach(drawings)).rejects.toThrow(message);
    await teacher.dispose();
  });
});

describe("a teacher is refused", () => {
  const files = () => filesOf(smallModel(), BATCH);

  it("a step of a model with other layers", async () => {
    const { layers } = tf;
    const other = tf.sequential({
      layers: [
        layers.flatten({ inputShape: [6, 6, 1] }),
        layers.dense({ name: "foreign", units: 8, activation: "relu" }),
        layers.dense({ name: "foreign_too", units: CLASSES, activation: "softmax" }),
      ],
    });
    await expect(open({ ...files(), step: filesOf(other).step })).rejects.toThrow(
      'it has no node "foreign_too/',
    );
  });

  it("a step for weights of another size", async () => {
    const withHidden = (units: number) =>
      filesOf(tf.sequential({
        layers: [
          tf.layers.flatten({ inputShape: [6, 6, 1] }),
          tf.layers.dense({ units, activation: "relu" }),
          tf.layers.dense({ name: "last", units: CLASSES, activation: "softmax" }),
        ],
      }));
    await expect(open({ ...withHidden(8), step: withHidden(9).step })).rejects.toThrow(
      '"last/Gemm" has weights float32[8,4], expected float32[9,4]',
    );
  });

  it.each<[string, (good: ReturnType<typeof files>) => ReturnType<typeof files>]>([
    ["a step without its entry", (good) => ({ ...good, step: good.model })],
    ["bytes that are no model", (good) => ({ ...good, model: new Uint8Array(100) as never })],
    ["an empty step", (good) => ({ ...good, step: new Uint8Array() as never })],
  ])("%s", async (_, spoil) => {
    await expect(open(spoil(files()))).rejects.toThrow(SyntaxError);
  });
});

/** Every drawing and image in the order in which a lesson takes them. */
async function teachInTfjs(model: tf.Sequential): Promise<void> {
  for (const layer of model.layers) layer.trainable = layer.getClassName() === "Dense";
  // Dropout is off in a lesson.
  const still = tf.sequential({
    layers: model.layers.filter((layer) => layer.getClassName() !== "Dropout"),
  });
  const answers = predictInTfjs(model, STORED);
  const optimizer = tf.train.adam(1, 0.9, 0.999, 1e-7);
  still.compile({ optimizer, loss: "categoricalCrossentropy" });
  const taught = PLAN.taughtShare * BATCH;
  for (let step = 0; step < PLAN.steps; step++) {
    const rows = Array.from({ length: BATCH }, (_, row) => {
      const [pack, turn] = row < taught
        ? [TAUGHT, step * taught + row]
        : [STORED, step * (BATCH - taught) + row - taught];
      const index = turn % pack.count;
      return {
        pixels: [...pack.pixels.subarray(index * PIXELS, (index + 1) * PIXELS)],
        target: Array.from({ length: CLASSES }, (_, i) => {
          const right = Number(i === pack.labels[index]);
          return pack === TAUGHT ? right : (right + answers[index * CLASSES + i]!) / 2;
        }),
      };
    });
    const x = tf.tensor(rows.map(({ pixels }) => pixels)).mul(SPEC.scale).reshape([BATCH, 6, 6, 1]);
    const y = tf.tensor(rows.map(({ target }) => target));
    (optimizer as unknown as { learningRate: number }).learningRate = PLAN.learningRate *
      (1 - step / PLAN.steps);
    await still.trainOnBatch(x, y);
  }
}

/** Gives a tfjs model the weights that a file holds, widened by hand. */
function setShippedWeights(model: tf.Sequential, graph: Graph): void {
  const value = (node: string, position: number): tf.Tensor => {
    const name = graph.nodes.find((candidate) => candidate.name.endsWith(node))!.inputs[position]!;
    const { shape, data } = widened(graph, name);
    return tf.tensor(data, shape as number[]);
  };
  const [conv, , , hidden, , last] = model.layers.map(({ name }) => name);
  const weight = (layer: string | undefined, type: string) =>
    [1, 2].map((position) => value(`${layer}/${type}`, position));
  const [kernel, bias] = weight(conv, "Conv");
  const [rows, hiddenBias] = weight(hidden, "Gemm");
  model.setWeights([
    kernel!.transpose([2, 3, 1, 0]),
    bias!,
    // In the file the rows are channel by channel, in tfjs pixel by pixel.
    rows!.reshape([5, 16, 16]).transpose([1, 0, 2]).reshape([80, 16]),
    hiddenBias!,
    ...weight(last, "Gemm"),
  ]);
}

function widened(graph: Graph, name: string): { shape: readonly number[]; data: Float32Array } {
  const own = graph.initializers.get(name);
  if (own !== undefined) return own as TensorData<"float32">;
  const { opType, inputs, attributes } = graph.nodes.find(({ outputs }) => outputs[0] === name)!;
  const [stored, scale] = inputs.map((input) => graph.initializers.get(input)!);
  const { shape, data } = stored!;
  if (opType === "Cast") return { shape, data: Float32Array.from(data as Float16Array) };
  const axis = Number(attributes["axis"]!.value);
  const inner = shape.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  return {
    shape,
    data: Float32Array.from(
      data as Int8Array,
      (step, i) => step * Number(scale!.data[Math.floor(i / inner) % shape[axis]!]),
    ),
  };
}

function inputsOf({ pixels }: ImagePack): Float32Array {
  return Float32Array.from(pixels, (pixel) => pixel * SPEC.scale);
}

function predictInTfjs(model: tf.Sequential, pack = HELD_BACK): Float32Array {
  const x = tf.tensor(inputsOf(pack), [pack.count, 6, 6, 1]);
  return (model.predict(x) as tf.Tensor).dataSync<"float32">();
}

async function predictOnNode(bytes: Uint8Array, pack = HELD_BACK): Promise<Float32Array> {
  const session = await createSession(bytes, { threads: 1 });
  const [input, output] = [session.inputs[0]!, session.outputs[0]!];
  const results = await session.run({
    [input.name]: { dtype: "float32", shape: [pack.count, 6, 6, 1], data: inputsOf(pack) },
  });
  await session.release();
  return results[output.name]!.data as Float32Array;
}

function score(probabilities: Float32Array): Lesson["before"] {
  const right = [...HELD_BACK.labels].filter((label, i) => {
    const row = [...probabilities.subarray(i * CLASSES, (i + 1) * CLASSES)];
    return row.every((value) => value <= row[label]!);
  });
  return { right: right.length, count: HELD_BACK.count };
}

/** The lowest probability that a drawing's own class has. */
function least(probabilities: Float32Array): number {
  return Math.min(...[...TAUGHT.labels].map((label, i) => probabilities[i * CLASSES + label]!));
}

function difference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
