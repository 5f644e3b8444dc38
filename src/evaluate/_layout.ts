import type { ImageShape } from "../data/mod.ts";
import type { ValueInfo } from "../graph/mod.ts";
import type { Session } from "../runtime/mod.ts";

/** Where images go into a classifier and probabilities come out. */
export interface Layout {
  readonly input: string;
  /** The input's shape without the batch. */
  readonly inputShape: readonly number[];
  readonly output: string;
  readonly numClasses: number;
  /** The batch size, where the model has only one. */
  readonly fixedBatch?: number;
}

/** Shapes whose row-major order is that of an image's pixels, height x width x channels. */
function acceptedShapes({ height, width, channels }: ImageShape): number[][] {
  const gray = channels === 1 ? [[height, width], [1, height, width]] : [];
  return [[height, width, channels], [height * width * channels], ...gray];
}

function matches(info: ValueInfo, shape: readonly number[]): boolean {
  const rest = info.shape.slice(1);
  return rest.length === shape.length &&
    rest.every((dim, i) => typeof dim === "string" || dim === shape[i]);
}

/**
 * Reads from a session where images of `shape` go in and probabilities come out. Throws `TypeError`
 * when the model does not classify such images; lists all that is wrong.
 */
export function layoutOf(session: Session, shape: ImageShape): Layout {
  const problems: string[] = [];
  const [input] = session.inputs;
  const [output] = session.outputs;
  if (session.inputs.length !== 1 || input === undefined) {
    problems.push(`it has ${session.inputs.length} inputs, expected 1`);
  }
  if (session.outputs.length !== 1 || output === undefined) {
    problems.push(`it has ${session.outputs.length} outputs, expected 1`);
  }
  const inputShape = input && acceptedShapes(shape).find((candidate) => matches(input, candidate));
  if (input && (inputShape === undefined || input.dtype !== "float32")) {
    const { height, width, channels } = shape;
    problems.push(
      `its input "${input.name}" is ${input.dtype}[${input.shape}], expected ` +
        `float32[batch,${height},${width},${channels}] or float32[batch,${
          height * width * channels
        }]`,
    );
  }
  const numClasses = output?.shape[1];
  if (
    output &&
    (output.dtype !== "float32" || output.shape.length !== 2 || typeof numClasses !== "number")
  ) {
    problems.push(
      `its output "${output.name}" is ${output.dtype}[${output.shape}], expected ` +
        "float32[batch,number of classes]",
    );
  }
  if (problems.length > 0) {
    throw new TypeError(
      `Cannot classify images of ${shape.height} x ${shape.width} x ${shape.channels} ` +
        `(height x width x channels) with the model: ${problems.join("; ")}. ` +
        "Use the data set that the model was trained on",
    );
  }
  const batch = input!.shape[0];
  return {
    input: input!.name,
    inputShape: inputShape!,
    output: output!.name,
    numClasses: numClasses as number,
    ...(typeof batch === "number" ? { fixedBatch: batch } : {}),
  };
}
