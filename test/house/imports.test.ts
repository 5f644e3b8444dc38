import { describe, expect, it } from "vitest";
import { withoutComments } from "../../pipeline/_imports.ts";
import { BROWSER_ROOMS, importProblems, roomOf } from "./_rules.ts";
import { readSources } from "./_sources.ts";

describe("the house", () => {
  it("imports downwards, through doors, and knows packages where it should", async () => {
    const sources = await readSources();
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.flatMap(importProblems)).toEqual([]);
  });

  it("keeps Deno out of what browsers run", async () => {
    const sources = (await readSources()).filter(({ path }) =>
      BROWSER_ROOMS.includes(roomOf(path)!)
    );
    expect(sources.length).toBeGreaterThan(2);
    const users = sources.filter(({ text }) => /\bDeno\./.test(withoutComments(text)));
    expect(users.map(({ path }) => path)).toEqual([]);
  });
});

describe("importProblems", () => {
  it.each([
    ["src/trace/trace.ts", "../graph/mod.ts", undefined],
    ["src/trace/kernels/add.ts", "../backend.ts", undefined],
    ["src/trace/kernels/add.ts", "../_pairs.ts", undefined],
    ["src/trace/kernels/add.ts", "../../graph/mod.ts", undefined],
    ["src/trace/trace.ts", "./kernels/_pairs.ts", undefined],
    ["src/mod.ts", "./trace/mod.ts", undefined],
    ["pipeline/stages/train.ts", "../stage.ts", undefined],
    ["pipeline/stages/train.ts", "../../src/train/mod.ts", undefined],
    ["pipeline/stages/train.ts", "../../src/mod.ts", undefined],
    ["pipeline/cli/pipeline.ts", "../stages/mod.ts", undefined],
    ["pipeline/cli/task_command.ts", "../../deno.json", undefined],
    ["src/graph/proto.ts", "onnx-proto", undefined],
    ["src/runtime/web.ts", "onnxruntime-web/wasm", undefined],
    ["src/data/idx.ts", "node:zlib", undefined],
    ["src/data/idx.ts", "fast-png", undefined],
    ["src/trace/trace.ts", "../graph/builder.ts", "enter by the door, src/graph/mod.ts"],
    ["src/trace/trace.ts", "../train/mod.ts", "src/trace may import src/graph"],
    ["src/data/idx.ts", "../graph/mod.ts", "src/data may import nothing of ours"],
    ["src/data/idx.ts", "../mod.ts", "src/data may import nothing of ours"],
    ["src/trace/trace.ts", "../graph/_names.ts", "a file whose name starts with _ is private"],
    ["pipeline/stages/train.ts", "../_hash.ts", "a file whose name starts with _ is private"],
    ["pipeline/stages/train.ts", "../cli/main.ts", "pipeline/stages may import"],
    ["pipeline/runner.ts", "./stages/mod.ts", "pipeline may import src, models"],
    ["src/data/idx.ts", "../../deno.json", "leave it to the CLI"],
    ["src/data/idx.ts", "../../test/_require.ts", "it lies in no room"],
    ["src/graph/passes/fold.ts", "onnx-proto", "only src/graph/proto.ts may know it"],
    ["src/graph/graph.ts", "@tensorflow/tfjs-core", "only src/trace, src/jit, src/train"],
    ["src/evaluate/parity.ts", "onnxruntime-node", "only src/runtime may know it"],
    ["src/preprocess/digit.ts", "node:fs", "src/preprocess must run in a browser"],
    ["src/report/svg.ts", "zod", "only pipeline may know it"],
  ])("%s -> %s: %s", (path, specifier, problem) => {
    const problems = importProblems({ path, text: `import "${specifier}";\n` });
    if (problem === undefined) expect(problems).toEqual([]);
    else expect(problems).toEqual([expect.stringContaining(`"${specifier}": ${problem}`)]);
  });

  it("knows no other folders", () => {
    expect(importProblems({ path: "src/extra/a.ts", text: "" })).toEqual([]);
    expect(importProblems({ path: "tools/a.ts", text: "" })).toEqual([
      "tools/a.ts lies in no room: add its folder to ROOMS",
    ]);
  });
});
