/** Key of ONNX's `metadata_props` under which a training step carries its {@linkcode TeachInfo}. */
export const TEACH_KEY = "teach";

/** Names of a training step's inputs and outputs, but for those of the optimizer's slots. */
export const TEACH_NAMES = {
  /** Input: float32 [batch, featureSize]. */
  features: "features",
  /** Input: float32 [batch, numClasses], a distribution over the classes in each row. */
  labels: "labels",
  /** Input: a float32 scalar. */
  learningRate: "learning_rate",
  /**
   * Input: float32, the elements of all taught weights one after another: one array for the optimizer,
   * and a quarter of its nodes, which is what the time goes into that loading the step takes.
   */
  weights: "weights",
  /** Output: the weights after the step, as the input has them. */
  newWeights: "weights/next",
  /** Output: a float32 scalar, the mean cross-entropy in nats before the step. */
  loss: "loss",
} as const;

/** A weight of the model: where the model's graph has it. */
export interface TeachWeight {
  readonly shape: readonly number[];
  /** The node that reads it, and as which of its inputs. The value may be computed from others. */
  readonly node: string;
  readonly position: number;
}

/** What the optimizer keeps. */
export interface TeachSlot {
  readonly shape: readonly number[];
  /** The step's graph input with the value before, and its output with the value after. */
  readonly input: string;
  readonly output: string;
  /** What all elements start as. */
  readonly value: number;
}

/**
 * How a model's file and the training step of its last layers fit together. The step has the
 * weights as the model's file has them, so no layout is changed between the two.
 *
 * This module is browser compatible.
 */
export interface TeachInfo {
  /** Rows of the step's batch. */
  readonly batch: number;
  readonly numClasses: number;
  /** Values of each row that the first taught layer reads: input 0 of the first weight's node. */
  readonly featureSize: number;
  /** In the order in which the step has their elements. */
  readonly weights: readonly TeachWeight[];
  readonly slots: readonly TeachSlot[];
}

/**
 * Reads a training step's {@linkcode TeachInfo} from its `metadata_props`.
 *
 * @throws {SyntaxError} When it is missing or not what it should be.
 */
export function parseTeachInfo(metadata: Readonly<Record<string, string>>): TeachInfo {
  const text = metadata[TEACH_KEY];
  if (text === undefined) {
    throw new SyntaxError(
      `Cannot read the training step: its metadata has no "${TEACH_KEY}". Export it anew`,
    );
  }
  const info = parse(text);
  if (isTeachInfo(info)) return info;
  throw new SyntaxError(
    `Cannot read the training step: its "${TEACH_KEY}" is ${text.slice(0, 80)}, expected batch, ` +
      "numClasses, featureSize, weights and slots. Export it anew",
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTeachInfo(value: unknown): value is TeachInfo {
  const { batch, numClasses, featureSize, weights, slots } = (value ?? {}) as Partial<TeachInfo>;
  return [batch, numClasses, featureSize].every((size) => Number.isInteger(size) && size! > 0) &&
    Array.isArray(weights) && weights.length > 0 && Array.isArray(slots) &&
    weights.every(({ shape, node, position }) =>
      Array.isArray(shape) && typeof node === "string" && Number.isInteger(position)
    ) &&
    slots.every(({ shape, input, output, value }) =>
      Array.isArray(shape) && typeof input === "string" && typeof output === "string" &&
      Number.isFinite(value)
    );
}
