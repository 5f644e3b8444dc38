import { describe, expect, it } from "vitest";
import { FolderInUseError } from "../../../pipeline/runner.ts";
import { Bench } from "./_toys.ts";

const LOCK = "out/pipeline.lock.json";

describe("pipeline.lock.json", () => {
  it("holds what each stage was made from", async () => {
    await using bench = await Bench.create();
    await bench.run();
    const lock = JSON.parse(await bench.read(LOCK));
    expect(lock).toMatchObject({ version: 1, pending: [] });
    expect(Object.keys(lock.stages)).toEqual(["sum", "scale", "tell"]);
    expect(lock.stages.sum).toMatchObject({
      params: { start: 0 },
      // sha256sum of "1\n2\n3\n", "6" and "3"
      inputs: [{
        path: bench.config.data,
        sha256: "14c5e74c4b96ccef41cd94db73a9ec3348038ac094feca4fd897cecffa07cdae",
      }],
      outputs: {
        "sum.txt": "e7f6c011776e8db7cd330b54174fd76f7d0216b612387a5ffcfb81e6f0919683",
        "parts/count.txt": "4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce",
      },
    });
  });

  it("does not depend on the order of params", async () => {
    await using bench = await Bench.create();
    const sum = bench.stages[0]!;
    bench.stages[0] = { ...sum, params: () => ({ a: 1, b: { c: 2, d: [3] } }) };
    await bench.run({ to: "sum" });
    bench.stages[0] = { ...sum, params: () => ({ b: { d: [3], c: 2 }, a: 1, e: undefined }) };
    expect((await bench.run({ to: "sum" })).lines).toEqual(["sum: skip"]);
  });

  it.each([
    ["no JSON", "{ broken", /Cannot use ".*out\/pipeline.lock.json", so every stage runs again: /],
    ["an empty file", "", /every stage runs again/],
    ["another version", '{"version":2,"pending":[],"stages":{}}', /expected 1/],
    ["a wrong type", '{"version":1,"pending":[],"stages":{"sum":7}}', /stages\.sum/],
  ])("with %s gives a warning and everything runs", async (_, content, warning) => {
    await using bench = await Bench.create();
    await bench.run();
    await bench.write(LOCK, content);
    const { lines } = await bench.run();
    expect(lines[0]).toMatch(warning);
    expect(lines.slice(1).map((line) => line.split(" (")[0])).toEqual([
      "sum: run",
      "scale: run",
      "tell: run",
    ]);
    expect((await bench.run()).lines).toEqual(["sum: skip", "scale: skip", "tell: skip"]);
  });

  it("is written after each stage", async () => {
    await using bench = await Bench.create();
    const recorded: string[][] = [];
    bench.stages = bench.stages.map((stage) => ({
      ...stage,
      async run(context) {
        const text = await bench.read(LOCK).catch(() => '{"stages":{}}');
        recorded.push(Object.keys(JSON.parse(text).stages));
        await stage.run(context);
      },
    }));
    await bench.run();
    expect(recorded).toEqual([[], ["sum"], ["sum", "scale"]]);
  });
});

describe("an out folder", () => {
  it("is refused to a second run, by process id, until the first ends", async () => {
    await using bench = await Bench.create();
    const sum = bench.stages[0]!;
    let second: unknown;
    bench.stages[0] = {
      ...sum,
      async run(context) {
        await sum.run(context);
        second = await bench.run({ stages: bench.stages.slice(1, 2) }).catch((error) => error);
      },
    };
    await bench.run();
    expect(second).toBeInstanceOf(FolderInUseError);
    expect((second as Error).message).toBe(
      `Another run (process ${Deno.pid}) is using "${bench.out}". Wait for it to end, stop it, ` +
        "or give this run another folder with --out",
    );
    expect(await bench.read("out/.lock")).toBe("");
    await bench.run();
  });

  it("is free after a failure", async () => {
    await using bench = await Bench.create();
    await bench.write("data.txt", "x");
    await expect(bench.run()).rejects.toThrow("not a number");
    await bench.write("data.txt", "1");
    await bench.run();
  });

  it("is not held by the .lock of a process that is gone", async () => {
    await using bench = await Bench.create();
    await Deno.mkdir(bench.out);
    await bench.write("out/.lock", "4711");
    await bench.run();
  });

  it("that is a file is refused", async () => {
    await using bench = await Bench.create();
    await bench.write("out", "in the way");
    await expect(bench.run()).rejects.toThrow(
      `Cannot write into "${bench.out}": a file stands where one of its folders should be`,
    );
  });
});
