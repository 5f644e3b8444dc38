import type {
  KernelCall,
  TracedTensor,
  TracedType,
  Translator,
  TranslatorTable,
} from "../types.ts";

/** A kernel of one tensor `x` as one ONNX operator; keeps dtype and layout. */
export function sameShape(opType: string): Translator {
  return ({ inputs, trace }) => trace.op(opType, [inputs["x"]!.name], inputs["x"]!);
}

function square({ inputs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  return trace.op("Mul", [x.name, x.name], x);
}

function rsqrt({ inputs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  return trace.op("Reciprocal", [trace.op("Sqrt", [x.name], x).name], x);
}

/** `log(1 + x)`. ONNX has no fused form; the sum is rounded to float32 first. */
function log1p({ inputs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  return trace.op("Log", [trace.op("Add", [x.name, trace.scalar(1)], x).name], x);
}

/** `exp(x) - 1`. */
function expm1({ inputs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  return trace.op("Sub", [trace.op("Exp", [x.name], x).name, trace.scalar(1)], x);
}

/** 1 above zero, `alpha` elsewhere; the gradient of abs uses an alpha of -1. */
function step({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const alpha = (attrs["alpha"] as number | undefined) ?? 0;
  const positive = trace.op("Greater", [x.name, trace.scalar(0, x.dtype)], { ...x, dtype: "bool" });
  if (alpha === 0) {
    const mask = trace.op("Cast", [positive.name], x, { to: FLOAT });
    trace.attach(mask.name, "step of", x.name);
    return mask;
  }
  return trace.op("Where", [positive.name, trace.scalar(1), trace.scalar(alpha)], x);
}

function clip({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const min = trace.scalar(attrs["clipValueMin"] as number, x.dtype);
  const max = trace.scalar(attrs["clipValueMax"] as number, x.dtype);
  return trace.op("Clip", [x.name, min, max], x);
}

// Element types as ONNX numbers them (onnx.proto, TensorProto.DataType).
const FLOAT = 1;
const CAST_TO: Readonly<Record<TracedType, number>> = { float32: FLOAT, int32: 6, bool: 9 };

function cast({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const dtype = attrs["dtype"] as TracedType;
  if (dtype === x.dtype) return x;
  return trace.op("Cast", [x.name], { ...x, dtype }, { to: CAST_TO[dtype] });
}

/** Element-wise functions of one tensor. */
export const unary: TranslatorTable = {
  Abs: sameShape("Abs"),
  Ceil: sameShape("Ceil"),
  Cos: sameShape("Cos"),
  Erf: sameShape("Erf"),
  Exp: sameShape("Exp"),
  Floor: sameShape("Floor"),
  IsNan: ({ inputs, trace }) =>
    trace.op("IsNaN", [inputs["x"]!.name], { ...inputs["x"]!, dtype: "bool" }),
  Log: sameShape("Log"),
  Neg: sameShape("Neg"),
  Reciprocal: sameShape("Reciprocal"),
  Round: sameShape("Round"),
  Sign: sameShape("Sign"),
  Sin: sameShape("Sin"),
  Sqrt: sameShape("Sqrt"),
  Cast: cast,
  ClipByValue: clip,
  Expm1: expm1,
  Log1p: log1p,
  Rsqrt: rsqrt,
  Square: square,
  Step: step,
};
