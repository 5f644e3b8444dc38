import * as tf from "@tensorflow/tfjs";
import { learningRateOf } from "../../../../../trace/mod.ts";
import { Adadelta, type Gradients, namedGradients } from "../../../../optimizers/adadelta.ts";
import type { OpAttribute } from "../../attributes.ts";
import { TF_ATTRIBUTES, TF_TYPES } from "../../data_types.ts";
import { typeAttribute } from "../_node_backend.ts";

/** An op of TensorFlow's that makes an optimizer's step of one variable. */
export interface FusedUpdate {
  /** The op's name, such as `"ResourceApplyAdam"`. */
  readonly type: string;
  readonly attributes: readonly OpAttribute[];
  /** The variable and its slots, which the op changes in their place. */
  readonly variables: readonly tf.Variable[];
  /** What else it reads; a backend's tensors for the time of the call. */
  readonly inputs: readonly tf.Tensor[];
}

/** Fields of tfjs's optimizers that their types hide. */
interface Fields {
  readonly decay: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;
  readonly rho: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly useNesterov: boolean;
  /** The momentum that tfjs computes with: `setMomentum` leaves it as it was. */
  readonly m: tf.Scalar;
  readonly accBeta1: tf.Variable;
  readonly accBeta2: tf.Variable;
}

type SlotField =
  | "accumulatedMeanSquares"
  | "accumulatedMoments"
  | "accumulatedMeanGrads"
  | "accumulatedFirstMoment"
  | "accumulatedSecondMoment"
  | "accumulatedGrads"
  | "accumulatedUpdates"
  | "accumulations";

/** An optimizer's step as an op: its slots in the op's order, and what it reads between them and the gradient. */
interface Form {
  readonly type: string;
  readonly slots: readonly SlotField[];
  readonly inputs: (rate: number) => readonly (number | tf.Tensor)[];
  /** Where the op takes inputs after the gradient. */
  readonly after?: readonly tf.Tensor[];
  readonly attributes?: readonly OpAttribute[];
}

/**
 * Tells, until the result is called, of the op that makes an optimizer's step of each variable, beside what tfjs
 * computes. Each reads and writes memory once where tfjs's formula has five to fifteen ops; the values are
 * the same but for rounding. Optimizers that have no such op (Adagrad and Adamax add epsilon in another
 * place) are left alone.
 *
 * Source of the ops' formulas: TensorFlow, core/kernels/training_ops.cc
 */
export function fuseUpdates(
  optimizer: tf.Optimizer,
  tell: (update: FusedUpdate) => void,
): () => void {
  const form = formOf(optimizer);
  if (form === undefined) return () => {};
  const { applyGradients } = optimizer;
  optimizer.applyGradients = (gradients: Gradients) => {
    const rate = learningRateOf(optimizer).get();
    tf.tidy(() => {
      namedGradients(gradients).forEach(({ name, tensor }, i) => {
        if (tensor != null) tell(updateOf(optimizer, form, i, name, tensor, rate));
      });
    });
    applyGradients.call(optimizer, gradients);
  };
  return () => {
    delete (optimizer as Partial<tf.Optimizer>).applyGradients;
  };
}

function updateOf(
  optimizer: tf.Optimizer,
  { type, slots, inputs, after = [], attributes = [] }: Form,
  index: number,
  name: string,
  gradient: tf.Tensor,
  rate: number,
): FusedUpdate {
  const fields = optimizer as unknown as Record<SlotField, readonly { variable: tf.Variable }[]>;
  return {
    type,
    attributes: [typeAttribute("T", TF_TYPES.TF_FLOAT), ...attributes],
    variables: [
      tf.engine().registeredVariables[name]!,
      ...slots.map((slot) => fields[slot][index]!.variable),
    ],
    inputs: [
      ...inputs(rate).map((input) => typeof input === "number" ? tf.scalar(input) : input),
      gradient,
      ...after,
    ],
  };
}

function formOf(optimizer: tf.Optimizer): Form | undefined {
  // An optimizer that was given a step of its own, as one that clips gradients.
  if (Object.hasOwn(optimizer, "applyGradients")) return undefined;
  const fields = optimizer as unknown as Fields;
  switch (optimizer.constructor) {
    case tf.SGDOptimizer:
      return { type: "ResourceApplyGradientDescent", slots: [], inputs: (rate) => [rate] };
    case tf.MomentumOptimizer:
      return {
        type: "ResourceApplyMomentum",
        slots: ["accumulations"],
        inputs: (rate) => [rate],
        after: [fields.m],
        attributes: [{
          name: "use_nesterov",
          type: TF_ATTRIBUTES.TF_ATTR_BOOL,
          value: fields.useNesterov,
        }],
      };
    case tf.RMSPropOptimizer: {
      const { centered, decay, momentum, epsilon } = fields;
      return {
        type: centered ? "ResourceApplyCenteredRMSProp" : "ResourceApplyRMSProp",
        slots: [
          ...centered ? ["accumulatedMeanGrads" as const] : [],
          "accumulatedMeanSquares",
          "accumulatedMoments",
        ],
        // Under the root of the centered form tfjs takes epsilon away, where the op adds it.
        inputs: (rate) => [rate, decay, momentum, centered ? -epsilon : epsilon],
      };
    }
    case tf.AdamOptimizer: {
      const { accBeta1, accBeta2, beta1, beta2, epsilon } = fields;
      return {
        type: "ResourceApplyAdam",
        slots: ["accumulatedFirstMoment", "accumulatedSecondMoment"],
        inputs: (rate) => [
          accBeta1,
          accBeta2,
          rate,
          beta1,
          beta2,
          // The op adds epsilon before it takes the second moment's correction for its zeros at the start in.
          tf.mul(tf.sqrt(tf.sub(1, accBeta2)), epsilon),
        ],
      };
    }
    case Adadelta: {
      const { rho, epsilon } = fields;
      return {
        type: "ResourceApplyAdadelta",
        slots: ["accumulatedGrads", "accumulatedUpdates"],
        inputs: (rate) => [rate, rho, epsilon],
      };
    }
    default:
      return undefined;
  }
}
