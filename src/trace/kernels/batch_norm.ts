import { float } from "../../graph/mod.ts";
import type { Trace } from "../trace.ts";
import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import { align } from "./_align.ts";

/** The kernel's operands; scale and offset may be absent. */
interface Operands {
  readonly x: TracedTensor;
  readonly mean: TracedTensor;
  readonly variance: TracedTensor;
  readonly scale?: TracedTensor;
  readonly offset?: TracedTensor;
}

/**
 * ONNX BatchNormalization, https://onnx.ai/onnx/operators/onnx__BatchNormalization.html, where there is one
 * mean for each channel; else `(x - mean) * scale / sqrt(variance + epsilon) + offset` with broadcasting.
 *
 * tfjs's cpu and wasm backends are wrong for parameters along another axis than the last: they cycle
 * through them along the flat index (https://github.com/tensorflow/tfjs/issues/1106). This broadcasts.
 */
function fusedBatchNorm({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const operands = inputs as unknown as Operands;
  const epsilon = (attrs["varianceEpsilon"] as number | null | undefined) ?? 0.001;
  return perChannel(operands)
    ? normalizeChannels(trace, operands, epsilon)
    : normalize(trace, operands, epsilon);
}

function perChannel({ x, ...parameters }: Operands): boolean {
  const channels = x.shape.at(-1)!;
  return Object.values(parameters).every(({ shape }: TracedTensor) =>
    shape.at(-1) === channels && shape.slice(0, -1).every((dim) => dim === 1)
  );
}

/** An NCHW tensor stays so; any other is a matrix with one row for each position. */
function normalizeChannels(trace: Trace, operands: Operands, epsilon: number): TracedTensor {
  const { x, mean, variance, scale, offset } = operands;
  const channels = x.shape.at(-1)!;
  const vector = (parameter: TracedTensor | undefined, neutral: number) =>
    parameter === undefined
      ? trace.fill(neutral, [channels], "float32").name
      : parameter.shape.length === 1
      ? trace.plain(parameter)
      : trace.reshape(trace.plain(parameter), [channels]);
  const parameters = [vector(scale, 1), vector(offset, 0), vector(mean, 0), vector(variance, 1)];
  const attributes = { epsilon: float(epsilon) };
  if (x.layout === "channelsFirst") {
    return trace.op("BatchNormalization", [x.name, ...parameters], x, attributes);
  }
  const rows = [x.shape.slice(0, -1).reduce((product, dim) => product * dim, 1), channels];
  const matrix = trace.reshape(x.name, rows);
  const result = trace.raw(
    "BatchNormalization",
    [matrix, ...parameters],
    rows,
    "float32",
    attributes,
  );
  return { ...x, name: trace.reshape(result, x.shape) };
}

function normalize(trace: Trace, operands: Operands, epsilon: number): TracedTensor {
  const shape = operands.x.shape;
  const { x, mean, variance, scale, offset } = withoutLeadingOnes(trace, operands);
  const binary = (opType: string, a: TracedTensor, b: TracedTensor) => {
    const { names, ...spec } = align(trace, [a, b]);
    return trace.op(opType, names, { ...spec, dtype: "float32" });
  };
  const safe = trace.op("Add", [variance.name, trace.scalar(epsilon)], variance);
  const deviation = trace.op("Sqrt", [safe.name], safe);
  const centred = binary("Sub", x, mean);
  const scaled = scale === undefined ? centred : binary("Mul", centred, scale);
  const normal = binary("Div", scaled, deviation);
  const result = offset === undefined ? normal : binary("Add", normal, offset);
  if (result.shape.length === shape.length) return result;
  return { ...result, name: trace.reshape(result.name, shape), shape };
}

/**
 * tfjs wraps lower ranks into rank 4. Without the added axes its reshapes and these cancel each other.
 */
function withoutLeadingOnes(trace: Trace, operands: Operands): Operands {
  const all = Object.values(operands) as TracedTensor[];
  const { x } = operands;
  const same = all.every(({ shape, layout }) =>
    shape.length === x.shape.length && layout === "plain"
  );
  const leading = x.shape.findIndex((_, axis) => all.some(({ shape }) => shape[axis] !== 1));
  if (!same || leading <= 0) return operands;
  return Object.fromEntries(
    Object.entries(operands).map(([key, operand]: [string, TracedTensor]) => {
      const shape = operand.shape.slice(leading);
      return [key, { ...operand, name: trace.reshape(operand.name, shape), shape }];
    }),
  ) as unknown as Operands;
}

/** Batch normalization; its gradient is made of other kernels. */
export const batchNorm: TranslatorTable = { FusedBatchNorm: fusedBatchNorm };
