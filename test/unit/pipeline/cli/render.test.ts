import { describe, expect, it } from "vitest";
import type { PipelineEvent } from "../../../../pipeline/events.ts";
import { createRenderer } from "../../../../pipeline/cli/render.ts";

function render(verbose: 0 | 1 | 2, events: PipelineEvent[]): { out: string; err: string } {
  let [out, err] = ["", ""];
  const renderer = createRenderer(verbose, {
    write: (text) => out += text,
    printError: (line) => err += `${line}\n`,
  });
  events.forEach(renderer);
  return { out, err };
}

const stage = (
  action: "skip" | "restore" | "run",
  dryRun: boolean,
  ...reasons: string[]
): PipelineEvent => ({ kind: "stage", stage: "train", action, dryRun, reasons });
const text = (text: string): PipelineEvent => ({ kind: "text", stage: "train", text });
const done: PipelineEvent = { kind: "done", stage: "train", seconds: 61 };
const warning: PipelineEvent = { kind: "warning", message: "Careful" };

describe("createRenderer", () => {
  it.each<[string, PipelineEvent[], string]>([
    ["a skip", [stage("skip", false)], "Stage train: skipped, did not change\n"],
    ["a run", [stage("run", false, "a", "b")], "Stage train: running (a, b)\n"],
    [
      "a restored stage",
      [stage("restore", false, "a")],
      "Stage train: restored from an earlier run (a)\n",
    ],
    ["a planned skip", [stage("skip", true)], "Stage train: would be skipped, did not change\n"],
    ["a planned run", [stage("run", true, "a")], "Stage train: would run (a)\n"],
    [
      "a planned restored stage",
      [stage("restore", true, "a")],
      "Stage train: would be restored from an earlier run (a)\n",
    ],
    ["an end", [done], "Stage train: done in 1 min 01 s\n"],
    [
      "a failure in a line",
      [text("epoch 1"), { kind: "failed", stage: "train" }],
      "epoch 1\nStage train: failed\n",
    ],
    ["whole lines", [text("epoch 1\n"), done], "epoch 1\nStage train: done in 1 min 01 s\n"],
    [
      "half a line",
      [text("epoch"), text(" 1"), text(""), done],
      "epoch 1\nStage train: done in 1 min 01 s\n",
    ],
  ])("writes %s", (_, events, out) => {
    expect(render(1, events)).toEqual({ out, err: "" });
  });

  it("writes warnings only with verbose 0", () => {
    const events = [stage("run", false, "a"), text("epoch 1"), warning, done];
    expect(render(0, events)).toEqual({ out: "", err: "Warning: Careful\n" });
  });

  it("ends a line before a warning", () => {
    const expected = { out: "epoch 1\n", err: "Warning: Careful\n" };
    expect(render(1, [text("epoch 1"), warning])).toEqual(expected);
  });
});
