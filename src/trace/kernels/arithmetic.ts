import { TraceError } from "../errors.ts";
import { physicalShape } from "../trace.ts";
import type { KernelCall, TracedTensor, Translator, TranslatorTable } from "../types.ts";
import { align } from "./_align.ts";
import { castAttributes } from "./_cast.ts";

/** A kernel with operands `a` and `b` that broadcast, as one ONNX operator. */
function binary(opType: string): Translator {
  return ({ kernelName, inputs, trace }) => {
    const a = inputs["a"]!;
    refuseBools(kernelName, a);
    const { names, ...spec } = align(trace, [a, inputs["b"]!]);
    return trace.op(opType, names, { ...spec, dtype: a.dtype });
  };
}

/** tfjs computes with bools as bytes, so that true + true is 2, which is no bool in ONNX. */
function refuseBools(kernelName: string, x: TracedTensor): void {
  if (x.dtype !== "bool") return;
  throw new TraceError(
    `Cannot trace ${kernelName} of bools: expected numbers. Cast them to int32 first`,
  );
}

/** A product; a gradient that is 0 already where the mask is needs no masking (see max_pool.ts). */
function multiply(call: KernelCall): TracedTensor {
  const { a, b } = call.inputs as { a: TracedTensor; b: TracedTensor };
  const { trace } = call;
  for (const [gradient, mask] of [[a, b], [b, a]] as const) {
    const masked = trace.attached(gradient.name, "masked by");
    if (masked !== undefined && masked === trace.attached(mask.name, "step of")) return gradient;
  }
  return binary("Mul")(call) as TracedTensor;
}

/** `(a - b)^2`. */
function squaredDifference({ kernelName, inputs, trace }: KernelCall): TracedTensor {
  refuseBools(kernelName, inputs["a"]!);
  const { names, ...spec } = align(trace, [inputs["a"]!, inputs["b"]!]);
  const result = { ...spec, dtype: inputs["a"]!.dtype };
  const difference = trace.op("Sub", names, result);
  return trace.op("Mul", [difference.name, difference.name], result);
}

/**
 * Division rounded down, to int32 whatever is divided; tfjs divides integers by it. Computed in float64, which
 * holds every int32 and, unlike ONNX's division of integers, has a result for a divisor of 0.
 */
function floorDiv({ inputs, trace }: KernelCall): TracedTensor {
  const { names, shape, layout } = align(trace, [inputs["a"]!, inputs["b"]!]);
  const physical = physicalShape(shape, layout);
  // WebGPU has no float64.
  const wide = trace.target === "webgpu" ? "float32" : "float64";
  const [a, b] = names.map((name) => {
    const operandShape = trace.builder.infoOf(name).shape as readonly number[];
    return trace.raw("Cast", [name], operandShape, wide, castAttributes(wide));
  });
  const quotient = trace.raw("Div", [a!, b!], physical, wide);
  const floor = trace.raw("Floor", [quotient], physical, wide);
  return trace.op("Cast", [floor], { shape, dtype: "int32", layout }, castAttributes("int32"));
}

/** ONNX's Sum takes floats only, and ONNX Runtime has it on the processor alone. */
function addN({ kernelName, inputs, trace }: KernelCall): TracedTensor {
  const operands = Object.values(inputs);
  const [first] = operands as [TracedTensor];
  if (operands.length === 1) return first;
  refuseBools(kernelName, first);
  const { names, ...spec } = align(trace, operands);
  const result = { ...spec, dtype: first.dtype };
  if (first.dtype === "float32" && trace.target !== "webgpu") {
    return trace.op("Sum", names, result);
  }
  const total = names.reduce((sum, name) => trace.op("Add", [sum, name], result).name);
  return { ...result, name: total };
}

/** Element-wise arithmetic with broadcasting. */
export const arithmetic: TranslatorTable = {
  Add: binary("Add"),
  Sub: binary("Sub"),
  Multiply: multiply,
  RealDiv: binary("Div"),
  Maximum: binary("Max"),
  Minimum: binary("Min"),
  Pow: binary("Pow"),
  SquaredDifference: squaredDifference,
  FloorDiv: floorDiv,
  AddN: addN,
};
