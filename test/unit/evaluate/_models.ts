import { type Dimension, encodeModel, GraphBuilder, tensor } from "../../../src/graph/mod.ts";

/** How {@linkcode softmaxModel} differs from the plain one. */
export interface ModelOptions {
  readonly inputShape?: readonly Dimension[];
  readonly numClasses?: number;
  readonly inputName?: string;
  readonly outputName?: string;
  /** Added to the weights of class 0. */
  readonly shift?: number;
  /** Operator in place of Softmax. */
  readonly activation?: string;
  readonly metadata?: Record<string, string>;
  /** Version of the operator set. */
  readonly opset?: number;
}

/** Weight of input value `i` for class `c`. */
export function weight(i: number, c: number): number {
  return Math.fround(Math.sin(1 + i * 3 + c * 7));
}

/** `softmax(flatten(x) * W)`, with {@linkcode weight} as W. */
export function softmaxModel(options: ModelOptions = {}): Uint8Array {
  const {
    inputShape = ["batch", 2, 2, 1],
    numClasses = 3,
    inputName = "x",
    outputName = "probabilities",
    shift = 0,
    activation = "Softmax",
    metadata = {},
    opset = 17,
  } = options;
  const builder = new GraphBuilder();
  const [batch, ...rest] = inputShape as [Dimension, ...number[]];
  const features = rest.reduce((a, b) => a * b, 1);
  const x = builder.input(inputName, "float32", inputShape);
  const values = Array.from(
    { length: features * numClasses },
    (_, i) =>
      weight(Math.floor(i / numClasses), i % numClasses) + (i % numClasses === 0 ? shift : 0),
  );
  const w = builder.constant(tensor("float32", [features, numClasses], values));
  const [flat] = builder.node("Flatten", [x], [{ dtype: "float32", shape: [batch, features] }]);
  const info = { dtype: "float32", shape: [batch, numClasses] } as const;
  const [logits] = builder.node("MatMul", [flat!, w], [info]);
  const [y] = builder.node(activation, [logits!], [info]);
  return encodeModel(builder.build("softmax", [{ value: y!, name: outputName }]), {
    metadata,
    opset,
  });
}

/** The same in plain JavaScript and float64: the oracle. */
export function softmaxReference(x: ArrayLike<number>, features: number, numClasses: number) {
  const size = x.length / features;
  const rows = new Float32Array(size * numClasses);
  for (let row = 0; row < size; row++) {
    const exponentials = Array.from({ length: numClasses }, (_, c) => {
      let logit = 0;
      for (let i = 0; i < features; i++) logit += x[row * features + i]! * weight(i, c);
      return Math.exp(logit);
    });
    const sum = exponentials.reduce((a, b) => a + b, 0);
    rows.set(exponentials.map((value) => value / sum), row * numClasses);
  }
  return rows;
}

/** `count` pseudo-random bytes. */
export function noise(count: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state >> 16 & 255;
  });
}
