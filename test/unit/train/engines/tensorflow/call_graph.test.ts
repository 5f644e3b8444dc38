import { expect, it } from "vitest";
import { TF_TYPES } from "../../../../../src/train/engines/tensorflow/data_types.ts";
import { placeholder } from "../../../../../src/train/engines/tensorflow/graph_def/mod.ts";
import { callGraph } from "../../../../../src/train/engines/tensorflow/recorded_step/call_graph.ts";
import type { StepGraph } from "../../../../../src/train/engines/tensorflow/recorded_step/to_graph.ts";

/** A graph with arguments, metrics and new values. */
function graphOf(
  inputs: readonly string[],
  numMetrics: number,
  next: readonly string[],
): StepGraph {
  const arguments_ = inputs.map((name, i) => ({ name, node: `in_${i}` }));
  return {
    nodes: arguments_.map(({ node }) => placeholder(node, TF_TYPES.TF_FLOAT, [2])),
    inputs: arguments_,
    outputs: Array.from({ length: numMetrics + next.length }, (_, i) => `out_${i}`),
    next,
    draws: [],
  };
}

it("a step calls its parts, and hands on what one gives to the next by name", () => {
  const draws = graphOf(["key"], 0, ["random/0", "random/1"]);
  const step = graphOf(["x", "random/1", "weight", "random/0"], 1, ["weight"]);
  const graph = callGraph([
    { graph: draws, name: "draws", xla: false },
    { graph: step, name: "step", xla: true },
  ]);
  // Neither what was drawn nor what a part gives to another is asked for from outside.
  expect(graph.inputs.map(({ name }) => name)).toEqual(["key", "x", "weight"]);
  expect(graph.next).toEqual(["weight"]);
  const [first, second] = graph.nodes.filter(({ op }) => op !== "Placeholder");
  const nodeOf = (name: string) => graph.inputs.find((input) => input.name === name)!.node;
  expect(first).toMatchObject({ op: "draws", inputs: [nodeOf("key")] });
  expect(second).toMatchObject({
    op: "step",
    inputs: [nodeOf("x"), `${first!.name}:1`, nodeOf("weight"), first!.name],
  });
  expect([first, second].map((node) => node!.attributes[0]!.value)).toEqual([false, true]);
  expect(graph.outputs).toEqual([second!.name, `${second!.name}:1`]);
  expect(new Set(graph.nodes.map(({ name }) => name)).size).toBe(graph.nodes.length);
});
