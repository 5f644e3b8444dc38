import * as tf from "@tensorflow/tfjs";
import type { Compute } from "./_compare.ts";
import { arrange, floats, type Input, nchw, tensorOf } from "./_inputs.ts";
import type { Row } from "./_row.ts";

/** Whether a row's inputs and outputs are all such that a gradient can flow: float32. */
export function canFlow({ inputs, run }: Row): boolean {
  return inputs.some(({ dtype }) => dtype === "float32") &&
    tf.tidy(() => [run(...inputs.map(tensorOf))].flat().every(({ dtype }) => dtype === "float32"));
}

/** The gradients of a row by its float inputs, as a function of its inputs and the outputs' gradients. */
export function gradientOf({ inputs, run }: Row): { compute: Compute; inputs: Input[] } {
  const shapes = tf.tidy(() => [run(...inputs.map(tensorOf))].flat().map(({ shape }) => shape));
  const laidOut = inputs.some(({ channelsFirst }) => channelsFirst);
  const dys: Input[] = shapes.map((shape) =>
    laidOut && shape.length === 4 ? nchw(floats(...shape)) : floats(...shape)
  );
  const moving = inputs.flatMap(({ dtype }, i) => dtype === "float32" ? [i] : []);
  const compute = (...tensors: tf.Tensor[]) => {
    const arranged = tensors.slice(inputs.length).map((dy, i) => arrange(dys[i], dy));
    const loss = (...values: tf.Tensor[]) => {
      const all = tensors.slice(0, inputs.length);
      moving.forEach((at, i) => all[at] = values[i]!);
      const outputs = [run(...all.map((x, i) => arrange(inputs[i], x)))].flat();
      return tf.addN(outputs.map((output, i) => tf.sum(tf.mul(output, arranged[i]!))));
    };
    return tf.grads(loss)(moving.map((at) => tensors[at]!));
  };
  return { compute, inputs: [...inputs, ...dys] };
}
