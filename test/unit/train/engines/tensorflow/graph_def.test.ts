import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TF_ATTRIBUTES, TF_TYPES } from "../../../../../src/train/engines/tensorflow/data_types.ts";
import {
  constant,
  encodeGraphDef,
  type Node,
  WireWriter,
} from "../../../../../src/train/engines/tensorflow/graph_def/mod.ts";
import {
  loadTensorflow,
  type Tensorflow,
} from "../../../../../src/train/engines/tensorflow/load.ts";
import { requireTensorflow } from "../../../../_require.ts";
import { StepFunction } from "../../../../../src/train/engines/tensorflow/recorded_step/step_function.ts";

const itRuns = requireTensorflow();

describe("WireWriter", () => {
  // The first two are the examples of protobuf's own description of its encoding.
  it.each<[string, (writer: WireWriter) => WireWriter, number[]]>([
    ["varint 150", (writer) => writer.varint(1, 150), [0x08, 0x96, 0x01]],
    [
      "string",
      (writer) => writer.bytes(2, "testing"),
      [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67],
    ],
    ["submessage", (writer) => writer.message(3, (part) => part.varint(1, 150)), [
      0x1a,
      0x03,
      0x08,
      0x96,
      0x01,
    ]],
    ["packed", (writer) => writer.packedVarints(6, [3, 270, 86942]), [
      0x32,
      0x06,
      0x03,
      0x8e,
      0x02,
      0x9e,
      0xa7,
      0x05,
    ]],
    ["-2", (writer) => writer.varint(1, -2), [
      0x08,
      0xfe,
      ...Array<number>(8).fill(0xff),
      0x01,
    ]],
    ["true", (writer) => writer.varint(16, true), [0x80, 0x01, 0x01]],
    ["float", (writer) => writer.float(4, -1.5), [0x25, 0x00, 0x00, 0xc0, 0xbf]],
    ["floats", (writer) => writer.packedFloats(4, [1]), [0x22, 0x04, 0x00, 0x00, 0x80, 0x3f]],
  ])("writes %s", (_, write, bytes) => {
    expect([...write(new WireWriter()).finish()]).toEqual(bytes);
  });

  it("grows for long fields", () => {
    const bytes = new WireWriter().bytes(1, new Uint8Array(1000).fill(7)).finish();
    expect(bytes).toHaveLength(1003);
    expect(bytes.subarray(3).every((byte) => byte === 7)).toBe(true);
  });
});

describe("encodeGraphDef", () => {
  let tensorflow: Tensorflow | undefined;
  beforeAll(async () => {
    tensorflow = await loadTensorflow().catch(() => undefined);
  });
  afterAll(() => tensorflow?.dispose());

  const { TF_ATTR_TYPE, TF_ATTR_INT, TF_ATTR_BOOL, TF_ATTR_FLOAT, TF_ATTR_SHAPE, TF_ATTR_STRING } =
    TF_ATTRIBUTES;
  const { TF_FLOAT, TF_INT32, TF_BOOL } = TF_TYPES;
  const bytesOf = (values: Float32Array | Int32Array | Uint8Array) => new Uint8Array(values.buffer);
  const floats = (name: string, shape: number[], ...values: number[]) =>
    constant(name, { dtype: TF_FLOAT, shape, bytes: bytesOf(Float32Array.from(values)) });
  const ints = (name: string, shape: number[], ...values: number[]) =>
    constant(name, { dtype: TF_INT32, shape, bytes: bytesOf(Int32Array.from(values)) });
  const type = { name: "T", type: TF_ATTR_TYPE, value: TF_FLOAT };

  /** Runs a graph whose nodes read constants alone; TensorFlow is the judge of what was written. */
  async function run(nodes: readonly Node[], output: string): Promise<number[]> {
    const graph = { nodes, inputs: [], outputs: [output] };
    const step = new StepFunction(tensorflow!, graph, { exact: true, xla: false });
    const [handle] = await step.run([]) as unknown as [bigint];
    const { binding } = tensorflow!;
    const id = binding.adopt(handle);
    const values = binding.tensorDataSync(id) as Float32Array;
    binding.deleteTensor(id);
    step.dispose();
    return Array.from(values, Number);
  }

  itRuns.each<[string, Node[], number[]]>([
    ["float constants", [floats("out", [2, 2], 1, -2, 3.5, NaN)], [1, -2, 3.5, NaN]],
    ["int32 constants", [ints("out", [2], 7, -7)], [7, -7]],
    [
      "bool constants",
      [constant("out", { dtype: TF_BOOL, shape: [2], bytes: Uint8Array.of(1, 0) })],
      [1, 0],
    ],
    ["an empty constant", [floats("out", [0])], []],
    [
      "types and bools",
      [floats("a", [1, 2], 1, 2), floats("b", [1, 2], 3, 4), {
        name: "out",
        op: "MatMul",
        inputs: ["a", "b"],
        attributes: [
          type,
          { name: "transpose_a", type: TF_ATTR_BOOL, value: true },
          { name: "transpose_b", type: TF_ATTR_BOOL, value: false },
        ],
      }],
      [3, 4, 6, 8],
    ],
    [
      "lists of ints, and strings",
      [floats("x", [1, 2, 2, 1], 1, 5, 3, 2), {
        name: "out",
        op: "MaxPool",
        inputs: ["x"],
        attributes: [
          type,
          { name: "ksize", type: TF_ATTR_INT, value: [1, 2, 1, 1] },
          { name: "strides", type: TF_ATTR_INT, value: [1, 1, 1, 1] },
          { name: "padding", type: TF_ATTR_STRING, value: "VALID" },
        ],
      }],
      [3, 5],
    ],
    [
      "floats",
      [floats("x", [2], -2, 2), {
        name: "out",
        op: "LeakyRelu",
        inputs: ["x"],
        attributes: [type, { name: "alpha", type: TF_ATTR_FLOAT, value: 0.25 }],
      }],
      [-0.5, 2],
    ],
    [
      "shapes",
      [floats("x", [2], 4, 5), {
        name: "out",
        op: "PlaceholderWithDefault",
        inputs: ["x"],
        attributes: [
          { name: "dtype", type: TF_ATTR_TYPE, value: TF_FLOAT },
          { name: "shape", type: TF_ATTR_SHAPE, value: [2] },
        ],
      }],
      [4, 5],
    ],
    [
      "an op's second output",
      [floats("x", [4], 1, 2, 3, 4), ints("axis", [], 0), {
        name: "halves",
        op: "Split",
        inputs: ["axis", "x"],
        attributes: [type, { name: "num_split", type: TF_ATTR_INT, value: 2 }],
      }, { name: "out", op: "Neg", inputs: ["halves:1"], attributes: [type] }],
      [-3, -4],
    ],
  ])("writes %s as TensorFlow reads them", async (_, nodes, expected) => {
    expect(await run(nodes, "out")).toEqual(expected);
  });

  itRuns("leaves it to TensorFlow to refuse a graph", async () => {
    const node = { name: "out", op: "Relu", inputs: ["missing"], attributes: [type] };
    await expect(run([node], "out")).rejects.toThrow(
      /Cannot make a TensorFlow function of the recorded step: .*missing/,
    );
  });

  it("refuses attributes of an unknown kind", () => {
    const node = {
      name: "out",
      op: "Relu",
      inputs: [],
      attributes: [{ name: "T", type: 9, value: 1 }],
    };
    expect(() => encodeGraphDef([node])).toThrow(
      'Cannot write attribute "T" of kind 9: should be one of 0 TF_ATTR_STRING',
    );
  });
});
