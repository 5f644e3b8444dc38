import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { diffLines, readComparedRun } from "../../../pipeline/runs_diff.ts";
import { findRun, findRuns, RunError } from "../../../pipeline/runs_folder.ts";
import { runsLines } from "../../../pipeline/runs_table.ts";
import { findSweeps } from "../../../pipeline/sweep/find_sweeps.ts";
import { summary } from "./_summary.ts";

let folder: string;
beforeEach(async () => {
  folder = await Deno.makeTempDir();
});
afterEach(() => Deno.remove(folder, { recursive: true }));

async function write(path: string, value: unknown): Promise<void> {
  const file = `${folder}/${path}`;
  await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(file, typeof value === "string" ? value : JSON.stringify(value));
}

const history = (loss: number[]) => ({
  params: { epochs: loss.length, steps: 1, batchSize: 1 },
  epoch: loss.map((_, i) => i),
  metrics: { loss, val_accuracy: loss.map((value) => 1 - value) },
});

describe("findRuns", () => {
  it("finds runs at any depth, by name, numbers by size, and says what is wrong with them", async () => {
    await write("b/summary.json", summary());
    await write("a/pipeline.lock.json", "{}");
    await write("sweeps/s/units=128/summary.json", summary());
    await write("sweeps/s/units=16/summary.json", summary());
    await write("c/summary.json", '{ "recipe": "toy" }');
    await write("d/summary.json", "{");
    await write("empty/notes.txt", "");
    await write("b/.cache/x/summary.json", "{}");
    const runs = await findRuns(folder);
    expect(runs.map(({ name, problem }) => [name, problem])).toEqual([
      ["a", "incomplete"],
      ["b", undefined],
      ["c", "summary.json has no data, params, train, test, model"],
      ["d", "summary.json is damaged"],
      ["sweeps/s/units=16", undefined],
      ["sweeps/s/units=128", undefined],
    ]);
  });

  it("finds none where there is no folder", async () => {
    expect(await findRuns(`${folder}/gone`)).toEqual([]);
  });
});

describe("findRun", () => {
  beforeEach(async () => {
    await write("lenet/summary.json", summary());
    await write("half/pipeline.lock.json", "{}");
  });

  it.each([["lenet"], ["lenet/"]])("takes the name %s", async (name) => {
    expect((await findRun(name, folder)).path).toBe(`${folder}/lenet`);
  });

  it("takes a path", async () => {
    expect((await findRun(`${folder}/lenet`, `${folder}/gone`)).summary.recipe).toBe("toy");
  });

  it("names the runs that there are", async () => {
    const error = new RunError(
      'Unknown run "lent": expected one of half, lenet. Did you mean lenet?',
    );
    await expect(findRun("lent", folder)).rejects.toThrow(error);
    await expect(findRun("lent", `${folder}/gone`)).rejects.toThrow(
      /Unknown run "lent": ".*gone" holds no runs\. Make one: deno task pipeline/,
    );
  });

  it("refuses a run that is not complete", async () => {
    await expect(findRun("half", folder)).rejects.toThrow(
      /Cannot use run "half": it did not get to its end, .* deno task pipeline --out .*half/,
    );
  });
});

describe("findSweeps", () => {
  it("finds them by their sweep.json", async () => {
    await write("sweeps/a/sweep.json", { name: "a" });
    await write("lenet/summary.json", summary());
    expect(await findSweeps(folder)).toEqual([
      { path: `${folder}/sweeps/a`, result: { name: "a" } },
    ]);
    expect(await findSweeps(`${folder}/gone`)).toEqual([]);
  });

  it("refuses a damaged one", async () => {
    await write("a/sweep.json", "{");
    await expect(findSweeps(folder)).rejects.toThrow(/Cannot read ".*sweep\.json": .*again$/);
  });
});

it("runsLines shows figures, or what is missing", async () => {
  await write("lenet/summary.json", summary());
  await write("half/pipeline.lock.json", "{}");
  const lines = runsLines(await findRuns(folder)).map((line) => line.trim().split(/ {2,}/));
  expect(lines[2]).toEqual(["half", "incomplete"]);
  expect(lines[3]).toEqual([
    "lenet",
    "toy",
    "2026-01-02 03:04",
    "2",
    "95.00 %",
    "0.2500",
    "8000",
    "50890",
    "Toy processor, 2 cores, 8 GiB",
  ]);
});

describe("diffLines", () => {
  const cells = (lines: string[]) => lines.map((line) => line.trim().split(/ {2,}/));

  it("shows the settings that differ, the results' differences and both curves", async () => {
    await write("a/summary.json", summary());
    await write("a/history.json", history([0.5, 0.25]));
    await write(
      "b/summary.json",
      summary({
        params: { units: 128 },
        seed: 7,
        threads: 1,
        augment: { rotation: 10 },
        test: { accuracy: 0.97, loss: 0.2 },
      }),
    );
    await write("b/history.json", history([0.4]));
    const [a, b] = await Promise.all(
      ["a", "b"].map(async (name) => await readComparedRun(await findRun(name, folder))),
    );
    const rows = cells(diffLines(a!, b!));
    expect(rows.slice(0, 7)).toEqual([
      ["setting", "a", "b"],
      expect.anything(),
      ["threads", "one a core", "1"],
      ["seed", "42", "7"],
      ["units", "64", "128"],
      ["augment", "none", "rotation=10"],
      [""],
    ]);
    expect(rows).toContainEqual(["test accuracy", "95.00 %", "97.00 %", "+2.00 points"]);
    expect(rows).toContainEqual(["test loss", "0.2500", "0.2000", "−0.0500"]);
    expect(rows).toContainEqual(["images/s", "8000", "8000", "0"]);
    expect(rows.slice(-4)).toEqual([
      ["epoch", "loss A", "B", "val_accuracy A", "B"],
      expect.anything(),
      ["1", "0.5000", "0.4000", "0.5000", "0.6000"],
      ["2", "0.2500", "–", "0.7500", "–"],
    ]);
  });

  it.each([["damaged", "{"], ["missing", undefined]])("needs history.json: %s", async (_, text) => {
    await write("a/summary.json", summary());
    if (text !== undefined) await write("a/history.json", text);
    await expect(findRun("a", folder).then(readComparedRun)).rejects.toThrow(
      /^Cannot read ".*history\.json": .*\. Make it anew: deno task pipeline --recipe toy/,
    );
  });

  it("says so when the settings are the same, and shows the last of many epochs", () => {
    const losses = Array.from({ length: 40 }, (_, i) => 1 - i / 100);
    const run = { name: "a", summary: summary(), history: history(losses) };
    const lines = diffLines(run, run);
    expect(lines[0]).toBe("All settings are the same");
    expect(lines.at(-1)).toMatch(/^ *40 /);
    expect(lines.at(-2)).toMatch(/^ *29 /);
  });
});
