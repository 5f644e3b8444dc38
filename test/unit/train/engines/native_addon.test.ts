import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { findAddon } from "../../../../src/train/engines/native_addon/find_addon.ts";
import { loadAddon } from "../../../../src/train/engines/native_addon/load_addon.ts";
import { loadTensorflow } from "../../../../src/train/engines/tensorflow/load.ts";
import { createTfjsNodeEngine, tfjsEngine } from "../../../../src/train/mod.ts";
import { requireTensorflow } from "../../../_require.ts";
import { NUM_CLASSES, tinyModel, tinySet } from "../_tiny.ts";

const ADDON = "tfjs_binding.node";

/** A package's folder with these files, made by installing it, as far as a search looks. */
async function packageWith(files: Readonly<Record<string, string | Uint8Array>>) {
  const path = await Deno.makeTempDir();
  const all = { "package.json": '{ "version": "4.22.0" }', ...files };
  for (const [name, content] of Object.entries(all)) {
    await Deno.mkdir(dirname(`${path}/${name}`), { recursive: true });
    if (typeof content === "string") await Deno.writeTextFile(`${path}/${name}`, content);
    else await Deno.writeFile(`${path}/${name}`, content);
  }
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

describe("findAddon", () => {
  it("tells what is missing, package by package", async () => {
    await using bare = await packageWith({});
    expect(findAddon({ "tfjs-node-gpu": bare.path, "tfjs-node": undefined })).toEqual({
      reasons: [
        `tfjs-node-gpu is installed without its native addon, lib/napi-v*/${ADDON}`,
        "tfjs-node is not installed",
      ],
    });
  });

  it("looks into every napi folder, the highest number first", async () => {
    await using folder = await packageWith({
      [`lib/napi-v8/${ADDON}`]: "8",
      [`lib/napi-v10/${ADDON}`]: "10",
      "lib/napi-v11/readme": "no addon",
      "lib/napi-vx/readme": "no number",
    });
    expect(findAddon({ "tfjs-node": folder.path }).addon).toEqual({
      package: "tfjs-node",
      version: "4.22.0",
      path: `${folder.path}/lib/napi-v10/${ADDON}`,
      libraries: [],
    });
  });

  it("takes the second package where the first has no addon", async () => {
    await using bare = await packageWith({});
    await using whole = await packageWith({ [`lib/napi-v8/${ADDON}`]: "8" });
    const { addon, reasons } = findAddon({ "tfjs-node-gpu": bare.path, "tfjs-node": whole.path });
    expect(addon?.package).toBe("tfjs-node");
    expect(reasons).toHaveLength(1);
  });

  it.each([
    [
      "deps/lib, the framework first",
      ["deps/lib/libtensorflow.so.2", "deps/lib/libtensorflow_framework.so.2", "deps/lib/LICENSE"],
      ["deps/lib/libtensorflow_framework.so.2", "deps/lib/libtensorflow.so.2"],
    ],
    [
      "another napi folder than the addon's, as Windows' install script leaves it",
      ["lib/napi-v10/tensorflow.dll"],
      ["lib/napi-v10/tensorflow.dll"],
    ],
  ])("finds TensorFlow's libraries in %s", async (_, files, expected) => {
    await using folder = await packageWith({
      [`lib/napi-v8/${ADDON}`]: "8",
      ...Object.fromEntries(files.map((name) => [name, "library"])),
    });
    expect(findAddon({ "tfjs-node": folder.path }).addon?.libraries)
      .toEqual(expected.map((name) => `${folder.path}/${name}`));
  });
});

describe("loadAddon", () => {
  it("says how to install it where there is none", () => {
    expect(() => loadAddon(findAddon({ "tfjs-node-gpu": undefined }))).toThrow(
      /^Cannot train with engine "tfjs-node-gpu": tfjs-node-gpu is not installed\. Run "deno approve-scripts npm:@tensorflow\/tfjs-node-gpu" .*Or train with --engine tensorflow/,
    );
  });

  it.each([
    ["an addon that is none", { [`lib/napi-v8/${ADDON}`]: "not a library" }, ADDON],
    [
      "a library of TensorFlow's that is none",
      { [`lib/napi-v8/${ADDON}`]: "8", "deps/lib/libtensorflow.so.2": "cut off" },
      "libtensorflow.so.2",
    ],
  ])("names %s, and the remedy", async (_, files, name) => {
    await using folder = await packageWith(files);
    const load = () => loadAddon(findAddon({ "tfjs-node": folder.path }));
    expect(load).toThrow(
      /^Cannot load the native addon .*tfjs_binding\.node of tfjs-node 4\.22\.0: /,
    );
    expect(load).toThrow(name);
    expect(load).toThrow(/Remove the package's folder and run "deno install" and "deno approve/);
  });
});

it("the engine fails with the remedy where the addon is not installed", async () => {
  await using bare = await packageWith({});
  const engine = createTfjsNodeEngine({ search: findAddon({ "tfjs-node-gpu": bare.path }) });
  await expect(engine.compile(tinyModel(), { seed: 1, batchSize: 4 })).rejects.toThrow(
    /tfjs-node-gpu is installed without its native addon, .*Run "deno approve-scripts/,
  );
});

requireTensorflow()("the engine trains as tfjs does, on an addon that loads", async () => {
  await using folder = await packageWith({ [`lib/napi-v8/${ADDON}`]: "" });
  // The addon's own functions, by another way to the same library.
  const tensorflow = await loadTensorflow({ device: "cpu" });
  const engine = createTfjsNodeEngine({
    search: findAddon({ "tfjs-node": folder.path }),
    load: ({ addon }) => ({ addon: addon!, binding: tensorflow.binding }),
  });
  const set = tinySet(8);
  const y = Float32Array.from(
    { length: set.count * NUM_CLASSES },
    (_, i) => set.labels[Math.floor(i / NUM_CLASSES)] === i % NUM_CLASSES ? 1 : 0,
  );
  const x = Float32Array.from(set.images, (value) => value / 255);
  const options = { seed: 1, batchSize: set.count };
  const losses = async (program: Awaited<ReturnType<typeof engine.compile>>) => {
    const values: number[] = [];
    for (let step = 0; step < 5; step++) {
      values.push((await program.trainOnBatch(x, y, set.count, step))["loss"]!);
    }
    await program.dispose();
    return values;
  };
  const program = await engine.compile(tinyModel(), options);
  expect(program.facts).toMatchObject({
    package: "tfjs-node 4.22.0",
    tensorflow: tensorflow.version,
  });
  const received = await losses(program);
  const expected = await losses(await tfjsEngine.compile(tinyModel(), options));
  expect(received).toHaveLength(5);
  received.forEach((loss, step) => expect(loss).toBeCloseTo(expected[step]!, 5));
  expect(received[4]).toBeLessThan(received[0]!);
  tensorflow.dispose();
});
