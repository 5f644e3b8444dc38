import { describe, expect, it } from "vitest";
import { predict, readModelMetadata } from "../../../src/evaluate/mod.ts";
import { preprocess, type Preprocessing } from "../../../src/preprocess/mod.ts";
import { createSession } from "../../../src/runtime/mod.ts";
import { noise, softmaxModel, softmaxReference } from "./_models.ts";

const preprocessing: Preprocessing = {
  height: 4,
  width: 4,
  channels: 1,
  scale: 1 / 255,
  flatten: false,
  mode: "photo",
  invert: "never",
};

const image = {
  width: 8,
  height: 8,
  data: noise(8 * 8 * 4).map((byte, i) => i % 4 === 3 ? 255 : byte),
};

async function run(
  model: Uint8Array,
  options: { topK?: number; runtime?: "node" | "web" } = {},
) {
  const { runtime = "node", ...rest } = options;
  const session = await createSession(model, { runtime });
  try {
    return await predict(session, readModelMetadata(model), image, rest);
  } finally {
    await session.release();
  }
}

function model(spec: Partial<Preprocessing> = {}, inputShape = ["batch", 4, 4, 1]) {
  const metadata = {
    labels: JSON.stringify(["cat", "dog", "owl"]),
    preprocessing: JSON.stringify({ ...preprocessing, ...spec }),
  };
  return softmaxModel({ metadata, inputShape });
}

describe("predict", () => {
  const probabilities = [...softmaxReference(preprocess(image, preprocessing), 16, 3)];
  const names = ["cat", "dog", "owl"];
  const expected = probabilities.map((probability, label) => ({ probability, label }))
    .sort((a, b) => b.probability - a.probability);

  it.each([
    ["an image", {}, ["batch", 4, 4, 1]],
    ["a flat input", { flatten: true }, ["batch", 16]],
    ["a fixed batch", {}, [3, 4, 4, 1]],
  ])("ranks the classes of %s", async (_, spec, inputShape) => {
    for (const runtime of ["node", "web"] as const) {
      const result = await run(model(spec, inputShape as string[]), { runtime });
      expect(result.top.map(({ label }) => label)).toEqual(expected.map(({ label }) => label));
      result.top.forEach(({ probability, className, label }, i) => {
        expect(probability).toBeCloseTo(expected[i]!.probability, 5);
        expect(className).toBe(names[label]);
      });
      expect(result).toMatchObject(result.top[0]!);
    }
  });

  it("gives as many classes as asked for", async () => {
    expect((await run(model(), { topK: 1 })).top).toHaveLength(1);
    expect((await run(model(), { topK: 9 })).top).toHaveLength(3);
  });

  it("names classes by number where the model has no labels", async () => {
    const metadata = { preprocessing: JSON.stringify(preprocessing) };
    const result = await run(softmaxModel({ metadata, inputShape: ["batch", 4, 4, 1] }));
    expect(result.className).toBe(String(result.label));
  });

  it("refuses a model without preprocessing, or with one of another size", async () => {
    await expect(run(softmaxModel())).rejects.toThrow('the model has no "preprocessing"');
    await expect(run(model({ height: 5 }))).rejects.toThrow(
      "Cannot classify images of 5 x 4 x 1",
    );
    await expect(run(model({ scale: -1 }))).rejects.toThrow("scale is -1");
  });
});

describe("readModelMetadata", () => {
  it("reads all entries", () => {
    const { classNames, entries, ...rest } = readModelMetadata(model());
    expect(classNames).toEqual(["cat", "dog", "owl"]);
    expect(rest.preprocessing).toEqual(preprocessing);
    expect(Object.keys(entries).sort()).toEqual(["labels", "preprocessing"]);
  });

  it("leaves out what the model does not say", () => {
    expect(readModelMetadata(softmaxModel())).toEqual({ entries: {} });
  });
});
