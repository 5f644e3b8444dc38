import type {
  KernelCall,
  TracedTensor,
  TracedType,
  Translator,
  TranslatorTable,
} from "../types.ts";
import { align } from "./_align.ts";

/** A kernel with operands `a` and `b` that broadcast, as one ONNX operator. */
function binary(opType: string): Translator {
  return ({ inputs, trace }) => {
    const a = inputs["a"]!;
    const { names, ...spec } = align(trace, [a, inputs["b"]!]);
    return trace.op(opType, names, { ...spec, dtype: a.dtype });
  };
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
function squaredDifference({ inputs, trace }: KernelCall): TracedTensor {
  const { names, ...spec } = align(trace, [inputs["a"]!, inputs["b"]!]);
  const result = { ...spec, dtype: inputs["a"]!.dtype };
  const difference = trace.op("Sub", names, result);
  return trace.op("Mul", [difference.name, difference.name], result);
}

/** Division that gives 0 where `b` is 0. */
function divNoNan({ inputs, trace }: KernelCall): TracedTensor {
  const { names, ...spec } = align(trace, [inputs["a"]!, inputs["b"]!]);
  const result = { ...spec, dtype: "float32" as TracedType };
  const zero = trace.scalar(0);
  const isZero = trace.op("Equal", [names[1]!, zero], { ...spec, dtype: "bool" });
  const quotient = trace.op("Div", names, result);
  return trace.op("Where", [isZero.name, zero, quotient.name], result);
}

function addN({ inputs, trace }: KernelCall): TracedTensor {
  const operands = Object.values(inputs);
  const { names, ...spec } = align(trace, operands);
  if (operands.length === 1) return operands[0]!;
  return trace.op("Sum", names, { ...spec, dtype: operands[0]!.dtype });
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
  DivNoNan: divNoNan,
  AddN: addN,
};
