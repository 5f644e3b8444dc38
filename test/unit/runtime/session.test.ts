import { describe, expect, it } from "vitest";
import {
  type ElementType,
  encodeModel,
  GraphBuilder,
  tensor,
  type TensorData,
} from "../../../src/graph/mod.ts";
import { createSession, type SessionOptions } from "../../../src/runtime/mod.ts";
import { convolutionAndPool, images, sumAndDifference, unary } from "./_models.ts";

const RUNTIMES: [string, SessionOptions][] = [
  ["node", { runtime: "node" }],
  ["web", { runtime: "web" }],
];

describe.each(RUNTIMES)("session on runtime %s", (runtime, options) => {
  it("describes inputs and outputs in the model's order", async () => {
    const session = await createSession(sumAndDifference(), options);
    expect(session.provider).toBe(runtime === "node" ? "cpu" : "wasm");
    expect(session.inputs).toEqual([
      { name: "a", dtype: "float32", shape: ["batch", 2] },
      { name: "b", dtype: "float32", shape: ["batch", 2] },
    ]);
    expect(session.outputs.map(({ name }) => name)).toEqual(["sum", "difference"]);
    await session.release();
  });

  it.each<[ElementType, string, readonly number[], readonly number[]]>([
    ["float32", "Neg", [1.5, -2, 0], [-1.5, 2, -0]],
    ["float64", "Neg", [1e-300, -2, 0], [-1e-300, 2, -0]],
    ["int32", "Neg", [7, -2, 0], [-7, 2, 0]],
    ["int64", "Neg", [2 ** 40, -2, 0], [-(2 ** 40), 2, 0]],
    ["int8", "Neg", [7, -128, 0], [-7, -128, 0]],
    ["bool", "Not", [1, 0, 1], [0, 1, 0]],
    ["uint8", "Identity", [255, 0, 1], [255, 0, 1]],
  ])("runs %s", async (dtype, opType, values, expected) => {
    const session = await createSession(unary(opType, dtype), options);
    const { y } = await session.run({ x: tensor(dtype, [1, 3], values) });
    expect(y).toEqual(tensor(dtype, [1, 3], expected));
    await session.release();
  });

  it.each([1, 2, 7])("runs batch %i of a symbolic dimension", async (batch) => {
    const session = await createSession(convolutionAndPool(), options);
    const { y } = await session.run(images(batch));
    expect(y!.shape).toEqual([batch, 4, 3, 3]);
    await session.release();
  });

  it("runs scalars and empty batches", async () => {
    const scalar = await createSession(unary("Neg", "float32", []), options);
    expect((await scalar.run({ x: tensor("float32", [], [3]) })).y).toEqual(
      tensor("float32", [], [-3]),
    );
    const batch = await createSession(unary("Neg"), options);
    expect((await batch.run({ x: tensor("float32", [0, 3], []) })).y).toEqual(
      tensor("float32", [0, 3], []),
    );
    await Promise.all([scalar.release(), batch.release()]);
  });

  it("writes into given tensors and makes the others", async () => {
    const session = await createSession(sumAndDifference(), options);
    const feeds = { a: tensor("float32", [1, 2], [1, 2]), b: tensor("float32", [1, 2], [10, 20]) };
    const sum = tensor("float32", [1, 2], [0, 0]);
    const first = await session.run(feeds, { sum });
    expect(first.sum).toBe(sum);
    expect([...sum.data]).toEqual([11, 22]);
    expect([...first.difference!.data as Float32Array]).toEqual([-9, -18]);
    const difference = tensor("float32", [1, 2], [0, 0]);
    expect(await session.run(feeds, { sum, difference })).toEqual({ sum, difference });
    expect([...difference.data]).toEqual([-9, -18]);
    await session.release();
  });

  it("leaves earlier results and the feeds alone", async () => {
    const session = await createSession(unary("Neg", "float32", [2]), options);
    const x = tensor("float32", [2], [1, 2]);
    const first = (await session.run({ x })).y!;
    x.data[0] = 5;
    const second = (await session.run({ x })).y!;
    expect([[...first.data], [...second.data], [...x.data]]).toEqual([[-1, -2], [-5, -2], [5, 2]]);
    await session.release();
  });

  it("gives the data of a typed array that starts inside its buffer", async () => {
    const session = await createSession(unary("Neg"), options);
    const whole = Float32Array.from([9, 9, 1, 2, 3, 9]);
    const into = Float32Array.from([9, 9, 9, 9, 9, 9]);
    const x: TensorData = { dtype: "float32", shape: [1, 3], data: whole.subarray(2, 5) };
    await session.run({ x }, { y: { dtype: "float32", shape: [1, 3], data: into.subarray(1, 4) } });
    expect([...into]).toEqual([9, -1, -2, -3, 9, 9]);
    await session.release();
  });

  it.each([
    ["a missing input", { a: [1, 2] }, 'input "b" is missing, expected float32[batch,2]'],
    ["an unknown input", { a: [1, 2], b: [1, 2], c: [1, 2] }, 'no input "c", it has "a", "b"'],
    ["a wrong shape", { a: [2, 1], b: [1, 2] }, 'input "a" is float32[2,1], expected'],
    ["a wrong rank", { a: [2], b: [1, 2] }, 'input "a" is float32[2], expected float32[batch,2]'],
  ])("refuses %s", async (_, shapes, message) => {
    const session = await createSession(sumAndDifference(), options);
    const feeds = Object.fromEntries(
      Object.entries(shapes).map((
        [name, shape],
      ) => [name, tensor("float32", shape, shape.length === 1 ? [1, 1] : [1, 2])]),
    );
    const error = await session.run(feeds).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toContain(message);
    await session.release();
  });

  it("lists all that is wrong with a run", async () => {
    const session = await createSession(sumAndDifference(), options);
    const a = tensor("int32", [1, 2], [1, 2]);
    const b: TensorData = { dtype: "float32", shape: [3, 2], data: new Float32Array(5) };
    const total = tensor("float32", [1, 2], [0, 0]);
    const sum = tensor("float64", [1, 2], [0, 0]);
    await expect(session.run({ a, b }, { total, sum })).rejects.toThrow(
      'Cannot run the model: input "a" is int32[1,2], expected float32[batch,2]; ' +
        'input "b" holds a Float32Array of 5 elements, expected a Float32Array of 6 for ' +
        'float32[3,2]; output "sum" is float64[1,2], expected float32[batch,2]; ' +
        'the model has no output "total", it has "sum", "difference"',
    );
    await session.release();
  });

  it("refuses inputs of different batch sizes with the runtime's reason", async () => {
    const session = await createSession(sumAndDifference(), options);
    const feeds = {
      a: tensor("float32", [2, 2], [1, 2, 3, 4]),
      b: tensor("float32", [3, 2], [1, 2, 3, 4, 5, 6]),
    };
    await expect(session.run(feeds)).rejects.toThrow(/^Cannot run the model: .+/);
    await session.release();
  });

  const text = (content: string) => new TextEncoder().encode(content);
  it.each([
    ["an empty file", new Uint8Array(0), /empty/],
    ["an HTML page", text("<!DOCTYPE html><html><body>404</body></html>"), /HTML/],
    ["a tfjs model.json", text('{"modelTopology": {}, "weightsManifest": []}'), /TensorFlow\.js/],
    ["a truncated model", convolutionAndPool().subarray(0, 150), /truncated/],
    ["noise", Uint8Array.from({ length: 500 }, (_, i) => (i * 7919) % 251), /no ONNX|truncated/],
  ])("refuses %s", async (_, bytes, message) => {
    const error = await createSession(bytes, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SyntaxError);
    expect((error as SyntaxError).message).toMatch(message);
  });

  it("names an operator that the runtime does not have", async () => {
    await expect(createSession(unary("NoSuchOperator"), options)).rejects.toThrow(
      /^Cannot load the model: .*NoSuchOperator/,
    );
  });

  it("refuses to run once released, and releases twice", async () => {
    const session = await createSession(unary("Neg"), options);
    await session.release();
    await session.release();
    await expect(session.run({ x: tensor("float32", [1, 3], [1, 2, 3]) })).rejects.toThrow(
      "its session was released",
    );
  });

  it.each(["disabled", "basic", "extended", "all"] as const)(
    "gives the same result at optimization %s",
    async (optimization) => {
      const session = await createSession(convolutionAndPool(), { ...options, optimization });
      const plain = await createSession(convolutionAndPool());
      const { y } = await session.run(images(2));
      const expected = (await plain.run(images(2))).y!.data as Float32Array;
      (y!.data as Float32Array).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
      await Promise.all([session.release(), plain.release()]);
    },
  );

  it("runs a graph whose outputs are an input and a constant", async () => {
    const builder = new GraphBuilder();
    const x = builder.input("x", "float32", [2]);
    const constant = builder.constant(tensor("float32", [2], [7, 8]));
    const model = encodeModel(
      builder.build("through", [{ value: x, name: "same" }, { value: constant, name: "fixed" }]),
    );
    const session = await createSession(model, options);
    const fixed = tensor("float32", [2], [0, 0]);
    const { same } = await session.run({ x: tensor("float32", [2], [1, 2]) }, { fixed });
    expect([[...same!.data], [...fixed.data]]).toEqual([[1, 2], [7, 8]]);
    await session.release();
  });
});

describe("createSession", () => {
  it.each<[SessionOptions, string]>([
    [{ provider: "wasm", runtime: "node" }, 'Unsupported provider on runtime "node": "wasm"'],
    [{ provider: "cuda", runtime: "web" }, "Should be one of: wasm"],
    [{ provider: "tpu" as "cpu" }, "Should be one of: cpu, webgpu, cuda"],
    [{ runtime: "deno" as "node" }, 'Unsupported runtime: "deno". Should be one of: node, web'],
    [{ threads: 0 }, "Unsupported number of threads: 0"],
    [{ threads: 1.5 }, "Unsupported number of threads: 1.5"],
    [{ profile: "run", runtime: "web" }, 'Profiles are written on runtime "node" only'],
  ])("refuses %o", async (options, message) => {
    const error = await createSession(unary("Neg"), options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RangeError);
    expect((error as RangeError).message).toContain(message);
  });

  it("takes runtime web for provider wasm", async () => {
    const session = await createSession(unary("Neg"), { provider: "wasm" });
    expect(() => session.runSync({})).toThrow('Cannot run synchronously on runtime "web"');
    await session.release();
  });

  it("refuses an element type that no typed array of ours stores", async () => {
    const builder = new GraphBuilder();
    const x = builder.input("x", "float32", [2]);
    const [half] = builder.node("Cast", [x], [{ dtype: "float32", shape: [2] }], { to: 10 });
    const model = encodeModel(builder.build("half", [{ value: half!, name: "y" }]));
    await expect(createSession(model)).rejects.toThrow(/"y"|float16/);
  });
});
