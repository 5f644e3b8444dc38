import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { assembleSite, readSiteRecord, siteProblem } from "../../../../pipeline/web/assemble.ts";
import { listFiles, makeFolder } from "../../../../pipeline/web/files.ts";
import { hasHash, hashedName } from "../../../../pipeline/web/hashed_name.ts";
import { modelFiles, type ModelParts } from "../../../../pipeline/web/model_files.ts";
import { precompress } from "../../../../pipeline/web/precompress.ts";
import { chooseSamples } from "../../../../pipeline/web/samples.ts";
import { siteSizes } from "../../../../pipeline/web/sizes.ts";
import { waitForLock } from "../../../../pipeline/web/wait_for_lock.ts";
import { summary } from "../_summary.ts";
import { folderWith } from "./_folder.ts";

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const text = "compressible ".repeat(200);

const PARTS: ModelParts = {
  summary: summary({ test: { accuracy: 0.99 } }),
  title: "A toy",
  trainImages: 100,
  variants: [
    {
      kind: "fp32",
      file: "model.onnx",
      bytes: 9,
      accuracy: 0.99,
      loss: 1,
      maxDifference: 0,
      shipped: false,
    },
    {
      kind: "int8",
      file: "model_int8.onnx",
      bytes: 5,
      accuracy: 0.9896,
      loss: 1,
      maxDifference: 0.01,
      shipped: true,
    },
  ],
  model: new TextEncoder().encode("model"),
  pictures: { confusion: "<svg>c</svg>", history: "<svg>h</svg>" },
  samples: [{ index: 3, label: 1, predicted: 1, pixels: "AA==" }],
};

describe("hashed names", () => {
  it("say what is in the file, and are known as such", () => {
    expect(hashedName("model.onnx", new TextEncoder().encode("model"))).toBe("model.9372c470.onnx");
    expect(hashedName("model.onnx", "other")).not.toBe(hashedName("model.onnx", "model"));
  });

  it.each([
    ["model/model.9372c470.onnx", true],
    ["assets/page.BcJ9DLu0.js", true],
    ["kit/ort-wasm-simd-threaded.jspi.CZzFqCHi.wasm", true],
    ["examples/bundler/index-DcPCd058.js", true],
    ["kit/classifier.js", false],
    ["ort-wasm-simd-threaded.wasm", false],
    ["1a2b3c4d.folder/index.html", false],
    ["index.html", false],
  ])("%s: %s", (path, expected) => expect(hasHash(path)).toBe(expected));
});

describe("modelFiles", () => {
  it("names every file of the manifest, with the shipped variant's figures on the card", () => {
    const { manifest, files } = modelFiles(PARTS);
    expect(manifest.model).toEqual({ file: "model.9372c470.onnx", bytes: 5, kind: "int8" });
    expect(manifest.card).toMatchObject({
      title: "A toy",
      accuracy: 0.9896,
      trainImages: 100,
      date: "2026-01-02",
      variants: [{ kind: "fp32", shipped: false }, { kind: "int8", bytes: 5, shipped: true }],
    });
    expect(manifest.teach).toBeUndefined();
    const { confusion, history } = manifest.pictures;
    for (const { file, bytes } of [manifest.model, manifest.samples, confusion, history]) {
      expect(files.get(file)).toHaveLength(bytes);
    }
    expect(JSON.parse(decode(files.get(manifest.samples.file)!))).toEqual(PARTS.samples);
    expect(JSON.parse(decode(files.get("manifest.json")!))).toEqual(manifest);
    // For pages that link to it, under a name that stays.
    expect(files.get("model.onnx")).toBe(files.get(manifest.model.file));
    expect(files.size).toBe(6);
  });

  it("adds what it takes to teach", () => {
    const pack = (name: string) => new TextEncoder().encode(name);
    const { manifest, files } = modelFiles({
      ...PARTS,
      teach: { step: pack("step"), stored: pack("stored"), heldBack: pack("held") },
    });
    expect(decode(files.get(manifest.teach!.heldBack.file)!)).toBe("held");
    expect(decode(files.get(manifest.teach!.step.file)!)).toBe("step");
  });
});

describe("chooseSamples", () => {
  const count = 400;
  const test = {
    shape: { height: 1, width: 2, channels: 1 } as const,
    images: Uint8Array.from({ length: 2 * count }, (_, i) => i % 256),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
    count,
  };
  const predicted = Array.from(test.labels, (label, i) => i % 7 === 0 ? (label + 1) % 10 : label);

  it("takes as many of every class, 20 right and 20 wrong, by the seed", () => {
    const samples = chooseSamples(test, predicted, 42);
    const right = samples.filter(({ label, predicted }) => label === predicted);
    expect(right.map(({ label }) => label)).toEqual([..."00112233445566778899"].map(Number));
    expect(samples).toHaveLength(40);
    expect(new Set(samples.map(({ index }) => index)).size).toBe(40);
    for (const { index, label, predicted: given, pixels } of samples) {
      expect([label, given]).toEqual([test.labels[index], predicted[index]]);
      expect([...Uint8Array.fromBase64(pixels)]).toEqual([2 * index % 256, (2 * index + 1) % 256]);
    }
    expect(chooseSamples(test, predicted, 42)).toEqual(samples);
    expect(chooseSamples(test, predicted, 43)).not.toEqual(samples);
  });

  it("leaves half of a small set, and needs no mistakes", () => {
    const small = { ...test, count: 10, labels: test.labels.slice(0, 10) };
    expect(chooseSamples(small, predicted.slice(0, 10), 1)).toHaveLength(4);
    expect(chooseSamples(test, [...test.labels], 1)).toHaveLength(20);
  });
});

describe("precompress", () => {
  it("puts copies beside what gets smaller, once", async () => {
    await using folder = await folderWith({
      "a/page.js": text,
      "small.js": "x",
      "noise.wasm": crypto.getRandomValues(new Uint8Array(3000)),
      "picture.png": text,
    });
    await precompress(folder.path);
    const files = await listFiles(folder.path);
    expect([...files.keys()]).toEqual([
      "a/page.js",
      "a/page.js.br",
      "a/page.js.gz",
      "noise.wasm",
      "picture.png",
      "small.js",
    ]);
    const read = (path: string) => Deno.readFileSync(`${folder.path}/${path}`);
    expect(decode(gunzipSync(read("a/page.js.gz")))).toBe(text);
    expect(decode(brotliDecompressSync(read("a/page.js.br")))).toBe(text);

    // What is there stays.
    await Deno.writeTextFile(`${folder.path}/a/page.js.br`, "kept");
    await Deno.remove(`${folder.path}/a/page.js.gz`);
    await precompress(folder.path);
    expect(decode(read("a/page.js.br"))).toBe("kept");
    expect(decode(gunzipSync(read("a/page.js.gz")))).toBe(text);
  });
});

describe("makeFolder", () => {
  it("takes a name without a slash", async () => {
    await using folder = await folderWith();
    const before = Deno.cwd();
    Deno.chdir(folder.path);
    try {
      await makeFolder("foo", (work) => Deno.writeTextFile(`${work}/a`, "a"));
    } finally {
      Deno.chdir(before);
    }
    expect([...await listFiles(folder.path)]).toEqual([["foo/a", 1]]);
  });
});

describe("waitForLock", () => {
  it("lets one at a time work, and says that the other waits", async () => {
    await using folder = await folderWith();
    const events: string[] = [];
    const work = async (name: string) => {
      using _lock = await waitForLock(`${folder.path}/new/page.lock`, (text) => events.push(text));
      events.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      events.push(`${name} ends`);
    };
    const first = work("first");
    while (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await Promise.all([first, work("second")]);
    expect(events).toEqual([
      "first begins",
      expect.stringMatching(/page\.lock: another process is at work/),
      "first ends",
      "second begins",
      "second ends",
    ]);
  });
});

describe("a site", () => {
  const record = { sources: "sources" };
  const identity = { run: "runs/toy", key: "key" };

  async function assembled() {
    const folder = await folderWith({
      "page/site/index.html": text,
      "page/site/kit/classifier.js": "kit",
      "page/site/examples/bundler-project/main.ts": "main",
      "page/single.html": "<script>MODEL_BASE64</script>",
    });
    const places = { site: `${folder.path}/web`, page: `${folder.path}/page` };
    const make = () => assembleSite(places, record, modelFiles(PARTS), identity);
    await make();
    return { folder, places, make };
  }

  it("holds page, model and examples, and knows whose it is", async () => {
    const { folder, places: { site } } = await assembled();
    await using _folder = folder;
    const files = await listFiles(site);
    expect([...files.keys()]).toEqual(expect.arrayContaining([
      "examples/bundler-project/public/model.onnx",
      "examples/model.onnx",
      "index.html",
      "index.html.br",
      "index.html.gz",
      "kit/classifier.js",
      "model/manifest.json",
      "model/model.9372c470.onnx",
      "model/model.onnx",
    ]));
    expect(await Deno.readTextFile(`${site}/examples/single.html`)).toBe(
      `<script>${btoa("model")}</script>`,
    );
    expect(await readSiteRecord(site)).toMatchObject({
      run: "runs/toy",
      key: "key",
      sources: "sources",
    });
    const sizes = await siteSizes(site, {
      firstVisit: { page: ["index.html"], runtime: ["kit/classifier.js"], wasm: [] },
      webgpu: [],
    }, { file: "model/model.9372c470.onnx", data: [] });
    const [gzip, brotli] = [files.get("index.html.gz")!, files.get("index.html.br")!];
    expect(sizes).toContainEqual({ name: "model", raw: 5, gzip: 5, brotli: 5 });
    expect(sizes).toContainEqual({
      name: "first visit",
      raw: text.length + 3 + 5,
      gzip: gzip + 3 + 5,
      brotli: brotli + 3 + 5,
    });
  });

  it("is found wanting when it is gone, another run's, older than its sources, or incomplete", async () => {
    const { folder, places: { site }, make } = await assembled();
    await using _folder = folder;
    const problem = (key = "key", sources = "sources") => siteProblem(site, { key, sources });
    expect(await problem()).toBeUndefined();
    expect(await problem("another")).toBe(`${site}/ holds another site, made from runs/toy`);
    expect(await problem("key", "newer")).toBe("the page's sources changed");
    await Deno.remove(`${site}/kit/classifier.js`);
    expect(await problem()).toBe(`${site}/kit/classifier.js is missing or was changed`);
    await Deno.remove(site, { recursive: true });
    expect(await problem()).toBe(`${site}/ holds no site`);
    await make();
    expect(await problem()).toBeUndefined();
  });

  it("stays as it was when the next one fails, and nothing is left over", async () => {
    const { folder, places: { site, page }, make } = await assembled();
    await using _folder = folder;
    const before = await listFiles(site);
    await Deno.remove(`${page}/single.html`);
    await expect(make()).rejects.toThrow();
    expect(await listFiles(site)).toEqual(before);
    await expect(makeFolder(site, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    for (const name of ["web.0a1b2c3d.tmp", "web.0a1b2c3e.tmp.old", "web.0a1b2c3f.tmp"]) {
      await Deno.mkdir(`${folder.path}/${name}`);
      if (!name.includes("3f")) await Deno.utime(`${folder.path}/${name}`, 0, 0);
    }
    await expect(makeFolder(site, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await Deno.remove(`${folder.path}/web.0a1b2c3f.tmp`);
    expect([...Deno.readDirSync(folder.path)].map(({ name }) => name).sort()).toEqual([
      "page",
      "web",
    ]);
  });
});
