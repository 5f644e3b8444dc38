import { describe, expect, it } from "vitest";
import { StageError } from "../../../pipeline/errors.ts";
import type { PipelineEvent } from "../../../pipeline/events.ts";
import { MissingInputError } from "../../../pipeline/runner.ts";
import { Bench } from "./_toys.ts";

const SKIPPED = ["sum: skip", "scale: skip", "tell: skip"];

describe("runPipeline", () => {
  it("runs all stages in order, then skips them", async () => {
    await using bench = await Bench.create();
    const fresh = " (it has not run in this folder)";
    const first = await bench.run();
    expect(first.lines).toEqual([`sum: run${fresh}`, `scale: run${fresh}`, `tell: run${fresh}`]);
    expect(await bench.read("out/tell.txt")).toBe("12 sum,scale");
    expect(first.result.stages.map(({ name, action }) => [name, action])).toEqual([
      ["sum", "run"],
      ["scale", "run"],
      ["tell", "run"],
    ]);
    expect((await bench.run()).lines).toEqual(SKIPPED);
  });

  it("runs a stage again whose work outside of the out folder is not as it left it", async () => {
    await using bench = await Bench.create();
    const [sum, scale, tell] = bench.stages;
    // As the web page: one place for all runs, which says whose it is.
    const place = `${bench.folder}/place.txt`;
    bench.stages = [sum!, scale!, {
      ...tell!,
      async outside(_config, key) {
        const holds = await Deno.readTextFile(place).catch(() => undefined);
        return holds === key
          ? undefined
          : `the place holds ${holds === undefined ? "nothing" : "another"}`;
      },
      async run(context) {
        await tell!.run(context);
        await Deno.writeTextFile(place, context.key);
      },
    }];
    await bench.run();
    expect((await bench.run()).lines).toEqual(SKIPPED);
    await Deno.writeTextFile(place, "another's");
    const dry = await bench.run({ dryRun: true });
    expect(dry.lines).toEqual([...SKIPPED.slice(0, 2), "tell: run (the place holds another)"]);
    expect((await bench.run()).lines).toEqual(dry.lines);
    expect((await bench.run()).lines).toEqual(SKIPPED);
    await Deno.remove(place);
    expect((await bench.run()).lines.at(-1)).toBe("tell: run (the place holds nothing)");

    // What an earlier run made comes back from its copy, but not what lies outside.
    const before = bench.config;
    bench.config = { ...before, factor: 3 };
    await bench.run();
    bench.config = before;
    const lines = (await bench.run()).lines;
    expect(lines[1]).toMatch(/^scale: restore/);
    expect(lines[2]).toMatch(/^tell: run \(.*, the place holds another\)$/);
    expect((await bench.run()).lines).toEqual(SKIPPED);
  });

  it("reports progress and ends of stages as events", async () => {
    await using bench = await Bench.create();
    let time = 0;
    const { events, result } = await bench.run({ to: "sum", now: () => time += 1500 });
    expect(events.slice(1)).toEqual([
      { kind: "text", stage: "sum", text: "adding 3 numbers" },
      { kind: "done", stage: "sum", seconds: 1.5 },
    ]);
    expect(result).toEqual({
      stages: [{ name: "sum", action: "run", seconds: 1.5 }],
      seconds: 4.5,
    });
    const again = await bench.run({ to: "sum" });
    expect(again.result.stages).toEqual([{ name: "sum", action: "skip", seconds: 1.5 }]);
  });

  describe("says what changed", () => {
    it.each<[string, (bench: Bench) => Promise<void> | void, string[]]>([
      [
        "a param",
        (bench) => {
          bench.config = { ...bench.config, factor: 3 };
        },
        [
          "sum: skip",
          "scale: run (factor changed from 2 to 3)",
          'tell: run (input "scaled.txt" changed)',
        ],
      ],
      [
        "an input",
        (bench) => bench.write("data.txt", "1\n2\n4\n"),
        [
          `sum: run (input "DATA" changed)`,
          'scale: run (input "sum.txt" changed)',
          'tell: run (input "scaled.txt" changed)',
        ],
      ],
      [
        "an input whose change does not reach the next stage",
        (bench) => bench.write("data.txt", "3\n2\n1\n"),
        ['sum: run (input "DATA" changed)', "scale: skip", "tell: skip"],
      ],
      [
        "the code of one stage",
        (bench) => bench.write("scale.ts", "export const newer = 1;\n"),
        ["sum: skip", "scale: run (its code changed)", "tell: skip"],
      ],
      [
        "a param and the code",
        async (bench) => {
          await bench.write("scale.ts", "export const newer = 1;\n");
          bench.config = { ...bench.config, factor: 3 };
        },
        [
          "sum: skip",
          "scale: run (its code changed, factor changed from 2 to 3)",
          'tell: run (input "scaled.txt" changed)',
        ],
      ],
      [
        "the list of inputs",
        (bench) => {
          const stage = bench.stages[2]!;
          bench.stages[2] = { ...stage, inputs: () => ["scaled.txt"] };
        },
        ["sum: skip", "scale: skip", 'tell: run (input "parts/count.txt" is no longer used)'],
      ],
      [
        "the place of an input, but not its content",
        async (bench) => {
          await bench.write("moved.txt", await bench.read("data.txt"));
          bench.config = { ...bench.config, data: `${bench.folder}/moved.txt` };
        },
        SKIPPED,
      ],
      [
        "the folder of an input, which may name a class",
        async (bench) => {
          await Deno.mkdir(`${bench.folder}/seven`);
          await bench.write("seven/data.txt", await bench.read("data.txt"));
          bench.config = { ...bench.config, data: `${bench.folder}/seven/data.txt` };
        },
        ['sum: run (input "DATA" changed)', "scale: skip", "tell: skip"],
      ],
    ])("%s", async (_, change, expected) => {
      await using bench = await Bench.create();
      await bench.run();
      await change(bench);
      const lines = (await bench.run()).lines.map((l) => l.replace(bench.config.data, "DATA"));
      expect(lines).toEqual(expected);
      expect((await bench.run()).lines).toEqual(SKIPPED);
    });
  });

  describe("restores", () => {
    it.each<[string, (bench: Bench) => Promise<void>, string]>([
      [
        "a deleted output",
        (bench) => Deno.remove(`${bench.out}/sum.txt`),
        'output "sum.txt" is missing',
      ],
      [
        "a deleted output with its folder",
        (bench) => Deno.remove(`${bench.out}/parts`, { recursive: true }),
        'output "parts/count.txt" is missing',
      ],
      [
        "an output changed by hand",
        (bench) => bench.write("out/sum.txt", "7"),
        'output "sum.txt" was changed since',
      ],
    ])("%s", async (_, change, reason) => {
      await using bench = await Bench.create();
      await bench.run();
      await change(bench);
      expect((await bench.run()).lines).toEqual([`sum: restore (${reason})`, ...SKIPPED.slice(1)]);
      expect(await bench.read("out/sum.txt")).toBe("6");
      expect(await bench.read("out/parts/count.txt")).toBe("3");
      expect((await bench.run()).lines).toEqual(SKIPPED);
    });

    it("the outputs of earlier options", async () => {
      await using bench = await Bench.create();
      await bench.run();
      bench.config = { ...bench.config, factor: 3 };
      await bench.run();
      bench.config = { ...bench.config, factor: 2 };
      expect((await bench.run()).lines).toEqual([
        "sum: skip",
        "scale: restore (factor changed from 3 to 2)",
        'tell: restore (input "scaled.txt" changed)',
      ]);
      expect(await bench.read("out/tell.txt")).toBe("12 sum,scale");
    });

    it.each(["damaged", "deleted"])("nothing from a %s copy, and runs instead", async (how) => {
      await using bench = await Bench.create();
      await bench.run();
      for await (const { name } of Deno.readDir(`${bench.out}/.cache`)) {
        const file = `${bench.out}/.cache/${name}/files/sum.txt`;
        if (how === "deleted") await Deno.remove(file).catch(() => {});
        else await Deno.writeTextFile(file, "8").catch(() => {});
      }
      await Deno.remove(`${bench.out}/sum.txt`);
      const { lines } = await bench.run();
      expect(lines[0]).toBe('sum: run (output "sum.txt" is missing)');
      expect(await bench.read("out/sum.txt")).toBe("6");
    });
  });

  it("keeps four copies of a stage's outputs", async () => {
    await using bench = await Bench.create();
    for (let factor = 0; factor < 6; factor++) {
      bench.config = { ...bench.config, factor };
      await bench.run({ to: "scale" });
    }
    expect([...Deno.readDirSync(`${bench.out}/.cache`)]).toHaveLength(1 + 4);
  });

  it("warns where outputs cannot be kept, and goes on", async () => {
    await using bench = await Bench.create();
    await Deno.mkdir(bench.out);
    await bench.write("out/.cache", "in the way");
    const { lines } = await bench.run();
    expect(lines.filter((line) => line.startsWith("warning"))).toHaveLength(3);
    expect(lines[1]).toMatch(
      /^warning: Cannot keep a copy in ".*out\/\.cache\/[0-9a-f]{64}": a file/,
    );
    expect((await bench.run()).lines).toEqual(SKIPPED);
  });

  it("clears away what a killed run left of a copy", async () => {
    await using bench = await Bench.create();
    await Deno.mkdir(`${bench.out}/.cache/half/files`, { recursive: true });
    await bench.run({ to: "sum" });
    expect([...Deno.readDirSync(`${bench.out}/.cache`)]).toHaveLength(1);
  });

  it("names the failed stage and those that did not run, and resumes there", async () => {
    await using bench = await Bench.create();
    await bench.write("data.txt", "1\nx\n");
    const events: PipelineEvent[] = [];
    const onEvent = (event: PipelineEvent) => events.push(event);
    const error = await bench.run({ onEvent }).catch((error) => error);
    expect(error).toBeInstanceOf(StageError);
    expect(events.at(-1)).toEqual({ kind: "failed", stage: "scale" });
    expect(error.message).toBe(
      'Stage "scale" failed: The sum is not a number. Check the data',
    );
    expect(error).toMatchObject({ stage: "scale", notRun: ["tell"] });
    expect(error.cause).toBeInstanceOf(RangeError);

    const scale = bench.stages[1]!;
    bench.stages[1] = {
      ...scale,
      run: ({ path }) => Deno.writeTextFile(path("scaled.txt"), "0"),
    };
    expect((await bench.run()).lines).toEqual([
      "sum: skip",
      "scale: run (it has not run in this folder)",
      "tell: run (it has not run in this folder)",
    ]);
  });

  it("fails a stage that does not write what it declares, even where an old file lies", async () => {
    await using bench = await Bench.create();
    await bench.run();
    bench.stages[1] = { ...bench.stages[1]!, run: async () => {} };
    await expect(bench.run({ force: true })).rejects.toThrow(
      'Stage "scale" failed: It ended without writing "scaled.txt"',
    );
  });

  it("gives a stage a key that follows its inputs and params, and whether to start afresh", async () => {
    await using bench = await Bench.create();
    const seen: [string, boolean][] = [];
    const scale = bench.stages[1]!;
    bench.stages[1] = {
      ...scale,
      run: (context) => {
        seen.push([context.key, context.fresh]);
        return scale.run(context);
      },
    };
    await bench.run();
    await bench.run({ force: true });
    bench.config = { ...bench.config, factor: 5 };
    await bench.run();
    expect(seen.map(([, fresh]) => fresh)).toEqual([false, true, false]);
    expect(seen[0]![0]).toMatch(/^[0-9a-f]{64}$/);
    expect(seen[1]![0]).toBe(seen[0]![0]);
    expect(seen[2]![0]).not.toBe(seen[0]![0]);
  });

  describe("from, to, force", () => {
    it("runs only the selected stages", async () => {
      await using bench = await Bench.create();
      expect((await bench.run({ to: "scale" })).lines).toHaveLength(2);
      expect((await bench.run({ from: "scale", to: "scale" })).lines).toEqual(["scale: skip"]);
      expect((await bench.run({ from: "tell" })).lines).toEqual([
        "tell: run (it has not run in this folder)",
      ]);
    });

    it("reruns with force what did not change", async () => {
      await using bench = await Bench.create();
      await bench.run();
      expect((await bench.run({ force: true, from: "scale" })).lines).toEqual([
        "scale: run (--force)",
        "tell: run (--force)",
      ]);
      expect((await bench.run()).lines).toEqual(SKIPPED);
    });

    it("remembers a forced run that failed", async () => {
      await using bench = await Bench.create();
      await bench.run();
      const scale = bench.stages[1]!;
      bench.stages[1] = { ...scale, run: () => Promise.reject(new Error("No")) };
      await expect(bench.run({ force: true })).rejects.toThrow(StageError);
      bench.stages[1] = scale;
      const reason = "an earlier run was to make it anew and did not";
      expect((await bench.run()).lines).toEqual([
        "sum: skip",
        `scale: run (${reason})`,
        `tell: run (${reason})`,
      ]);
    });

    it("warns that a stage before --from is out of date", async () => {
      await using bench = await Bench.create();
      await bench.run();
      bench.config = { ...bench.config, start: 1 };
      expect((await bench.run({ from: "scale" })).lines).toEqual([
        'warning: Stage "sum" is out of date and is left as it is, because of --from scale: ' +
        "start changed from 0 to 1",
        "scale: skip",
        "tell: skip",
      ]);
    });

    it.each([
      [
        { from: "scael" },
        'Unknown stage --from "scael": expected one of sum, scale, tell. Did you mean scale?',
      ],
      [{ to: "" }, 'Unknown stage --to "": expected one of sum, scale, tell'],
      [
        { from: "tell", to: "sum" },
        'Cannot run --from "tell" --to "sum": "sum" comes first. The order is sum, scale, tell',
      ],
    ])("refuses %j", async (options, message) => {
      await using bench = await Bench.create();
      await expect(bench.run(options)).rejects.toThrow(new RangeError(message));
    });

    it("says which stage makes a missing input", async () => {
      await using bench = await Bench.create();
      const error = await bench.run({ from: "scale" }).catch((error) => error);
      expect(error).toBeInstanceOf(MissingInputError);
      expect(error.message).toBe(
        'Stage "scale" needs "sum.txt", which stage "sum" makes and is not there. ' +
          "Start with --from sum or earlier",
      );
    });

    it("says which outside input is missing", async () => {
      await using bench = await Bench.create();
      bench.config = { ...bench.config, data: "/nowhere/data.txt" };
      await expect(bench.run()).rejects.toThrow(
        'Stage "sum" needs "/nowhere/data.txt", which does not exist',
      );
    });
  });

  describe("dry run", () => {
    it("writes nothing", async () => {
      await using bench = await Bench.create();
      expect((await bench.run({ dryRun: true })).lines).toEqual([
        "sum: run (it has not run in this folder)",
        'scale: run (input "sum.txt" is made anew)',
        'tell: run (input "scaled.txt" is made anew, input "parts/count.txt" is made anew)',
      ]);
      await expect(Deno.stat(bench.out)).rejects.toThrow(Deno.errors.NotFound);
    });

    it("foresees what a run then does", async () => {
      await using bench = await Bench.create();
      await bench.run();
      bench.config = { ...bench.config, factor: 3 };
      await bench.run();
      bench.config = { ...bench.config, factor: 2 };
      const planned = await bench.run({ dryRun: true });
      expect(await bench.read("out/scaled.txt")).toBe("18");
      expect((await bench.run()).lines).toEqual(planned.lines);
    });

    it("does not remember --force", async () => {
      await using bench = await Bench.create();
      await bench.run();
      expect((await bench.run({ dryRun: true, force: true })).lines[0]).toBe("sum: run (--force)");
      expect((await bench.run()).lines).toEqual(SKIPPED);
    });
  });

  it("hashes the code that was loaded, not what an editor saves while a stage runs", async () => {
    await using bench = await Bench.create();
    const sum = bench.stages[0]!;
    bench.stages[0] = {
      ...sum,
      async run(context) {
        await sum.run(context);
        await bench.write("scale.ts", "export const newer = 1;\n");
      },
    };
    await bench.run();
    expect((await bench.run()).lines[1]).toBe("scale: run (its code changed)");
  });
});
