import * as tf from "@tensorflow/tfjs";
import { cases, type LayerCase, through } from "./_case.ts";

const { layers, regularizers, constraints } = tf;

/** Regularizers and constraints, which change what a training step does. */
export const CASES: readonly LayerCase[] = [
  ...cases("L1L2", [
    ["l1 on a kernel, l2 on a bias", [3], (x) =>
      through(layers.dense({
        units: 2,
        kernelRegularizer: regularizers.l1({ l1: 0.3 }),
        biasRegularizer: regularizers.l2({ l2: 0.2 }),
      }))(x)],
    ["both on a convolution", [4, 3, 2], (x) =>
      through(layers.conv2d({
        filters: 2,
        kernelSize: 2,
        kernelRegularizer: regularizers.l1l2({ l1: 0.1, l2: 0.2 }),
      }))(x)],
  ]),
  ...cases("Constraint", [
    ["maxNorm", [3], (x) =>
      through(layers.dense({
        units: 2,
        kernelConstraint: constraints.maxNorm({ maxValue: 0.5, axis: 0 }),
      }))(x)],
    ["unitNorm and nonNeg", [3], (x) =>
      through(layers.dense({
        units: 2,
        kernelConstraint: constraints.unitNorm({ axis: 1 }),
        biasConstraint: constraints.nonNeg(),
      }))(x)],
    ["minMaxNorm of a convolution", [4, 3, 2], (x) =>
      through(layers.conv2d({
        filters: 2,
        kernelSize: 2,
        kernelConstraint: constraints.minMaxNorm({
          minValue: 0.4,
          maxValue: 0.6,
          rate: 0.7,
          axis: 0,
        }),
      }))(x)],
  ]),
];
