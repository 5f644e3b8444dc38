import * as tf from "@tensorflow/tfjs";

/** Fields of tfjs's Adadelta that its types hide. */
interface Fields {
  readonly rho: number;
  readonly epsilon: number;
  readonly accumulatedGrads: Slot[];
  readonly accumulatedUpdates: Slot[];
}

interface Slot {
  readonly originalName: string;
  readonly variable: tf.Variable;
}

/** Gradients by variable, in the two forms that tfjs passes them. */
export type Gradients = Parameters<tf.Optimizer["applyGradients"]>[0];

/**
 * Adadelta as published and as Keras has it: a step is divided by the running average of squared
 * gradients *with* the present one. tfjs divides by the average before, which is 0 at first: with the learning
 * rate 1 that Keras's recipes use, its first step is plain gradient descent at rate 1, after which a CNN
 * does not learn any more.
 *
 * Source: M. Zeiler 2012, https://arxiv.org/abs/1212.5701, algorithm 1.
 */
export class Adadelta extends tf.AdadeltaOptimizer {
  /** The name under which tfjs would save it. */
  static override get className(): string {
    return "ZeilerAdadelta";
  }

  /** One step; a variable whose gradient is missing gets its slots and stays as it is. */
  override applyGradients(gradients: Gradients): void {
    const { accumulatedGrads, accumulatedUpdates } = this as unknown as Fields;
    namedGradients(gradients).forEach(({ name, tensor }, i) => {
      const variable = tf.engine().registeredVariables[name]!;
      accumulatedGrads[i] ??= slot(`${name}/accum_grad`, variable);
      accumulatedUpdates[i] ??= slot(`${name}/accum_var`, variable);
      if (tensor == null) return;
      tf.tidy(() =>
        this.#step(variable, tensor, accumulatedGrads[i]!.variable, accumulatedUpdates[i]!.variable)
      );
    });
    this.incrementIterations();
  }

  #step(
    variable: tf.Variable,
    gradient: tf.Tensor,
    grads: tf.Variable,
    updates: tf.Variable,
  ): void {
    const { rho, epsilon } = this as unknown as Fields;
    const average = (old: tf.Tensor, value: tf.Tensor) =>
      tf.add(tf.mul(old, rho), tf.mul(tf.square(value), 1 - rho));
    const newGrads = average(grads, gradient);
    const ratio = tf.div(tf.sqrt(tf.add(updates, epsilon)), tf.sqrt(tf.add(newGrads, epsilon)));
    const update = tf.mul(ratio, gradient);
    updates.assign(average(updates, update));
    grads.assign(newGrads);
    variable.assign(tf.add(tf.mul(update, -this.learningRate), variable));
  }
}

/** Gradients as a list, in the order of the optimizer's slots. */
export function namedGradients(gradients: Gradients): { name: string; tensor: tf.Tensor }[] {
  if (Array.isArray(gradients)) return gradients;
  return Object.entries(gradients).map(([name, tensor]) => ({ name, tensor: tensor as tf.Tensor }));
}

function slot(originalName: string, like: tf.Variable): Slot {
  return { originalName, variable: tf.tidy(() => tf.zerosLike(like).variable(false)) };
}
