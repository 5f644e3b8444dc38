import { describe, expect, it } from "vitest";
import { type Graph, type GraphNode, validate } from "../../../src/graph/mod.ts";
import { OPERATORS } from "../../../src/graph/_operators.ts";
import { requirement } from "../../_require.ts";
import { Sketch } from "./_build.ts";
import { tracedLenet } from "./_lenet.ts";

function sound(): Graph {
  const s = new Sketch();
  return s.build(s.node("Mul", [s.input("x", ["n", 3]), s.weights("w", 3)], ["n", 3]));
}

/** The sound graph with fields of its Mul node replaced. */
function withNode(fields: Partial<GraphNode>): Graph {
  const graph = sound();
  const [mul, ...rest] = graph.nodes;
  return { ...graph, nodes: [{ ...mul!, ...fields }, ...rest] };
}

const one = { kind: "int", value: 1 } as const;

it("takes sound graphs", () => {
  expect(() => validate(sound())).not.toThrow();
  expect(() => validate(tracedLenet())).not.toThrow();
});

describe("names the problem", () => {
  it.each<[string, Graph]>([
    ['node "Mul" (Mul) reads "z", which nothing produces', withNode({ inputs: ["x", "z"] })],
    ['node "Mul" (Mul) reads "y" before it is produced', withNode({ inputs: ["x", "y"] })],
    ['node "Mul" (Mul) has 1 inputs, expected 2', withNode({ inputs: ["x"] })],
    ['node "Mul" (Mul) has 2 outputs, expected 1', withNode({ outputs: ["Mul_out", "b"] })],
    ['value "x" has two producers: input "x" and node "Mul" (Mul)', withNode({ outputs: ["x"] })],
    ['node "Mul" (FusedMul) is no operator of ONNX opset 17', withNode({ opType: "FusedMul" })],
    [
      'node "Mul" (Mul) has no attribute "axis" in opset 17',
      withNode({ attributes: { axis: one } }),
    ],
    [
      'node "Mul" (Concat) lacks the attribute "axis"',
      withNode({ opType: "Concat" }),
    ],
    [
      'node "Mul" (Gemm) has the attribute "alpha" of kind int, expected float',
      withNode({ opType: "Gemm", attributes: { alpha: one } }),
    ],
    [
      'node "Mul" (Concat) has the attribute "axis" of kind int with the value 0.5',
      withNode({ opType: "Concat", attributes: { axis: { kind: "int", value: 0.5 } } }),
    ],
    [
      'node "Mul" (Concat) has 0 inputs, expected 1 or more',
      withNode({ opType: "Concat", inputs: [], attributes: { axis: one } }),
    ],
    [
      'node "Mul" (Conv) has 4 inputs, expected 2 to 3',
      withNode({ opType: "Conv", inputs: ["x", "w", "w", "w"] }),
    ],
    [
      'output "z" is not produced',
      { ...sound(), outputs: [{ name: "z", dtype: "float32", shape: [] }] },
    ],
    ['output "y" is listed twice', {
      ...sound(),
      outputs: [...sound().outputs, ...sound().outputs],
    }],
    [
      'input "x" has the shape [-1], expected sizes or names',
      { ...sound(), inputs: [{ name: "x", dtype: "float32", shape: [-1] }] },
    ],
    [
      'output "y" has the shape [1.5], expected sizes or names',
      { ...sound(), outputs: [{ name: "y", dtype: "float32", shape: [1.5] }] },
    ],
    [
      'initializer "w" has 2 elements, its shape [3] needs 3',
      {
        ...sound(),
        initializers: new Map([["w", { dtype: "float32", shape: [3], data: new Float32Array(2) }]]),
      },
    ],
  ])("%s", (problem, graph) => {
    expect(() => validate(graph)).toThrow(TypeError);
    expect(() => validate(graph)).toThrow(`- ${problem}`);
  });
});

it("lists all problems at once", () => {
  const graph = withNode({ inputs: ["x", "z"], attributes: { axis: one } });
  expect(() => validate(graph)).toThrow(
    new TypeError(
      [
        'Graph "g" is not valid:',
        '- node "Mul" (Mul) reads "z", which nothing produces',
        '- node "Mul" (Mul) has no attribute "axis" in opset 17',
      ].join("\n"),
    ),
  );
});

const PYTHON = "/usr/bin/python3";
const LIST_OPERATORS = `
from onnx import defs
newest = {}
for s in defs.get_all_schemas_with_history():
    if s.domain or s.since_version > 17 or s.deprecated: continue
    if s.name not in newest or newest[s.name].since_version < s.since_version: newest[s.name] = s
kinds = dict(INT='int', INTS='ints', FLOAT='float', FLOATS='floats', STRING='string', TENSOR='tensor')
most = lambda n: '*' if n > 1000 else n
for s in sorted(newest.values(), key=lambda s: s.name):
    attributes = sorted(s.attributes.values(), key=lambda a: a.name)
    if any(a.required and a.type.name not in kinds for a in attributes): continue
    parts = [f'{s.min_input}-{most(s.max_input)}', f'{s.min_output}-{most(s.max_output)}']
    parts += [a.name + '!' * a.required + ':' + kinds[a.type.name] for a in attributes if a.type.name in kinds]
    print(s.name, *parts)
`;

function listOperators(): string | undefined {
  try {
    const { success, stdout } = new Deno.Command(PYTHON, { args: ["-c", LIST_OPERATORS] })
      .outputSync();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined;
  }
}
const listed = listOperators();

requirement("python3-onnx", listed !== undefined)("the table of operators is ONNX's own", () => {
  const ours = Object.entries(OPERATORS).map(([name, operator]) => `${name} ${operator}\n`).join(
    "",
  );
  expect(ours).toBe(listed);
});
