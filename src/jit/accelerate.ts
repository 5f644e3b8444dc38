import type * as tf from "@tensorflow/tfjs";
import { functionalModel, learningRateOf } from "../trace/mod.ts";
import { jit, type JitOptions, type Jitted } from "./jit.ts";

type Step = (data: tf.Tensor[]) => tf.Scalar[];

/** Fields of tfjs's models that their types hide. */
interface Model {
  readonly optimizer: tf.Optimizer & { iterations_?: number };
  makeTrainFunction(): Step;
  makeTestFunction(): void;
  testFunction: Step;
}

/** Options of {@linkcode accelerate}. */
export interface AccelerateOptions {
  /** Seeds dropout. @default {0} */
  readonly seed?: number;
}

/**
 * Lets a model's own `fit`, `fitDataset`, `trainOnBatch` and `evaluate` run on ONNX Runtime. tfjs's
 * callbacks work as before: they see the current weights, and may change them and the learning rate.
 * Call it after `compile`, and again after another `compile`.
 *
 * @returns A function that gives the model its own methods back and frees the sessions.
 * @throws {TypeError} When the model is not compiled.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { accelerate } from "./mod.ts";
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
 * model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
 * const restore = accelerate(model);
 * const x = tf.tensor2d([[0], [1], [2]]);
 * await model.fit(x, tf.mul(x, 3), { epochs: 100, verbose: 0 });
 * const y = model.predict(tf.tensor2d([[4]])) as tf.Tensor;
 * if (Math.abs(y.dataSync()[0]! - 12) > 0.5) throw new Error("4 should give 12");
 * restore();
 * ```
 */
export function accelerate(model: tf.LayersModel, options: AccelerateOptions = {}): () => void {
  const inner = functionalModel(model) as unknown as Model;
  if (inner.optimizer === undefined || inner.optimizer === null) {
    throw new TypeError(
      `Cannot accelerate model "${model.name}": it is not compiled. Call model.compile() first`,
    );
  }
  const { optimizer } = inner;
  const train = compiled(inner.makeTrainFunction(), {
    ...options,
    learningRate: learningRateOf(optimizer),
  });
  inner.makeTestFunction();
  const test = compiled(inner.testFunction, options);
  inner.makeTrainFunction = () => (data) => {
    // The optimizer counts its steps in a field of JavaScript, and runs in a trace only.
    const { iterations } = optimizer;
    const result = train.step(data);
    optimizer.iterations_ = iterations + 1;
    return result;
  };
  inner.makeTestFunction = () => {
    inner.testFunction = test.step;
  };
  return () => {
    // The prototype's own methods show again.
    delete (inner as Partial<Model>).makeTrainFunction;
    delete (inner as Partial<Model>).makeTestFunction;
    inner.makeTestFunction();
    train.dispose();
    test.dispose();
  };
}

/** Compiles a step for each pattern of tensors it is given: sample weights come as `null` where there are none. */
function compiled(step: Step, options: JitOptions): { step: Step; dispose(): void } {
  const patterns = new Map<string, Jitted<tf.Tensor[], tf.Scalar[]>>();
  return {
    step(data) {
      const present = data.map((tensor) => tensor !== null && tensor !== undefined);
      const pattern = present.join();
      let jitted = patterns.get(pattern);
      if (jitted === undefined) {
        jitted = jit((...tensors: tf.Tensor[]) => {
          const rest = [...tensors];
          return step(present.map((there, i) => there ? rest.shift()! : data[i]!));
        }, options);
        patterns.set(pattern, jitted);
      }
      return jitted(...data.filter((_, i) => present[i]));
    },
    dispose: () => patterns.forEach((jitted) => jitted.dispose()),
  };
}
