import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { encodeModel, optimize, type TensorData } from "../../../src/graph/mod.ts";
import { createSession } from "../../../src/runtime/mod.ts";
import { type TracedFunction, TraceError, traceFunction } from "../../../src/trace/mod.ts";
import { prepareTfjs } from "../../../src/train/mod.ts";
import { run, traceOf } from "./_run.ts";

prepareTfjs();

const X = { name: "x", shape: [2, 3], dtype: "float32" } as const;
const input = Float32Array.of(1, -2, 3, -4, 5, -6);

/** Runs a function with state once: results and new state by their names in the graph. */
async function step(traced: TracedFunction): Promise<Record<string, TensorData>> {
  const session = await createSession(encodeModel(optimize(traced.graph).graph));
  const state = traced.state.map(({ input: name, variable }) =>
    [name, {
      dtype: variable.dtype,
      shape: variable.shape,
      data: variable.dataSync().slice(),
    } as TensorData] as const
  );
  const feeds = { x: { ...X, data: input }, ...Object.fromEntries(state) };
  const results = await session.run(
    Object.fromEntries(session.inputs.map(({ name }) => [name, feeds[name as "x"]])),
  );
  await session.release();
  return results;
}

/** What a trace must leave as it was. */
function snapshot(model: tf.LayersModel) {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return {
    weights: model.getWeights().map((weight) => [...weight.dataSync()]),
    prediction: tf.tidy(() => [...(model.predict(tf.ones([2, 3])) as tf.Tensor).dataSync()]),
    memory: { numTensors, numDataBuffers, numBytes },
    variables: Object.keys(tf.engine().registeredVariables),
    backend: tf.getBackend(),
    random: Math.random,
    runKernel: tf.engine().runKernel,
    makeVariable: tf.engine().makeVariable,
    apply: tf.layers.Layer.prototype.apply,
  };
}

function dense(): tf.Sequential {
  return tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
}

describe("a trace leaves no mark", () => {
  const kept = tf.tensor([1, 2, 3]);
  it.each<[string, (model: tf.LayersModel) => (x: tf.Tensor) => tf.Tensor]>([
    ["of a prediction", (model) => (x) => model.apply(x) as tf.Tensor],
    ["that uses tensors from before", () => (x) => tf.mul(tf.add(x, kept), kept)],
    ["that assigns variables", (model) => (x) => {
      const weight = model.weights[0]!.read() as tf.Variable;
      weight.assign(tf.mul(weight, 2));
      weight.assign(tf.add(weight, 1));
      return tf.matMul(x, weight);
    }],
    ["that gives one variable's value to another", (model) => (x) => {
      const [kernel, bias] = model.weights.map((weight) => weight.read() as tf.Variable);
      bias!.assign(tf.mean(kernel!, 0));
      return tf.add(tf.matMul(x, kernel!), bias!);
    }],
    ["that fails in tfjs", () => (x) => tf.matMul(x, x)],
    ["that fails in a gradient", (model) => (x) => {
      const { value } = tf.variableGrads(() => {
        const y = model.apply(x) as tf.Tensor;
        throw new RangeError(`of one's own, at ${y.shape}`);
      });
      return value;
    }],
    ["that meets an unknown kernel", (model) => (x) => tf.atan2(model.apply(x) as tf.Tensor, 1)],
    ["that reads", (model) => (x) => tf.add(x, (model.apply(x) as tf.Tensor).dataSync()[0]!)],
    ["that draws", (model) => (x) => tf.add(model.apply(x) as tf.Tensor, tf.randomNormal([2]))],
    ["that disposes what it was given", () => (x) => {
      const y = tf.neg(x);
      x.dispose();
      return y;
    }],
  ])("%s", (title, makeFn) => {
    const model = dense();
    const fn = makeFn(model);
    const before = snapshot(model);
    const trace = () => traceFunction((x) => ({ y: fn(x!) }), [X]);
    if (/fails|unknown|reads|draws/.test(title)) expect(trace).toThrow();
    else expect(trace().graph.nodes.length).toBeGreaterThan(0);
    expect(snapshot(model)).toEqual(before);
    expect([...kept.dataSync()]).toEqual([1, 2, 3]);
    model.dispose();
  });

  it("passes errors of the function on as they are", () => {
    expect(() =>
      traceOf(() => {
        throw new RangeError("of one's own");
      }, [[1]])
    ).toThrow(new RangeError("of one's own"));
  });

  it.each<[string, (x: tf.Tensor) => tf.Tensor]>([
    ["a product of shapes that do not fit", (x) => tf.matMul(x, x)],
    ["a sum of shapes that do not fit", (x) => tf.add(x, tf.zeros([2]))],
    ["a reshape to another size", (x) => tf.reshape(x, [7])],
    ["a slice beyond the end", (x) => tf.slice(x, [1, 1], [2, 1])],
    ["a concatenation of shapes that do not fit", (x) => tf.concat([x, tf.zeros([2, 4])], 0)],
    [
      "a convolution of other channels",
      (x) =>
        tf.conv2d(
          tf.reshape(x, [1, 1, 2, 3]) as tf.Tensor4D,
          tf.zeros([1, 1, 2, 1]) as tf.Tensor4D,
          1,
          "same",
        ),
    ],
  ])("refuses %s, as tfjs does", (_title, compute) => {
    expect(() => compute(tf.zeros([2, 3]))).toThrow();
    expect(() => traceOf(compute, [[2, 3]])).toThrow();
  });

  it("does not nest", () => {
    expect(() =>
      traceOf((x) => {
        traceOf((y) => tf.neg(y), [[1]]);
        return x;
      }, [[1]])
    ).toThrow(new TraceError("Cannot trace inside of a trace"));
  });
});

describe("tensors from before", () => {
  it("that share their values but not their shape", async () => {
    const [flat, shaped] = tf.tidy(() => {
      const values = tf.tensor([1, 2, 3, 4, 5, 6]);
      return [values, tf.reshape(values, [2, 3])];
    }) as [tf.Tensor, tf.Tensor];
    const traced = traceOf((x) => tf.add(tf.mul(x, shaped), tf.sum(tf.mul(flat, flat))), [[2, 3]]);
    const { data } = await run(traced, [input]);
    expect([...data as Float32Array]).toEqual(
      [...input].map((value, i) => value * (i + 1) + 91),
    );
  });

  it("of other types", async () => {
    const [int, bool] = [tf.tensor([3, -1, 2], [3], "int32"), tf.tensor([1, 0, 1], [3], "bool")];
    const traced = traceOf((x) => tf.where(bool, tf.mul(x, int), 0), [[2, 3]]);
    const { data } = await run(traced, [input]);
    expect([...data as Float32Array]).toEqual([3, 0, 6, -12, 0, -12]);
  });

  it("that are strings are refused", () => {
    const text = tf.tensor(["a", "b"]);
    expect(() => traceOf((x) => tf.concat([tf.cast(x, "string"), text]), [[2]])).toThrow();
  });
});

describe("state", () => {
  it("is what the function reads or assigns, and no other variable", async () => {
    const [read, written, both] = ["read", "written", "both"].map((name) =>
      tf.variable(tf.tensor([1, 2, 3]), true, `state/${name}`)
    ) as [tf.Variable, tf.Variable, tf.Variable];
    tf.variable(tf.tensor([1, 2, 3]), true, "state/other");
    const traced = traceFunction((x) => {
      written.assign(tf.sum(x!, 0));
      both.assign(tf.add(both, read));
      return { y: tf.mul(x!, both) };
    }, [X]);
    expect(traced.state.map(({ input, output }) => [input, output])).toEqual([
      ["state/read", undefined],
      ["state/written", "state/written/next"],
      ["state/both", "state/both/next"],
    ]);
    expect(traced.graph.inputs.map(({ name }) => name).toSorted()).toEqual(
      ["state/both", "state/read", "state/written", "x"],
    );
    const results = await step(traced);
    expect([...results["state/written/next"]!.data as Float32Array]).toEqual([-3, 3, -3]);
    expect([...results["state/both/next"]!.data as Float32Array]).toEqual([2, 4, 6]);
    expect([...results["y"]!.data as Float32Array]).toEqual([2, -8, 18, -8, 20, -36]);
    expect([...both.dataSync()]).toEqual([1, 2, 3]);
  });

  it("made by the function starts with tfjs's first value", async () => {
    const weight = tf.variable(tf.tensor([[1], [2], [3]]), true, "made/weight");
    const optimizer = tf.train.adagrad(0.1, 0.25);
    const traced = traceFunction(
      (x) => ({
        loss: optimizer.minimize(() => tf.mean(tf.matMul(x!, weight)), true, [weight])!,
      }),
      [X],
    );
    const slot = traced.state.find(({ variable }) => variable !== weight)!.variable;
    expect([...slot.dataSync()]).toEqual([0.25, 0.25, 0.25]);
    const results = await step(traced);
    optimizer.minimize(() => tf.mean(tf.matMul(tf.tensor(input, [2, 3]), weight)));
    for (const { variable, output } of traced.state) {
      const expected = [...variable.dataSync()];
      const actual = results[output!]!.data as Float32Array;
      expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 6));
    }
  });

  it("may start with a tensor from before", () => {
    const start = tf.tensor([4, 5, 6]);
    let made: tf.Variable | undefined;
    traceFunction((x) => {
      made ??= tf.variable(start, true, "made/from_before");
      return { y: tf.add(x!, made) };
    }, [X]);
    expect([...made!.dataSync()]).toEqual([4, 5, 6]);
    expect([...start.dataSync()]).toEqual([4, 5, 6]);
  });

  it("made of what is computed is refused by name", () => {
    expect(() => traceFunction((x) => ({ y: tf.variable(tf.neg(x!), true, "made/computed") }), [X]))
      .toThrow(
        'Cannot trace the creation of variable "made/computed": its first value is computed from traced tensors',
      );
  });

  it("becomes constants with their names where it is asked for", () => {
    const weight = tf.variable(tf.tensor([1, 2, 3]), true, "constant/weight");
    const { graph, state } = traceFunction((x) => ({ y: tf.mul(x!, weight) }), [X], {
      variables: "constants",
    });
    expect(state).toEqual([]);
    expect(graph.inputs.map(({ name }) => name)).toEqual(["x"]);
    expect([...graph.initializers.keys()]).toEqual(["constant/weight"]);
  });
});

describe("names", () => {
  it("of nodes start with the layer's, also in gradients and layers that are used twice", () => {
    const shared = tf.layers.dense({ name: "shared", units: 3, inputShape: [3] });
    const last = tf.layers.activation({ name: "last", activation: "tanh" });
    shared.build([null, 3]);
    const twice = (x: tf.Tensor) => shared.apply(last.apply(shared.apply(x))) as tf.Tensor;
    const { graph } = traceFunction((x) => {
      const { value, grads } = tf.variableGrads(() => tf.sum(twice(x!)));
      return { value, gradient: grads[shared.weights[0]!.name]! };
    }, [X]);
    const scopes = new Set(graph.nodes.map(({ name }) => name.split("/")[0]));
    expect([...scopes]).toEqual(expect.arrayContaining(["shared", "last"]));
    const tanhs = graph.nodes.filter(({ opType }) => opType === "Tanh");
    expect(tanhs.map(({ name }) => name)).toEqual(["last/Tanh"]);
    // The gradient of tanh, dy * (1 - y * y), is the layer's too.
    expect(graph.nodes.filter(({ name }) => name.startsWith("last/")).length).toBeGreaterThan(3);
    const names = graph.nodes.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("are the same in every trace of one function", () => {
    const fn = (x: tf.Tensor) => tf.softmax(tf.mul(tf.add(x, 1), 2));
    const [first, second] = [traceOf(fn, [[2, 3]]).graph, traceOf(fn, [[2, 3]]).graph];
    expect(second).toEqual(first);
  });
});
