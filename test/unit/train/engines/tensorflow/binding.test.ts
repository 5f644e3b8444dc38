import { afterAll, beforeAll, describe, expect } from "vitest";
import type { TensorflowBinding } from "../../../../../src/train/engines/tensorflow/binding.ts";
import {
  loadTensorflow,
  type Tensorflow,
} from "../../../../../src/train/engines/tensorflow/load.ts";
import { requireTensorflow } from "../../../../_require.ts";

const itRuns = requireTensorflow();
let tensorflow: Tensorflow | undefined;
let binding: TensorflowBinding;

beforeAll(async () => {
  try {
    // An attribute that an op does not know is an error on TensorFlow's console, and none of the op's.
    tensorflow = await loadTensorflow({ device: "cpu", switches: { logLevel: 3 } });
  } catch (error) {
    // Then each test says itself what it needs.
    if (Deno.env.get("REQUIRE_ALL") === "1") throw error;
    return;
  }
  binding = tensorflow.binding;
});

afterAll(() => tensorflow?.dispose());

const FLOAT = 1, INT32 = 3, UINT8 = 4, STRING = 7, COMPLEX64 = 8, INT64 = 9, BOOL = 10;
const text = (value: string) => new TextEncoder().encode(value);
const strings = (values: unknown) =>
  (values as Uint8Array[]).map((v) => new TextDecoder().decode(v));
const T = (value: number) => ({ name: "T", type: binding.TF_ATTR_TYPE, value });
const float = (...values: number[]) =>
  binding.createTensor([values.length], FLOAT, Float32Array.from(values));

describe("values in and out", () => {
  itRuns.each([
    ["float", [2, 1], FLOAT, Float32Array.of(1.5, -2), Float32Array.of(1.5, -2)],
    ["a float scalar", [], FLOAT, Float32Array.of(7), Float32Array.of(7)],
    ["no float at all", [0, 3], FLOAT, new Float32Array(), new Float32Array()],
    ["int32", [3], INT32, Int32Array.of(1, -1, 2 ** 31 - 1), Int32Array.of(1, -1, 2 ** 31 - 1)],
    ["int64 in halves", [2], INT64, Int32Array.of(5, 0, -1, -1), BigInt64Array.of(5n, -1n)],
    ["bool", [2], BOOL, Uint8Array.of(1, 0), Uint8Array.of(1, 0)],
    [
      "a part of a larger array",
      [2],
      FLOAT,
      Float32Array.of(1, 2, 3).subarray(1),
      Float32Array.of(2, 3),
    ],
  ])("%s", (_, shape, type, values, expected) => {
    const id = binding.createTensor(shape, type, values);
    expect(binding.tensorDataSync(id)).toEqual(expected);
    binding.deleteTensor(id);
  });

  itRuns("strings: empty, short, long, of any bytes", () => {
    const values = [text(""), text("é"), text("x".repeat(10_000)), Uint8Array.of(0, 255, 0)];
    const id = binding.createTensor([2, 2], STRING, values);
    expect(binding.tensorDataSync(id)).toEqual(values);
    binding.deleteTensor(id);
  });

  itRuns("strings live on in a tensor that shares them", () => {
    const source = binding.createTensor([1], STRING, [text("longer than a small string")]);
    const [alias] = binding.executeOp("Identity", [T(STRING)], [source], 1);
    binding.deleteTensor(source);
    expect(strings(binding.tensorDataSync(alias!.id))).toEqual(["longer than a small string"]);
    binding.deleteTensor(alias!.id);
  });

  itRuns("values are copied: later writes to the array do not reach the tensor", () => {
    const values = Float32Array.of(1, 2);
    const id = binding.createTensor([2], FLOAT, values);
    values.fill(9);
    const read = binding.tensorDataSync(id) as Float32Array;
    expect(read).toEqual(Float32Array.of(1, 2));
    read.fill(8);
    expect(binding.tensorDataSync(id)).toEqual(Float32Array.of(1, 2));
    binding.deleteTensor(id);
  });

  itRuns("complex numbers come as pairs", () => {
    const parts = [float(1, 2), float(3, 4)];
    const [out] = binding.executeOp(
      "Complex",
      [
        T(FLOAT),
        { name: "Tout", type: binding.TF_ATTR_TYPE, value: COMPLEX64 },
      ],
      parts,
      1,
    );
    expect(out).toMatchObject({ shape: [2], dtype: COMPLEX64 });
    expect(binding.tensorDataSync(out!.id)).toEqual(Float32Array.of(1, 3, 2, 4));
    [...parts, out!.id].forEach((id) => binding.deleteTensor(id));
  });

  itRuns.each([
    ["too few", [2], FLOAT, Float32Array.of(1), "with shape [2] from 1 values: expected 2"],
    ["int64 as one int32 each", [2], INT64, Int32Array.of(1, 2), "from 2 values: expected 4"],
    [
      "float as int32",
      [1],
      INT32,
      Float32Array.of(1),
      "of int32 from Float32Array: expected Int32Array",
    ],
    ["bool as int32", [1], BOOL, Int32Array.of(1), "of bool from Int32Array: expected Uint8Array"],
    [
      "strings as bytes",
      [1],
      STRING,
      Uint8Array.of(1),
      "of string from Uint8Array: expected an array",
    ],
    ["float as strings", [1], FLOAT, [text("1")], "of float from an array: expected Float32Array"],
    ["complex", [1], COMPLEX64, Float32Array.of(1, 2), "of complex64 from Float32Array"],
  ])("refuses %s, and makes nothing", (_, shape, type, values, message) => {
    const count = binding.getNumOfTensors();
    expect(() => binding.createTensor(shape, type, values)).toThrow(message);
    expect(binding.getNumOfTensors()).toBe(count);
  });

  itRuns("refuses to read what tfjs has no array for", () => {
    const id = binding.createTensor([1], UINT8, Uint8Array.of(1));
    expect(() => binding.tensorDataSync(id)).toThrow(
      /Cannot read a tensor of uint8.*Cast it first/,
    );
    binding.deleteTensor(id);
  });
});

describe("ops", () => {
  itRuns("attributes of every kind", () => {
    const x = binding.createTensor([1, 2, 2, 1], FLOAT, Float32Array.of(1, 2, 3, 4));
    const filter = binding.createTensor([1, 1, 1, 1], FLOAT, Float32Array.of(10));
    const shape = binding.createTensor([1], INT32, Int32Array.of(4));
    const { TF_ATTR_INT, TF_ATTR_STRING, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_SHAPE } = binding;
    const [conv] = binding.executeOp(
      "Conv2D",
      [
        T(FLOAT),
        { name: "strides", type: TF_ATTR_INT, value: [1, 1, 1, 1] },
        { name: "padding", type: TF_ATTR_STRING, value: "SAME" },
        { name: "data_format", type: TF_ATTR_STRING, value: text("NHWC") },
        { name: "use_cudnn_on_gpu", type: TF_ATTR_BOOL, value: true },
      ],
      [x, filter],
      1,
    );
    expect(conv).toMatchObject({ shape: [1, 2, 2, 1], dtype: FLOAT });
    const [leaky] = binding.executeOp(
      "LeakyRelu",
      [
        T(FLOAT),
        { name: "alpha", type: TF_ATTR_FLOAT, value: 0.5 },
      ],
      [conv!.id],
      1,
    );
    const [flat] = binding.executeOp(
      "Reshape",
      [
        T(FLOAT),
        { name: "Tshape", type: binding.TF_ATTR_TYPE, value: INT32 },
      ],
      [leaky!.id, shape],
      1,
    );
    expect(flat!.shape).toEqual([4]);
    expect(binding.tensorDataSync(flat!.id)).toEqual(Float32Array.of(10, 20, 30, 40));
    const [random] = binding.executeOp(
      "VarHandleOp",
      [
        { name: "dtype", type: binding.TF_ATTR_TYPE, value: FLOAT },
        { name: "shape", type: TF_ATTR_SHAPE, value: [2, 3] },
      ],
      [],
      1,
    );
    expect(random).toMatchObject({ shape: [], dtype: binding.TF_RESOURCE });
    expect(binding.tensorDataSync(random!.id)).toBeInstanceOf(Uint8Array);
    for (const { id } of [conv!, leaky!, flat!, random!]) binding.deleteTensor(id);
    [x, filter, shape].forEach((id) => binding.deleteTensor(id));
  });

  itRuns("lists of bools and floats", () => {
    const { TF_ATTR_BOOL, TF_ATTR_FLOAT } = binding;
    const bounds = { name: "boundaries", type: TF_ATTR_FLOAT, value: [0, 1.5] };
    const x = float(-1, 1, 2);
    const [buckets] = binding.executeOp("Bucketize", [T(FLOAT), bounds], [x], 1);
    expect(binding.tensorDataSync(buckets!.id)).toEqual(Int32Array.of(0, 1, 2));
    // No op of the library has a list of bools. One that does not know it leaves it out.
    const flags = { name: "flags", type: TF_ATTR_BOOL, value: [true, false] };
    const [same] = binding.executeOp("Relu", [T(FLOAT), flags], [x], 1);
    expect(binding.tensorDataSync(same!.id)).toEqual(Float32Array.of(0, 1, 2));
    binding.deleteTensor(same!.id);
    [x, buckets!.id].forEach((id) => binding.deleteTensor(id));
  });

  itRuns("cuts the fraction off int attributes, as the native addon does", () => {
    const logits = binding.createTensor([1, 2], FLOAT, Float32Array.of(0, 0));
    const count = binding.createTensor([], INT32, Int32Array.of(3));
    const [draws] = binding.executeOp(
      "Multinomial",
      [
        T(FLOAT),
        { name: "output_dtype", type: binding.TF_ATTR_TYPE, value: INT32 },
        { name: "seed", type: binding.TF_ATTR_INT, value: 3.14 },
        { name: "seed2", type: binding.TF_ATTR_INT, value: -2.5 },
      ],
      [logits, count],
      1,
    );
    expect(draws!.shape).toEqual([1, 3]);
    [logits, count, draws!.id].forEach((id) => binding.deleteTensor(id));
  });

  itRuns("a list of inputs, several outputs, none", () => {
    const inputs = [float(1, 2), float(3, 4), float(5, 6)];
    const count = (name: string, value: number) => ({ name, type: binding.TF_ATTR_INT, value });
    const [packed] = binding.executeOp("Pack", [count("N", 3), T(FLOAT)], inputs, 1);
    expect(packed!.shape).toEqual([3, 2]);
    const rows = binding.executeOp("Unpack", [count("num", 3), T(FLOAT)], [packed!.id], 3);
    expect(rows.map(({ id }) => binding.tensorDataSync(id))).toEqual([
      Float32Array.of(1, 2),
      Float32Array.of(3, 4),
      Float32Array.of(5, 6),
    ]);
    expect(binding.executeOp("NoOp", [], [], 0)).toEqual([]);
    [...inputs, packed!.id, ...rows.map(({ id }) => id)].forEach((id) => binding.deleteTensor(id));
  });

  itRuns.each([
    ["an unknown op", () => binding.executeOp("Nonsense", [], [], 1), "Nonsense", "NOT_FOUND"],
    [
      "shapes that do not fit",
      () => binding.executeOp("Add", [T(FLOAT)], [float(1, 2), float(1, 2, 3)], 1),
      "Add",
      "INVALID_ARGUMENT",
    ],
  ])(
    "%s: an error with the op, TensorFlow's words and its code; the next op runs",
    (_, run, op, code) => {
      expect(run).toThrow(
        expect.objectContaining({
          name: "TensorflowError",
          code,
          message: expect.stringContaining(`Cannot run TensorFlow op "${op}": `),
        }),
      );
      const x = float(-1);
      const [y] = binding.executeOp("Neg", [T(FLOAT)], [x], 1);
      expect(binding.tensorDataSync(y!.id)).toEqual(Float32Array.of(1));
    },
  );

  itRuns("an attribute of an unknown kind is refused", () => {
    const attribute = { name: "T", type: 9, value: 1 };
    expect(() => binding.executeOp("Neg", [attribute], [float(1)], 1)).toThrow(
      'Cannot set attribute "T" of kind 9: should be one of 0 TF_ATTR_STRING',
    );
  });

  itRuns("more memory than there is: an error, and the next op runs", () => {
    const dims = binding.createTensor([3], INT32, Int32Array.of(1 << 20, 1 << 20, 1 << 10));
    const value = binding.createTensor([], FLOAT, Float32Array.of(1));
    expect(() => binding.executeOp("Fill", [T(FLOAT)], [dims, value], 1)).toThrow(
      expect.objectContaining({ name: "TensorflowError", code: "RESOURCE_EXHAUSTED" }),
    );
    expect(binding.tensorDataSync(value)).toEqual(Float32Array.of(1));
  });
});

describe("tensors by number", () => {
  itRuns("are counted, and gone when deleted", () => {
    const count = binding.getNumOfTensors();
    const first = float(1);
    const second = float(2);
    expect(second).toBe(first + 1);
    expect(binding.getNumOfTensors()).toBe(count + 2);
    binding.deleteTensor(first);
    expect(binding.getNumOfTensors()).toBe(count + 1);
    expect(() => binding.deleteTensor(first)).toThrow(
      `Delete called on a Tensor not referenced (tensor_id: ${first})`,
    );
    expect(() => binding.tensorDataSync(first)).toThrow(`(tensor_id: ${first})`);
    expect(() => binding.executeOp("Neg", [T(FLOAT)], [first], 1)).toThrow(`(tensor_id: ${first})`);
    binding.deleteTensor(second);
  });

  itRuns("are a context's own", async () => {
    const other = await loadTensorflow({ device: "cpu" });
    const id = other.binding.createTensor([1], FLOAT, Float32Array.of(5));
    expect(other.binding.getNumOfTensors()).toBe(1);
    expect(other.binding.tensorDataSync(id)).toEqual(Float32Array.of(5));
    other.dispose();
    expect(other.binding.getNumOfTensors()).toBe(0);
    expect(binding.tensorDataSync(float(6))).toEqual(Float32Array.of(6));
  });
});

describe("the library", () => {
  itRuns("names its version, and the processor as its device", () => {
    expect(tensorflow!.version).toMatch(/^2\.\d+\.\d+/);
    expect(tensorflow!.version).toBe(binding.TF_Version);
    expect(tensorflow!.device).toMatchObject({ type: "CPU" });
    expect(tensorflow!.devices[0]!.name).toMatch(/device:CPU:0$/);
    expect(binding.isUsingGpuDevice()).toBe(false);
    expect(tensorflow!.environment["TF_FORCE_GPU_ALLOW_GROWTH"]).toBe("true");
  });
});
