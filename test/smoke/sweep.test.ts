import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ROOT, run, succeed, workFolder } from "./_commands.ts";
import { writeDigits } from "./_data.ts";

// Whole trainings, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let work: Awaited<ReturnType<typeof workFolder>>;
let out: string;
let args: string[];

beforeAll(async () => {
  work = await workFolder();
  out = `${work.path}/sweep`;
  args = `--recipe mnist-mlp-128 --epochs 1 --data-dir ${work.path}/data --out ${out}`.split(" ");
  await writeDigits(`${ROOT}${work.path}/data`, { train: 300, test: 50 });
});
afterAll(() => work[Symbol.asyncDispose]());

const read = async (file: string) => JSON.parse(await Deno.readTextFile(`${ROOT}${out}/${file}`));

describe("deno task sweep", () => {
  it("trains every point, keeps those that work, and fails for the others", async () => {
    const { code, stdout, stderr } = await run("sweep", [
      ...args,
      "--param",
      "units=8,16",
      "--param",
      "learning-rate=0.001,1e38",
    ]);
    expect(stderr).toMatch(
      /^Error: 2 of 4 trainings failed\. The same command tries them again\nError: units=8,learning-rate=1e\+38: Stage "train" failed: .*loss/,
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Sweep mnist-mlp-128-units-learning-rate: 4 trainings, \d at a time, /);
    expect(stdout).toMatch(/\n4\/4 units=/);
    expect(stdout).toMatch(/\nBest by validation accuracy: units=\d+,learning-rate=0\.001, /);
  });

  it("leaves a run for each point, and the figures of all", async () => {
    const { points, parameters, best } = await read("sweep.json");
    expect(parameters).toEqual([
      { name: "units", values: [8, 16] },
      { name: "learning-rate", values: [0.001, 1e38] },
    ]);
    expect(points.map(({ error }: { error?: string }) => error === undefined)).toEqual(
      [true, false, true, false],
    );
    const { test, validation } = await read(`${best}/summary.json`);
    const point = points.find(({ name }: { name: string }) => name === best);
    expect([point.test.accuracy, point.validation.loss]).toEqual([test.accuracy, validation.loss]);
    const csv = await Deno.readTextFile(`${ROOT}${out}/sweep.csv`);
    expect(csv.trim().split("\r\n")).toHaveLength(5);
    expect(await Deno.readTextFile(`${ROOT}${out}/sweep.svg`)).toContain("learning-rate=0.001");
  });

  it("does not train again what is there", async () => {
    const stdout = await succeed("sweep", [
      ...args,
      ..."--param units=8 --param learning-rate=0.001,0.01 --jobs 1".split(" "),
      "--out",
      `${out}/again`,
    ]);
    expect(stdout).toContain("2 trainings, 1 at a time");
    const first = (await read("again/learning-rate=0.001/training.json")).date;
    await succeed("sweep", [
      ...args,
      ..."--param units=8 --param learning-rate=0.001,0.01".split(" "),
      "--out",
      `${out}/again`,
    ]);
    expect((await read("again/learning-rate=0.001/training.json")).date).toBe(first);
  });
});

describe("deno task runs", () => {
  const runs = () => ["--runs", out];

  it("lists complete runs and others", async () => {
    const stdout = await succeed("runs", runs());
    expect(stdout).toMatch(/\nunits=8,learning-rate=0\.001 +mnist-mlp-128 +\d{4}-\d\d-\d\d /);
    expect(stdout).toMatch(/\nunits=8,learning-rate=1e\+38 +incomplete\n/);
  });

  it("compares two", async () => {
    const names = ["units=8,learning-rate=0.001", "units=16,learning-rate=0.001"];
    const stdout = await succeed("runs", ["diff", ...names, ...runs()]);
    expect(stdout).toMatch(/\nunits +8 +16\n/);
    expect(stdout).toMatch(/\ntest accuracy +\d/);
    expect(stdout).toMatch(/\n +1 +\d\.\d{4} +\d\.\d{4} /);
  });
});

describe("deno task results", () => {
  it("fills the page's tables", async () => {
    const page = `${work.path}/results.md`;
    await Deno.copyFile(`${ROOT}docs/results.md`, `${ROOT}${page}`);
    const { code, stdout, stderr } = await run("results", ["--runs", work.path, "--page", page], {
      permissions: ["--allow-read=.", "--allow-write=runs"],
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^Without a run: .*mnist-mlp-128/m);
    const text = await Deno.readTextFile(`${ROOT}${page}`);
    expect(text).toMatch(/\| units \| learning-rate \| validation \|/);
    expect(text).toMatch(/\| +16 \| +1e\+38 \| +failed \|/);
  });
});

describe("deno task evaluate and predict", () => {
  const folder = () => `${out}/units=16,learning-rate=0.001`;
  const data = () => `${work.path}/data`;

  it("give the same figures for model.onnx and model.json", async () => {
    const [onnx, tfjs] = await Promise.all(["model.onnx", "model.json"].map(async (file) => {
      const options = ["--model", `${folder()}/${file}`, "--data-dir", data(), "--json"];
      const { accuracy, loss, confusion, classNames } = JSON.parse(
        await succeed("evaluate", [...options, "--provider", "cpu"]),
      );
      return { accuracy, loss, confusion, classNames };
    }));
    expect(tfjs).toEqual(onnx);
  });

  it("predict what evaluate found wrong, for images of an IDX file and of the test set", async () => {
    const wrong: { index: number; probability: number; predicted: number; label: number }[] =
      await read("units=16,learning-rate=0.001/misclassified.json");
    const index = wrong.slice(0, 3).map((image) => image.index).join(",");
    const options = ["--model", `${folder()}/model.json`, "--index", index, "--json"];
    const [file, set] = await Promise.all([
      succeed("predict", [...options, `${data()}/t10k-images-idx3-ubyte`]),
      succeed("predict", [...options, "--data-dir", data()]),
    ]);
    for (const text of [file, set]) {
      const found: { label: number; probability: number }[] = JSON.parse(text);
      expect(found.map(({ label }) => label)).toEqual(wrong.slice(0, 3).map((w) => w.predicted));
      found.forEach(({ probability }, i) =>
        expect(probability).toBeCloseTo(wrong[i]!.probability, 5)
      );
    }
    expect(JSON.parse(set)[0].trueName).toBe(String(wrong[0]!.label));
  });

  it("show several images as a table, with the true class where it is another", async () => {
    const stdout = await succeed("predict", [
      ...["--model", `${folder()}/model.onnx`, "--data-dir", data()],
      ..."--index 0-3 --top 2".split(" "),
    ]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^image +class +probability +truly +then$/);
    expect(lines).toHaveLength(6);
    expect(lines[2]).toMatch(/^data 0 +\d +\d+\.\d\d % .*\d \(\d+\.\d\d %\)$/);
  });
});
