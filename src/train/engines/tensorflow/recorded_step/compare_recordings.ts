import type { TensorValue } from "../graph_def/mod.ts";
import { TF_TYPES } from "../data_types.ts";
import {
  describeOp,
  type RecordedOp,
  type RecordedUpdate,
  type Recording,
  RecordingError,
  type Value,
} from "./recording.ts";

/**
 * Compares a step that was recorded at learning rate 1 with the same one at 2. The optimizers write the
 * rate as a constant: what doubles is a multiple of it.
 *
 * @returns The first recording's constants that are multiples of the rate, each the factor.
 * @throws {RecordingError} Where other things differ: random numbers drawn in JavaScript, which the graph
 * would repeat for ever, or another number of ops.
 */
export function rateFactors(first: Recording, second: Recording): Set<TensorValue> {
  const factors = new Set<TensorValue>();
  const places = new Map(second.ops.map((op, i) => [op, i]));
  const compare = (a: Value, b: Value | undefined, where: string) => {
    if (a.kind === "constant" && b?.kind === "constant") {
      if (sameTensor(a.value, b.value)) return;
      if (isDouble(a.value, b.value)) return factors.add(a.value);
      throw new RecordingError(
        `${where} has a constant that is another one when the step is recorded again: ` +
          "random numbers drawn in JavaScript, or a function of the learning rate",
      );
    }
    if (a.kind === "argument" && b?.kind === "argument" && a.name === b.name) return;
    if (a.kind === "variable" && b?.kind === "variable" && a.name === b.name) return;
    if (a.kind === "output" && b?.kind === "output" && a.index === b.index) {
      if (first.ops[places.get(b.op)!] === a.op) return;
    }
    throw differentOps(where);
  };
  const compareOps = <Op extends RecordedOp | RecordedUpdate>(
    ops: readonly Op[],
    others: readonly Op[],
    describe: (op: Op) => string,
  ) => {
    ops.forEach((op, i) => {
      const other = others[i];
      if (other === undefined || signature(op) !== signature(other)) {
        throw differentOps(describe(op));
      }
      op.inputs.forEach((input, k) => compare(input, other.inputs[k], describe(op)));
    });
    if (ops.length !== others.length) throw differentOps(describe(others[ops.length]!));
  };
  compareOps(first.ops, second.ops, describeOp);
  for (const [name, value] of first.results) compare(value, second.results.get(name), name);
  compareOps(first.updates, second.updates, ({ variables }) => `the update of ${variables[0]}`);
  return factors;
}

function differentOps(where: string): RecordingError {
  return new RecordingError(`${where} differs when the step is recorded again`);
}

function signature({ type, attributes, inputs, ...op }: RecordedOp | RecordedUpdate): string {
  const variables = "variables" in op ? op.variables : [];
  return JSON.stringify([type, attributes, inputs.length, variables]);
}

function sameTensor(a: TensorValue, b: TensorValue): boolean {
  if (a.dtype !== b.dtype || a.shape.join() !== b.shape.join()) return false;
  return a.bytes.every((byte, i) => byte === b.bytes[i]);
}

function isDouble(a: TensorValue, b: TensorValue): boolean {
  if (a.dtype !== TF_TYPES.TF_FLOAT || a.dtype !== b.dtype || a.shape.join() !== b.shape.join()) {
    return false;
  }
  const twice = floatsOf(b);
  return floatsOf(a).every((value, i) => twice[i] === 2 * value);
}

function floatsOf({ bytes }: TensorValue): Float32Array {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}
