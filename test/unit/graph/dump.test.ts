import { expect, it } from "vitest";
import { dump, float, GraphBuilder, tensor } from "../../../src/graph/mod.ts";

it("prints every part of a graph, one a line", () => {
  const b = new GraphBuilder();
  const x = b.input("x", "float32", ["batch", 3]);
  const count = b.input("count", "int64", []);
  const w = b.constant(tensor("float32", [3, 3], Array(9).fill(1)), "w");
  const small = b.constant(tensor("float32", [4], [0.1, -0, 1e-7, 16777217]), "small");
  const one = b.constant(tensor("int64", [], [-1]), "one");
  const flag = b.constant(tensor("bool", [1], [1]), "flag");
  const [y] = b.node("MatMul", [x, w], [{ dtype: "float32", shape: ["batch", 3] }], {}, "dense");
  const [values] = b.node("TopK", [y!, count], [
    { dtype: "float32", shape: ["batch", "k"] },
    { dtype: "int64", shape: ["batch", "k"] },
  ], { sorted: 1, axis: -1 });
  const [z] = b.node("Made", [values!, "", small, one, flag], [{ dtype: "float32", shape: [] }], {
    ints: [1, -2],
    float: float(1),
    fraction: float(0.1),
    tiny: float(1e-10),
    floats: { kind: "floats", value: [0.5, 2] },
    text: 'say "hi"',
    value: { kind: "tensor", value: tensor("int32", [2], [3, 4]) },
    large: { kind: "tensor", value: tensor("int32", [9], Array(9).fill(0)) },
  });
  expect(dump(b.build("all", [{ value: z!, name: "z" }]))).toBe(`\
graph all
input x: float32[batch,3]
input count: int64[]
const w: float32[3,3]
const small: float32[4] = [0.1,0,1e-7,16777216]
const one: int64[] = -1
const flag: bool[1] = [1]
dense/MatMul: MatMul(x, w) -> dense/MatMul_out float32[batch,3]
TopK: TopK(dense/MatMul_out, count) {axis=-1, sorted=1} -> TopK_out float32[batch,k], TopK_out1 int64[batch,k]
Made: Made(TopK_out, _, small, one, flag) {float=1.0, floats=[0.5,2.0], fraction=0.1, ints=[1,-2], large=int32[9], text="say \\"hi\\"", tiny=1e-10, value=int32[2] = [3,4]} -> Made_out float32[]
output/z: Identity(Made_out) -> z float32[]
output z: float32[]
`);
});

it("prints float16 with the digits that tell it apart", () => {
  const b = new GraphBuilder();
  const w = b.constant(tensor("float16", [5], [0.1, 1 / 3, 65504, 2 ** -24, -0]), "w");
  expect(dump(b.build("g", [{ value: w, name: "y" }]))).toContain(
    "const w: float16[5] = [0.1,0.3333,65500,6e-8,0]\n",
  );
});

it("prints as many values as it is told", () => {
  const b = new GraphBuilder();
  const w = b.constant(tensor("float32", [3], [1, 2, 3]), "w");
  const graph = b.build("g", [{ value: w, name: "y" }]);
  expect(dump(graph)).toContain("const w: float32[3] = [1,2,3]\n");
  expect(dump(graph, { maxValues: 2 })).toContain("const w: float32[3]\n");
});

it("prints values of unknown shape and absent outputs", () => {
  const b = new GraphBuilder();
  const x = b.input("x", "float32", [2]);
  const [y] = b.node("Dropout", [x], [{ dtype: "float32", shape: [2] }]);
  const graph = b.build("g", [{ value: y!, name: "y" }]);
  const nodes = graph.nodes.map((node) =>
    node.opType === "Dropout" ? { ...node, outputs: [y!, ""] } : node
  );
  expect(dump({ ...graph, nodes, values: new Map() })).toContain(
    "Dropout: Dropout(x) -> Dropout_out, _\n",
  );
});

it("prints the domain of operators that are not ONNX's own", () => {
  const b = new GraphBuilder();
  const x = b.input("x", "float32", [1, 16, 1, 2]);
  const [y] = b.node("ReorderInput", [x], [{ dtype: "float32", shape: [1, 16, 1, 2] }]);
  const graph = b.build("g", [{ value: y!, name: "y" }]);
  const nodes = graph.nodes.map((node) =>
    node.opType === "ReorderInput" ? { ...node, domain: "com.microsoft.nchwc" } : node
  );
  expect(dump({ ...graph, nodes })).toContain(
    "ReorderInput: com.microsoft.nchwc.ReorderInput(x) -> ReorderInput_out",
  );
});
