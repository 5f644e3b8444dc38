import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { toOnnx } from "../../../src/export/mod.ts";
import { TraceError, traceFunction } from "../../../src/trace/mod.ts";
import { onnxEngine, prepareTfjs } from "../../../src/train/mod.ts";
import { traceOf } from "./_run.ts";

prepareTfjs();

/** A layer of a user's own, made of one function. */
class Own extends tf.layers.Layer {
  constructor(name: string, readonly compute: (x: tf.Tensor) => tf.Tensor) {
    super({ name });
  }
  static get className() {
    return "Own";
  }
  override computeOutputShape(shape: tf.Shape) {
    return shape;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]) {
    return this.compute(Array.isArray(inputs) ? inputs[0]! : inputs);
  }
}

const dense = (name: string) => tf.layers.dense({ name, units: 3, inputShape: [3] });

function compiled(...own: tf.layers.Layer[]): tf.Sequential {
  const model = tf.sequential({ layers: [dense("first"), ...own, dense("last")] });
  model.compile({ optimizer: tf.train.adam(0.1), loss: "meanSquaredError" });
  return model;
}

/** The error that `run` ends with. */
async function failure(run: () => unknown): Promise<TraceError> {
  try {
    await run();
  } catch (error) {
    return error as TraceError;
  }
  return expect.fail("nothing was refused");
}

/** Kernels of tfjs that ONNX has nothing for. */
const atan2 = (x: tf.Tensor) => tf.atan2(x, tf.scalar(2));
const besides = (x: tf.Tensor) => tf.add(x, tf.sum(tf.bincount(tf.tensor1d([1], "int32"), [], 3)));
const noisy = (x: tf.Tensor) => tf.add(x, tf.randomNormal([3]));
const seeded = (x: tf.Tensor) => tf.add(x, tf.randomNormal([3], 0, 1, "float32", 7));
const reading = (x: tf.Tensor) => tf.mul(x, x.dataSync()[0]! > 0 ? 1 : 2);

describe("one error names everything that cannot be traced", () => {
  it("in an export: kernels, reads and random numbers, by layer", async () => {
    const model = compiled(
      new Own("angle", atan2),
      new Own("noise", noisy),
      new Own("peek", reading),
      new Own("count", besides),
    );
    const error = await failure(() => toOnnx(model));
    expect(error).toBeInstanceOf(TraceError);
    expect(error.offenders).toEqual([
      'kernel Atan2, which has no translator, in layer "angle" (Own)',
      'random numbers drawn in JavaScript in layer "noise" (Own)',
      `reading a tensor's values (dataSync, data, array or print) in layer "peek" (Own)`,
      'kernel Bincount, which has no translator, in layer "count" (Own)',
    ]);
    for (const offender of error.offenders) expect(error.message).toContain(offender);
    expect(error.message).toMatch(/^Cannot trace .* Replace these layers or operations/);
  });

  it("in training, and leaves the model as it was", async () => {
    const model = compiled(new Own("angle", atan2), new Own("noise", noisy));
    const weights = () => model.getWeights().map((weight) => weight.dataSync().slice());
    const compile = () => onnxEngine.compile(model, { seed: 1, batchSize: 4, provider: "cpu" });
    await failure(compile);
    const before = weights();
    const { numTensors } = tf.memory();
    const error = await failure(compile);
    expect(error.offenders).toEqual([
      'kernel Atan2, which has no translator, in layer "angle" (Own)',
      'random numbers drawn in JavaScript in layer "noise" (Own)',
    ]);
    expect(weights()).toEqual(before);
    expect(model.optimizer.iterations).toBe(0);
    expect(model.optimizer.getConfig()["learningRate"]).toBe(0.1);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(tf.getBackend()).toBe("cpu");
    expect(await model.trainOnBatch(tf.ones([2, 3]), tf.ones([2, 3]))).toBeGreaterThan(0);
  });

  it("in a gradient, by the layer whose gradient it is", async () => {
    const curve = tf.customGrad((x) => ({
      value: tf.mul(x as tf.Tensor, 2),
      gradFunc: (dy) => atan2(dy as tf.Tensor),
    }));
    const error = await failure(() =>
      onnxEngine.compile(compiled(new Own("curve", (x) => curve(x))), {
        seed: 1,
        batchSize: 4,
        provider: "cpu",
      })
    );
    expect(error.offenders).toEqual([
      'kernel Atan2, which has no translator, in layer "curve" (Own)',
    ]);
  });

  it("outside of layers", async () => {
    const error = await failure(() => traceOf((x) => noisy(atan2(x)), [[2, 3]]));
    expect(error.offenders).toEqual([
      "kernel Atan2, which has no translator,",
      "random numbers drawn in JavaScript",
    ]);
  });

  it("in a form that a translator refuses", async () => {
    const error = await failure(() =>
      traceOf((x) => {
        const image = tf.reshape(x, [1, 1, 2, 3]) as tf.Tensor4D;
        const filter = tf.ones([1, 1, 1, 1]) as tf.Tensor4D;
        const moved = tf.conv2d(image, filter, 1, "valid", "NCHW");
        const bools = tf.greater(moved, 0);
        return tf.add(bools, bools);
      }, [[1, 6]])
    );
    expect(error.offenders).toEqual([
      'kernel Conv2D (Cannot trace Conv2D with dataFormat "NCHW". Use "NHWC")',
      "kernel Add (Cannot trace Add of bools: expected numbers. Cast them to int32 first)",
    ]);
  });
});

describe("random numbers", () => {
  it("are not baked into a training step", async () => {
    const error = await failure(() =>
      onnxEngine.compile(compiled(new Own("noise", noisy)), {
        seed: 1,
        batchSize: 2,
        provider: "cpu",
      })
    );
    expect(error.offenders).toEqual(['random numbers drawn in JavaScript in layer "noise" (Own)']);
  });

  it("of a layer inside of one that is recorded whole are not baked either", async () => {
    const cell = tf.layers.simpleRNNCell({ units: 3 });
    const { call } = cell;
    cell.call = (inputs, kwargs) => {
      const [x, state] = inputs as tf.Tensor[];
      return call.call(cell, [noisy(x!), state!], kwargs);
    };
    const layer = tf.layers.rnn({ name: "outer", cell });
    layer.apply(tf.input({ shape: [2, 3] }));
    const error = await failure(() => traceOf((x) => layer.apply(x) as tf.Tensor, [[1, 2, 3]]));
    expect(error.message).toMatch(/drawn at random in JavaScript/);
    expect(error.offenders[0]).toContain("outer");
  });

  it("that no result depends on do no harm", () => {
    expect(
      traceOf((x) => {
        Math.random();
        tf.randomUniform([3]);
        return tf.neg(x);
      }, [[2]]).graph.nodes.map(({ opType }) => opType),
    ).toEqual(["Neg", "Identity"]);
  });

  it("of a given seed are constants, as in tfjs", () => {
    const { graph } = traceOf(seeded, [[2, 3]]);
    expect([...graph.initializers.values()].map(({ data }) => data)).toEqual([
      tf.randomNormal([3], 0, 1, "float32", 7).dataSync(),
    ]);
  });

  it("that decide what is computed are refused", async () => {
    const error = await failure(() =>
      traceOf((x) => {
        const times = 1 + Math.floor(Math.random() * 1e6);
        return tf.reshape(tf.tile(tf.sum(x, 0, true), [times % 7 + 1]), [-1]).slice(0, 1).add(
          times,
        );
      }, [[2]])
    );
    expect(error).toBeInstanceOf(TraceError);
  });

  it("of a dropout that is always on do not leave the export", async () => {
    const dropout = tf.layers.dropout({ name: "always", rate: 0.5 });
    const own = new Own("own", (x) => dropout.apply(x, { training: true }) as tf.Tensor);
    const error = await failure(() => toOnnx(compiled(own)));
    expect(error.message).toMatch(
      /^Cannot export layer "always": random numbers are drawn in every prediction/,
    );
  });
});

describe("reading values", () => {
  it.each<[string, (x: tf.Tensor) => tf.Tensor]>([
    ["dataSync", reading],
    ["arraySync", (x) => tf.mul(x, (x.arraySync() as number[][])[0]![0]!)],
    ["print", (x) => {
      x.print();
      return x;
    }],
  ])("%s names the layer", async (_title, compute) => {
    const error = await failure(() => toOnnx(compiled(new Own("peek", compute))));
    expect(error.offenders).toEqual([
      `reading a tensor's values (dataSync, data, array or print) in layer "peek" (Own)`,
    ]);
  });

  it("of constants is allowed", () => {
    const { graph } = traceOf((x) => tf.mul(x, tf.scalar(3).dataSync()[0]!), [[2]]);
    expect(graph.nodes[0]!.opType).toBe("Mul");
  });

  it("after the trace tells that there are none", () => {
    let kept: tf.Tensor | undefined;
    traceFunction((x) => {
      kept = tf.keep(tf.neg(x!));
      return { y: tf.neg(kept) };
    }, [{ name: "x", shape: [2], dtype: "float32" }]);
    expect(() => kept!.dataSync()).toThrow(
      /^The traced function reads the values of a tensor .* which do not exist while it is traced/,
    );
    expect(() => traceOf((x) => tf.add(x, kept!), [[2]])).toThrow(
      "Cannot use a tensor that was made in an earlier trace",
    );
    kept!.dispose();
  });
});
