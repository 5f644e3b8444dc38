import type * as tf from "@tensorflow/tfjs";
import type { OptimizerConfig } from "../../models/mod.ts";

/** A class of Keras with the arguments of its constructor. */
export interface KerasObject {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A model that Keras can build, and what it is compiled with. */
export interface KerasModel {
  /** Shape of one image as the model takes it. */
  readonly inputShape: readonly number[];
  readonly layers: readonly KerasObject[];
  readonly optimizer: KerasObject;
  /** Number of weights, to check that both built the same. */
  readonly parameters: number;
}

/** What decides a layer's work; the rest is Keras's default. */
const LAYER_CONFIG: Readonly<Record<string, readonly string[]>> = {
  Conv2D: ["filters", "kernel_size", "strides", "padding", "activation", "use_bias"],
  MaxPooling2D: ["pool_size", "strides", "padding"],
  Dropout: ["rate"],
  Flatten: [],
  BatchNormalization: ["axis", "momentum", "epsilon", "center", "scale"],
  Activation: ["activation"],
  Dense: ["units", "activation", "use_bias"],
};

const OPTIMIZERS: Readonly<Record<OptimizerConfig["name"], string>> = {
  sgd: "SGD",
  momentum: "SGD",
  adagrad: "Adagrad",
  adadelta: "Adadelta",
  rmsprop: "RMSprop",
  adam: "Adam",
  adamax: "Adamax",
};

/** Arguments that Keras names otherwise than by underscores. */
const ARGUMENTS: Readonly<Record<string, string>> = { beta1: "beta_1", beta2: "beta_2" };

/**
 * Describes a sequential model and its optimizer for Keras.
 *
 * @throws {TypeError} Listing the layers that have no description.
 */
export function kerasModel(model: tf.Sequential, optimizer: OptimizerConfig): KerasModel {
  const { config } = model.toJSON(null, false) as unknown as {
    config: { layers: { class_name: string; config: Record<string, unknown> }[] };
  };
  const unknown = config.layers.filter(({ class_name }) => !(class_name in LAYER_CONFIG));
  if (unknown.length > 0) {
    const names = [...new Set(unknown.map(({ class_name }) => class_name))];
    throw new TypeError(
      `Cannot describe ${names.join(", ")} for Keras. ` +
        `Should be one of: ${Object.keys(LAYER_CONFIG).join(", ")}`,
    );
  }
  return {
    inputShape: model.inputs[0]!.shape.slice(1) as number[],
    layers: config.layers.map(({ class_name: className, config }) => ({
      className,
      config: Object.fromEntries(LAYER_CONFIG[className]!.map((key) => [key, config[key]])),
    })),
    optimizer: kerasOptimizer(optimizer),
    parameters: model.countParams(),
  };
}

/** An optimizer as Keras's class and arguments. */
export function kerasOptimizer({ name, ...options }: OptimizerConfig): KerasObject {
  return {
    className: OPTIMIZERS[name],
    config: Object.fromEntries(
      Object.entries(options).map(([key, value]) => [ARGUMENTS[key] ?? snakeCase(key), value]),
    ),
  };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
