import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import type { TensorflowBinding } from "../../../../../src/train/engines/tensorflow/binding.ts";
import { TF_ATTRIBUTES, TF_TYPES } from "../../../../../src/train/engines/tensorflow/data_types.ts";
import { loadTensorflow } from "../../../../../src/train/engines/tensorflow/load.ts";
import { typeAttribute } from "../../../../../src/train/engines/tensorflow/recorded_step/mod.ts";
import {
  type FusedUpdate,
  fuseUpdates,
} from "../../../../../src/train/engines/tensorflow/recorded_step/fused/mod.ts";
import { Adadelta, onBackend, prepareTfjs } from "../../../../../src/train/mod.ts";
import { requireTensorflow } from "../../../../_require.ts";

const itRuns = requireTensorflow();

beforeAll(prepareTfjs);

interface Told {
  readonly update: FusedUpdate;
  readonly inputs: number[][];
  /** What the update's variables held before and after the optimizer's own step. */
  readonly before: number[][];
  after: number[][];
}

const valuesOf = (tensors: readonly tf.Tensor[]) => tensors.map((tensor) => [...tensor.dataSync()]);

/** What the second of three steps tells of two variables, of which one has no gradient, and the other's value. */
function stepOf(optimizer: tf.Optimizer) {
  return onBackend("cpu", () => {
    const variables = [tf.variable(tf.tensor([1, 2])), tf.variable(tf.tensor([3]))];
    const told: Told[] = [];
    const gradient = tf.tensor([0.5, -0.5]);
    const step = () =>
      optimizer.applyGradients([
        { name: variables[0]!.name, tensor: gradient },
        { name: variables[1]!.name, tensor: null as unknown as tf.Tensor },
      ]);
    // The first one makes the slots.
    step();
    const stop = fuseUpdates(optimizer, (update) => {
      const before = valuesOf(update.variables);
      told.push({ update, inputs: valuesOf(update.inputs), before, after: [] });
    });
    step();
    stop();
    for (const each of told) each.after = valuesOf(each.update.variables);
    step();
    const value = [...variables[0]!.dataSync()];
    for (const variable of variables) variable.dispose();
    return { told, value };
  });
}

/** What TensorFlow's op makes of the variables. */
function runOp(
  binding: TensorflowBinding,
  { update: { type, attributes }, inputs, before }: Told,
): number[][] {
  const dtype = typeAttribute("dtype", TF_TYPES.TF_FLOAT);
  const tensorOf = (values: readonly number[], shape: number[]) =>
    binding.createTensor(shape, TF_TYPES.TF_FLOAT, Float32Array.from(values));
  const variables = before.map((values, i) => {
    const [handle] = binding.executeOp(
      "VarHandleOp",
      [
        dtype,
        { name: "shape", type: TF_ATTRIBUTES.TF_ATTR_SHAPE, value: [values.length] },
        { name: "shared_name", type: TF_ATTRIBUTES.TF_ATTR_STRING, value: `${type}_${i}` },
      ],
      [],
      1,
    );
    const id = tensorOf(values, [values.length]);
    binding.executeOp("AssignVariableOp", [dtype], [handle!.id, id], 0);
    binding.deleteTensor(id);
    return handle!.id;
  });
  const read = inputs.map((values) => tensorOf(values, values.length === 1 ? [] : [values.length]));
  binding.executeOp(type, attributes, [...variables, ...read], 0);
  return variables.map((handle) => {
    const [value] = binding.executeOp("ReadVariableOp", [dtype], [handle], 1);
    return [...binding.tensorDataSync(value!.id) as Float32Array];
  });
}

const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));

/** Ops, optimizers, what an op is to read, and the number of its variables. */
const FORMS: [string, () => tf.Optimizer, number[][], number][] = [
  ["ResourceApplyGradientDescent", () => tf.train.sgd(0.1), [[0.1], [0.5, -0.5]], 1],
  [
    "ResourceApplyMomentum",
    () => tf.train.momentum(0.1, 0.9, true),
    [[0.1], [0.5, -0.5], [0.9]],
    2,
  ],
  [
    "ResourceApplyRMSProp",
    () => tf.train.rmsprop(0.1, 0.8, 0.5, 1e-3),
    [[0.1], [0.8], [0.5], [1e-3], [0.5, -0.5]],
    3,
  ],
  [
    "ResourceApplyCenteredRMSProp",
    () => tf.train.rmsprop(0.1, 0.8, 0.5, 1e-3, true),
    [[0.1], [0.8], [0.5], [-1e-3], [0.5, -0.5]],
    4,
  ],
  [
    "ResourceApplyAdam",
    () => tf.train.adam(0.1, 0.9, 0.99, 1e-2),
    // Before the second step: beta squared; epsilon times the root of 1 - 0.99 squared.
    [[0.81], [0.9801], [0.1], [0.9], [0.99], [1e-2 * Math.sqrt(0.0199)], [0.5, -0.5]],
    3,
  ],
  [
    "ResourceApplyAdadelta",
    () => new Adadelta(0.1, 0.95, 1e-3),
    [[0.1], [0.95], [1e-3], [0.5, -0.5]],
    3,
  ],
];

describe("fuseUpdates", () => {
  it.each(FORMS)(
    "tells of %s, with each variable that has a gradient",
    (type, make, inputs, numVariables) => {
      const { told, value } = stepOf(make());
      expect(told.map(({ update }) => update.type)).toEqual([type]);
      expect(told[0]!.inputs).toEqual(inputs.map(near));
      const { variables, attributes } = told[0]!.update;
      expect(new Set(variables).size).toBe(numVariables);
      for (const variable of variables) expect(variable.shape).toEqual([2]);
      expect(attributes[0]).toMatchObject({ name: "T" });
      // The optimizer has made its three steps all the same.
      const plain = make();
      onBackend("cpu", () => {
        const variable = tf.variable(tf.tensor([1, 2]));
        for (let i = 0; i < 3; i++) {
          plain.applyGradients([{ name: variable.name, tensor: tf.tensor([0.5, -0.5]) }]);
        }
        expect(value).toEqual([...variable.dataSync()]);
        variable.dispose();
      });
    },
  );

  itRuns.each(FORMS)("%s is tfjs's step", async (_type, make) => {
    const tensorflow = await loadTensorflow({ device: "cpu" });
    const [told] = stepOf(make()).told;
    expect(runOp(tensorflow.binding, told!)).toEqual(told!.after.map(near));
    expect(told!.after[0]).not.toEqual(told!.before[0]);
    tensorflow.dispose();
  });

  it.each<[string, () => tf.Optimizer]>([
    ["Adagrad, which adds epsilon under the root", () => tf.train.adagrad(0.1)],
    ["Adamax, which adds it to the maximum", () => tf.train.adamax(0.1)],
    ["tfjs's Adadelta, which divides by the average before", () => tf.train.adadelta(0.1)],
    ["one with a step of its own", () => {
      const optimizer = tf.train.sgd(0.1);
      const { applyGradients } = optimizer;
      optimizer.applyGradients = (gradients) => applyGradients.call(optimizer, gradients);
      return optimizer;
    }],
  ])("leaves alone: %s", (_, make) => {
    expect(stepOf(make()).told).toEqual([]);
  });
});
