import { beforeAll, describe, expect, it } from "vitest";
import { type Dataset, DATASETS, findDataset, loadDataset } from "../../../src/data/mod.ts";
import { requirement } from "../../_require.ts";
import { errorOf, temporaryFolder } from "./_fixtures.ts";

const MODULE = new URL("../../../src/data/mod.ts", import.meta.url).href;
const PROJECT = new URL("../../../", import.meta.url).pathname;

/** Of pixels scaled to 0 to 1. */
function statisticsOf(images: Uint8Array): { mean: number; deviation: number } {
  let [sum, squares] = [0, 0];
  // No for-of: its iterator takes seconds for the 47 million pixels.
  for (let i = 0; i < images.length; i++) {
    sum += images[i]!;
    squares += images[i]! ** 2;
  }
  const mean = sum / images.length / 255;
  return { mean, deviation: Math.sqrt(squares / images.length / 255 ** 2 - mean ** 2) };
}

describe('dataset "mnist"', () => {
  let mnist: Dataset;
  beforeAll(async () => {
    mnist = await loadDataset("mnist");
  });

  it("has the published sizes", () => {
    const shape = { height: 28, width: 28, channels: 1 };
    expect(mnist.train).toMatchObject({ count: 60_000, shape });
    expect(mnist.test).toMatchObject({ count: 10_000, shape });
    expect(mnist.classNames).toEqual([..."0123456789"]);
    expect(Object.keys(mnist.sha256)).toHaveLength(4);
  });

  it("has the published first labels and class frequencies", () => {
    expect([...mnist.train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect([...mnist.test.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    const frequencies = new Array<number>(10).fill(0);
    for (const label of mnist.test.labels) frequencies[label]! += 1;
    expect(frequencies).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  });

  it("has the published mean and standard deviation of the training pixels", () => {
    const { mean, deviation } = statisticsOf(mnist.train.images);
    // The constants that PyTorch's examples normalise with.
    expect(mean).toBeCloseTo(0.1307, 4);
    expect(deviation).toBeCloseTo(0.3081, 4);
  });

  it("loads from another working directory, with no permission but to read node_modules", async () => {
    const folder = await temporaryFolder();
    const script = `${folder}/script.ts`;
    await Deno.writeTextFile(
      script,
      `import { loadDataset } from "${MODULE}";
       console.log((await loadDataset("mnist")).test.count);`,
    );
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        `--config=${PROJECT}deno.json`,
        `--allow-read=${PROJECT}node_modules`,
        script,
      ],
      cwd: folder,
    }).output();
    expect(new TextDecoder().decode(stderr)).toBe("");
    expect(new TextDecoder().decode(stdout)).toBe("10000\n");
  });
});

const itWithFashion = requirement(
  "Debian's package dataset-fashion-mnist",
  await Deno.stat("/usr/share/datasets/fashion-mnist").then(() => true, () => false),
);

describe('dataset "fashion-mnist"', () => {
  itWithFashion("has the published sizes, labels, classes and pixels", async () => {
    const { dataset: fashion, source } = await findDataset("fashion-mnist", { download: false });
    expect(source).toBe('Debian package "dataset-fashion-mnist"');
    const shape = { height: 28, width: 28, channels: 1 };
    expect(fashion.train).toMatchObject({ count: 60_000, shape });
    expect(fashion.test).toMatchObject({ count: 10_000, shape });
    expect(fashion.classNames).toHaveLength(10);
    // As the published walk-throughs print them.
    expect([...fashion.train.labels.subarray(0, 10)]).toEqual([9, 0, 0, 3, 0, 2, 7, 2, 5, 5]);
    expect([...fashion.test.labels.subarray(0, 10)]).toEqual([9, 2, 1, 1, 6, 1, 4, 6, 5, 7]);
    const { mean, deviation } = statisticsOf(fashion.train.images);
    // The constants that PyTorch's users normalise with.
    expect(mean).toBeCloseTo(0.2860, 4);
    expect(deviation).toBeCloseTo(0.3530, 4);
  });
});

it("has names, titles and classes in its list", () => {
  expect(DATASETS.map(({ name, classNames }) => [name, classNames.length])).toEqual([
    ["mnist", 10],
    ["fashion-mnist", 10],
  ]);
  for (const { title } of DATASETS) expect(title).toMatch(/^60,000 \+ 10,000 .* 28 x 28 gray/);
});

it("refuses an unknown name", async () => {
  const error = await errorOf(() => loadDataset("mnits"));
  expect(error).toBeInstanceOf(RangeError);
  expect(error.message).toBe(
    `Unknown dataset "mnits": expected one of mnist, fashion-mnist. ` +
      `For your own data give its folder with --data-dir. Did you mean mnist?`,
  );
});
