import { describe, expect, it } from "vitest";
import {
  type Attribute,
  decodeModel,
  decodeModelInfo,
  type ElementType,
  encodeModel,
  float,
  type Graph,
  GraphBuilder,
  tensor,
  type TensorData,
} from "../../../src/graph/mod.ts";
import { onnx } from "../../../src/graph/proto.ts";
import { checkModels, itChecks } from "../../_checker.ts";

function doubling(): Graph {
  const b = new GraphBuilder();
  const x = b.input("x", "float32", ["batch", 3]);
  const two = b.constant(tensor("float32", [], [2]), "two");
  const [y] = b.node("Mul", [x, two], [{ dtype: "float32", shape: ["batch", 3] }], {}, "double");
  return b.build("doubling", [{ value: y!, name: "y" }]);
}

function withInitializer(value: TensorData): Graph {
  const b = new GraphBuilder();
  return b.build("constant", [{ value: b.constant(value, "c"), name: "y" }]);
}

describe("round trip", () => {
  it("keeps nodes, inputs, outputs, shapes and initializers", () => {
    const graph = doubling();
    const { graph: decoded } = decodeModel(encodeModel(graph));
    expect(decoded.name).toBe("doubling");
    expect(decoded.nodes).toEqual(graph.nodes);
    expect(decoded.inputs).toEqual(graph.inputs);
    expect(decoded.outputs).toEqual(graph.outputs);
    expect(decoded.initializers).toEqual(graph.initializers);
  });

  it("gives the same bytes for the same graph", () => {
    const bytes = encodeModel(doubling());
    expect(encodeModel(decodeModel(bytes).graph)).toEqual(bytes);
  });

  it("writes opset 17, IR 8 and no shapes between nodes unless told", () => {
    const plain = encodeModel(doubling());
    expect(decodeModelInfo(plain)).toMatchObject({ opset: 17, irVersion: 8, modelVersion: 1 });
    expect(decodeModel(plain).graph.values.has("double/Mul_out")).toBe(false);
    const full = decodeModel(encodeModel(doubling(), { valueInfo: true })).graph;
    expect(full.values.get("double/Mul_out")?.shape).toEqual(["batch", 3]);
  });

  it("keeps what a model says about itself", () => {
    const info = {
      producerName: "a",
      producerVersion: "1.2.3",
      docString: "Trained on déjà vu",
      metadata: { labels: '["0","1"]', "": "empty key", "ключ": "значение" },
      opset: 15,
      irVersion: 7,
      domain: "org.example",
      modelVersion: 4,
    };
    const bytes = encodeModel(doubling(), info);
    expect(decodeModelInfo(bytes)).toEqual(info);
    expect(decodeModel(bytes)).toMatchObject(info);
  });

  const big = BigInt64Array.of(0n, -1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n));
  const tensors: [string, TensorData][] = [
    ["int64 beyond 2^53", { dtype: "int64", shape: [5], data: big }],
    ["float32 specials", tensor("float32", [2, 3], [0, -0, NaN, Infinity, -Infinity, 1e-45])],
    ["float16 specials", tensor("float16", [2, 3], [0, -0, NaN, Infinity, 65504, 2 ** -24])],
    ["float64", tensor("float64", [1, 2], [0.1, Number.MIN_VALUE])],
    ["int32", tensor("int32", [2], [-(2 ** 31), 2 ** 31 - 1])],
    ["uint8", tensor("uint8", [2], [0, 255])],
    ["int8", tensor("int8", [2], [-128, 127])],
    ["bool", tensor("bool", [2], [0, 1])],
    ["scalar", tensor("float32", [], [7])],
    ["int64 scalar", tensor("int64", [], [-7])],
    ["empty", tensor("float32", [0], [])],
    ["empty matrix", tensor("int64", [3, 0, 2], [])],
  ];
  it.each(tensors)("keeps an initializer: %s", (_, value) => {
    const { graph } = decodeModel(encodeModel(withInitializer(value)));
    expect(graph.initializers.get("c")).toEqual(value);
    expect(graph.outputs[0]).toEqual({ name: "y", dtype: value.dtype, shape: value.shape });
  });

  it("writes only the viewed part of a buffer", () => {
    const whole = Float32Array.of(1, 2, 3, 4, 5, 6);
    const value = { dtype: "float32", shape: [2], data: whole.subarray(3, 5) } as const;
    const { graph } = decodeModel(encodeModel(withInitializer(value)));
    expect(graph.initializers.get("c")?.data).toEqual(Float32Array.of(4, 5));
  });

  const attributes: [string, Attribute][] = [
    ["int", { kind: "int", value: -3 }],
    ["int 0", { kind: "int", value: 0 }],
    ["large int", { kind: "int", value: 2 ** 53 - 1 }],
    ["small int", { kind: "int", value: -(2 ** 53) + 1 }],
    ["ints", { kind: "ints", value: [0, -1, 2 ** 40] }],
    ["no ints", { kind: "ints", value: [] }],
    ["float", float(0.5)],
    ["float 0", float(0)],
    ["float NaN", float(NaN)],
    ["floats", { kind: "floats", value: [0.25, -1, Infinity] }],
    ["no floats", { kind: "floats", value: [] }],
    ["string", { kind: "string", value: "SAME_UPPER ✓" }],
    ["empty string", { kind: "string", value: "" }],
    ["tensor", { kind: "tensor", value: { dtype: "int64", shape: [5], data: big } }],
    ["scalar tensor", { kind: "tensor", value: tensor("bool", [], [1]) }],
  ];
  it.each(attributes)("keeps an attribute: %s", (_, attribute) => {
    const graph = doubling();
    const node = { ...graph.nodes[0]!, attributes: { a: attribute, second: float(1) } };
    const { graph: decoded } = decodeModel(encodeModel({ ...graph, nodes: [node] }));
    expect(decoded.nodes[0]!.attributes).toEqual({ a: attribute, second: float(1) });
  });

  it("keeps absent optional inputs and dimensions of size 0", () => {
    const graph = doubling();
    const node = { ...graph.nodes[0]!, inputs: ["x", "", "two"] };
    const outputs = [{ name: "y", dtype: "float32", shape: [0, "n", 1] } as const];
    const { graph: decoded } = decodeModel(encodeModel({ ...graph, nodes: [node], outputs }));
    expect(decoded.nodes[0]!.inputs).toEqual(["x", "", "two"]);
    expect(decoded.outputs).toEqual(outputs);
  });
});

describe("encodeModel refuses", () => {
  it.each([0.5, NaN, 2 ** 53])("the integer attribute %d", (value) => {
    const graph = doubling();
    const node = { ...graph.nodes[0]!, attributes: { axis: { kind: "int", value } as const } };
    expect(() => encodeModel({ ...graph, nodes: [node] })).toThrow(
      `Cannot encode node "double/Mul" (Mul): attribute "axis" is ${value}, expected an integer`,
    );
  });

  it("a tensor whose data do not fit its shape", () => {
    const value = { dtype: "float32", shape: [3], data: Float32Array.of(1, 2) } as const;
    expect(() => encodeModel(withInitializer(value))).toThrow(
      'Cannot encode tensor "c": it has 2 elements, shape [3] needs 3',
    );
  });
});

describe("decodeModel refuses", () => {
  const text = (value: string) => new TextEncoder().encode(value);
  const model = encodeModel(doubling());
  it.each<[string, Uint8Array, string]>([
    ["an empty file", new Uint8Array(), "the file is empty"],
    ["an HTML page", text("\n<!DOCTYPE html><html>"), "this is an HTML or XML page"],
    ["a model.json", text('{"format": "layers-model", "modelTopology": {}}'), "model.json"],
    ["other JSON", text('{"a": 1}'), "this is JSON"],
    ["a Git LFS pointer", text("version https://git-lfs.github.com/spec/v1\n"), "Git LFS pointer"],
    ["a gzip file", Uint8Array.of(0x1f, 0x8b, 8, 0), "gzip"],
    ["a zip archive", Uint8Array.of(0x50, 0x4b, 3, 4), "zip"],
    ["an HDF5 file", Uint8Array.of(0x89, 0x48, 0x44, 0x46), "HDF5"],
    ["half a model", model.subarray(0, model.length >> 1), "truncated"],
    ["a model without its end", model.subarray(0, model.length - 1), "truncated"],
    ["a model's first field", model.subarray(0, 2), "lack a graph and an operator set version"],
    ["other bytes", Uint8Array.of(8, 0), "lack an IR version and a graph"],
    ["plain text", text("hello world"), "are no ONNX file"],
  ])("%s", (_, bytes, message) => {
    expect(() => decodeModel(bytes)).toThrow(SyntaxError);
    expect(() => decodeModel(bytes)).toThrow(message);
    expect(() => decodeModelInfo(bytes)).toThrow(SyntaxError);
  });

  it("every truncation of a model", () => {
    for (let length = 0; length < model.length; length++) {
      expect(() => decodeModel(model.subarray(0, length)), `${length} bytes`).toThrow(SyntaxError);
    }
  });

  it("what a graph cannot hold, all at once", () => {
    const bytes = onnx.ModelProto.encode({
      irVersion: 8,
      opsetImport: [{ version: 17 }],
      graph: {
        name: "g",
        node: [
          { name: "a", opType: "FusedConv", domain: "com.microsoft" },
          {
            name: "b",
            opType: "If",
            attribute: [{ name: "then_branch", type: onnx.AttributeProto.AttributeType.GRAPH }],
          },
        ],
        initializer: [
          { name: "brain", dataType: onnx.TensorProto.DataType.BFLOAT16, dims: [1] },
          { name: "far", dataType: 1, dims: [1], dataLocation: 1 },
        ],
        input: [{ name: "x", type: { tensorType: { elemType: 8, shape: {} } } }],
        output: [{ name: "y", type: { tensorType: { elemType: 1 } } }],
      },
    }).finish();
    expect(() => decodeModel(bytes)).toThrow(TypeError);
    expect(() => decodeModel(bytes)).toThrow(
      [
        'Cannot represent the ONNX model "g":',
        '- tensor "brain": element type BFLOAT16 is not supported. Should be one of: float32, uint8, int8, int32, int64, bool, float16, float64',
        '- tensor "far": external data is not supported. Save the model as one file',
        '- node "a" (FusedConv): operator domain "com.microsoft" is not supported',
        '- node "b" (If): attribute "then_branch" has the unsupported kind GRAPH',
        '- value "x": element type STRING is not supported. Should be one of: float32, uint8, int8, int32, int64, bool, float16, float64',
        '- value "y" is no tensor of known rank',
      ].join("\n"),
    );
    expect(decodeModelInfo(bytes).opset).toBe(17);
  });
});

describe("decodeModel reads what other programs write", () => {
  const types = onnx.TensorProto.DataType;
  it.each<[ElementType, object]>([
    ["float32", { dataType: types.FLOAT, floatData: [1, 2] }],
    ["float16", { dataType: types.FLOAT16, int32Data: [0x3c00, 0x4000] }],
    ["float64", { dataType: types.DOUBLE, doubleData: [1, 2] }],
    ["int64", { dataType: types.INT64, int64Data: [1, 2] }],
    ["int32", { dataType: types.INT32, int32Data: [1, 2] }],
    ["uint8", { dataType: types.UINT8, int32Data: [1, 2] }],
    ["int8", { dataType: types.INT8, int32Data: [1, 2] }],
  ])("typed fields in place of raw_data: %s", (dtype, fields) => {
    const bytes = onnx.ModelProto.encode({
      irVersion: 3,
      opsetImport: [{ version: 9 }],
      graph: { initializer: [{ name: "c", dims: [2], ...fields }] },
    }).finish();
    expect(decodeModel(bytes).graph.initializers.get("c")).toEqual(tensor(dtype, [2], [1, 2]));
  });

  it("inputs that repeat an initializer, and unnamed dimensions", () => {
    const type = { tensorType: { elemType: 1, shape: { dim: [{}, { dimValue: 2 }] } } };
    const bytes = onnx.ModelProto.encode({
      irVersion: 3,
      opsetImport: [{ version: 9 }],
      graph: {
        initializer: [{ name: "w", dims: [1], dataType: 1, floatData: [1] }],
        input: [{ name: "x", type }, { name: "w", type }],
      },
    }).finish();
    expect(decodeModel(bytes).graph.inputs).toEqual([
      { name: "x", dtype: "float32", shape: ["x_dim_0", 2] },
    ]);
  });
});

itChecks("ONNX's checker takes the files, and finds a fault in a bad one", async () => {
  const bad = doubling();
  const problems = await checkModels({
    doubling: encodeModel(doubling()),
    "with/values": encodeModel(doubling(), { valueInfo: true, metadata: { a: "b" } }),
    int64: encodeModel(withInitializer(tensor("int64", [2, 1], [1, -2]))),
    float16: encodeModel(withInitializer(tensor("float16", [2], [0.1, -2]))),
    bool: encodeModel(withInitializer(tensor("bool", [], [1]))),
    empty: encodeModel(withInitializer(tensor("float32", [0, 2], []))),
    bad: encodeModel({ ...bad, outputs: [{ ...bad.outputs[0]!, shape: ["batch", 4] }] }),
  });
  expect(Object.keys(problems)).toEqual(["bad"]);
  expect(problems.bad).toContain("dim");
});
