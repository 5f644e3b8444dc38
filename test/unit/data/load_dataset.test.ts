import { beforeAll, describe, expect, it } from "vitest";
import { type Dataset, loadDataset } from "../../../src/data/mod.ts";
import { errorOf, temporaryFolder } from "./_fixtures.ts";

const MODULE = new URL("../../../src/data/mod.ts", import.meta.url).href;
const PROJECT = new URL("../../../", import.meta.url).pathname;

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
    let [sum, squares] = [0, 0];
    for (const pixel of mnist.train.images) {
      sum += pixel;
      squares += pixel * pixel;
    }
    const mean = sum / mnist.train.images.length / 255;
    const deviation = Math.sqrt(squares / mnist.train.images.length / 255 ** 2 - mean ** 2);
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

it("refuses an unknown name", async () => {
  const error = await errorOf(() => loadDataset("mnits"));
  expect(error).toBeInstanceOf(RangeError);
  expect(error.message).toBe(
    `Unknown dataset "mnits": expected one of mnist. ` +
      `For your own IDX files give their folder with --data-dir`,
  );
});
