import { describe, expect, it } from "vitest";
import { loadDataset, pixelsOf } from "../../../src/data/mod.ts";
import { compressModel, toTeachStep } from "../../../src/export/mod.ts";
import { findRecipe } from "../../../models/mod.ts";
import { decodeModel } from "../../../src/graph/mod.ts";
import { parsePreprocessing } from "../../../src/preprocess/mod.ts";
import { createSession } from "../../../src/runtime/mod.ts";
import { heldBackIndices, teachFiles } from "../../../pipeline/web/teach_files.ts";
import { createTeacher, unpackImages } from "../../../web/teach/mod.ts";
import { drawGlyph, drawImage, GLYPHS } from "./_hands.ts";

/** A network with 99 % that lies in the repository. */
const MODEL = new URL("../../../models/trained/mnist-lenet/model.onnx", import.meta.url);

/** Test images that the network gets wrong: hands to draw them anew by. */
const WRONG = 5;

describe("five corrected drawings", async () => {
  const { train, test } = await loadDataset("mnist");
  const full = await Deno.readFile(MODEL);
  const { graph, metadata } = decodeModel(full);
  const spec = parsePreprocessing(metadata["preprocessing"]);
  // The step has no weights: a fresh model of the same recipe has the same one.
  const model = findRecipe("mnist-lenet").build({ shape: test.shape, numClasses: 10, seed: 1 });
  const step = toTeachStep(model, graph)!;
  const shipped = compressModel(full, "int8");
  const held = new Set(heldBackIndices(test, 42));
  const wrong = (await misread(shipped, test, spec.scale))
    .filter((index) => !held.has(index)).slice(0, WRONG);
  const packs = await teachFiles({ dataset: { train, test }, seed: 42 });
  const teacher = await createTeacher({
    model: shipped,
    step: step.bytes,
    stored: await unpackImages(packs.stored),
    heldBack: await unpackImages(packs.heldBack),
    createSession: (bytes) => createSession(bytes, { runtime: "web" }),
  });
  const size = pixelsOf(test.shape);
  const hands: readonly (readonly [string, number, Float32Array[]])[] = [
    ...Object.entries(GLYPHS).map(([name, { label }]) =>
      [name, label, drawGlyph(name, 10, 7, spec)] as const
    ),
    ...wrong.map((index) =>
      [
        `test image ${index}`,
        test.labels[index]!,
        drawImage(test.images.subarray(index * size, (index + 1) * size), 10, index, spec),
      ] as const
    ),
  ];

  it.each(hands)("of %s, a %i, teach others by the same hand", async (_, label, inputs) => {
    const drawings = inputs.map((input) => ({ input, label }));
    const lesson = await teacher.teach(drawings.slice(0, 5));
    expect(lesson.after.count).toBe(1000);
    expect(lesson.before.right - lesson.after.right).toBeLessThanOrEqual(5);
    expect(await countRight(lesson.bytes, drawings.slice(5))).toBeGreaterThanOrEqual(4);
    expect(lesson.taughtAfter.right).toBeGreaterThanOrEqual(4);
  }, 120_000);

  it("are of hands that the network misreads", async () => {
    const right = await Promise.all(
      hands.map(([, label, inputs]) =>
        countRight(shipped, inputs.map((input) => ({ input, label })))
      ),
    );
    expect(right.filter((count) => count < 8).length).toBeGreaterThanOrEqual(6);
  });
});

async function countRight(
  model: Uint8Array,
  drawings: readonly { input: Float32Array; label: number }[],
): Promise<number> {
  const inputs = new Float32Array(drawings.length * drawings[0]!.input.length);
  drawings.forEach(({ input }, i) => inputs.set(input, i * input.length));
  const classes = await classify(model, inputs, drawings.length);
  return classes.filter((found, i) => found === drawings[i]!.label).length;
}

async function misread(
  model: Uint8Array,
  { images, labels, shape }: Awaited<ReturnType<typeof loadDataset>>["test"],
  scale: number,
): Promise<number[]> {
  const count = 2500;
  const inputs = Float32Array.from(
    images.subarray(0, count * pixelsOf(shape)),
    (pixel) => pixel * scale,
  );
  const classes = await classify(model, inputs, count);
  return classes.flatMap((found, i) => found === labels[i] ? [] : [i]);
}

/** Classes that onnxruntime-node finds. */
async function classify(model: Uint8Array, data: Float32Array, count: number): Promise<number[]> {
  const session = await createSession(model, { threads: 1 });
  const [input, output] = [session.inputs[0]!, session.outputs[0]!];
  const shape = [count, ...input.shape.slice(1) as number[]];
  const results = await session.run({ [input.name]: { dtype: "float32", shape, data } });
  await session.release();
  const rows = results[output.name]!.data as Float32Array;
  const numClasses = rows.length / count;
  return Array.from({ length: count }, (_, i) => {
    const row = rows.subarray(i * numClasses, (i + 1) * numClasses);
    return row.indexOf(Math.max(...row));
  });
}
