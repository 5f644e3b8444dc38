import { describe, expect, it } from "vitest";
import type { Stage } from "../../../pipeline/stage.ts";
import { runPipeline } from "../../../pipeline/runner.ts";

function stage(name: string, outputs: string[], inputs: string[] = []): Stage<null> {
  return {
    name,
    source: import.meta.url,
    inputs: () => inputs,
    params: () => ({}),
    outputs: () => outputs,
    run: () => Promise.resolve(),
  };
}

describe("runPipeline refuses stages", () => {
  it.each([
    ["of one name", [stage("a", []), stage("a", [])], ['Two stages are called "a"']],
    ["with names that are hard to type", [stage("My Stage", [])], [
      '"My Stage" is not a stage name',
    ]],
    [
      "that write the same file",
      [stage("a", ["x"]), stage("b", ["x"])],
      ['Stages "a" and "b" both write "x"'],
    ],
    ...["../x", "/x", "", "a/../../x", "./x", "a//x", "a/", "a\\x", "C:/x"].map((
      file,
    ): [string, Stage<null>[], string[]] => [
      `that write ${JSON.stringify(file)}`,
      [stage("a", [file])],
      [`Output "${file}" of stage "a" is not inside the out folder`],
    ]),
    [
      "and lists all problems",
      [stage("a", ["x", "../y"]), stage("a", ["x"])],
      ["not inside", "Two stages", "both write"],
    ],
    [
      "that read a file which no earlier stage makes",
      [stage("a", [], ["x"]), stage("b", ["x"])],
      ['Stage "a" reads "x", which no earlier stage makes'],
    ],
  ])("%s", async (_, stages, messages) => {
    const run = runPipeline({ stages, config: null, out: "/nowhere", dryRun: true });
    const error = await run.catch((error) => error);
    expect(error).toBeInstanceOf(TypeError);
    for (const message of messages) expect(error.message).toContain(message);
  });

  it("but not those with files in folders and dots in names", async () => {
    const stages = [stage("a-1", ["charts/loss.svg", ".hidden", "weights..bin"])];
    const { stages: [result] } = await runPipeline({
      stages,
      config: null,
      out: "/nowhere",
      dryRun: true,
    });
    expect(result).toMatchObject({ name: "a-1", action: "run" });
  });
});
