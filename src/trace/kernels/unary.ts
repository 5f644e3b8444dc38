import type { Trace } from "../trace.ts";
import type {
  KernelCall,
  TracedTensor,
  TracedType,
  Translator,
  TranslatorTable,
} from "../types.ts";
import { castTo, inFloat } from "./_cast.ts";

/** A kernel of one tensor `x` as one ONNX operator; keeps dtype and layout. */
export function sameShape(opType: string): Translator {
  return ({ inputs, trace }) => trace.op(opType, [inputs["x"]!.name], inputs["x"]!);
}

/** A kernel that ONNX has for floats only; whole numbers are computed as floats and truncated. */
export function floatOnly(opType: string): Translator {
  return ({ inputs, trace }) => inFloat(trace, inputs["x"]!, (x) => trace.op(opType, [x.name], x));
}

/** tfjs gives float32 whatever it is given. */
function exp({ inputs, trace }: KernelCall): TracedTensor {
  const x = castTo(trace, inputs["x"]!, "float32");
  return trace.op("Exp", [x.name], x);
}

function round({ inputs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  return x.dtype === "float32" ? trace.op("Round", [x.name], x) : x;
}

/** tfjs has 0 for the sign of NaN; ONNX Runtime NaN. */
function sign({ inputs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const result = trace.op("Sign", [x.name], x);
  if (x.dtype !== "float32") return result;
  const isNaN = trace.op("IsNaN", [x.name], { ...x, dtype: "bool" });
  return trace.op("Where", [isNaN.name, trace.scalar(0), result.name], x);
}

function square({ inputs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  return trace.op("Mul", [x.name, x.name], x);
}

function rsqrt({ inputs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  return trace.op("Reciprocal", [trace.op("Sqrt", [x.name], x).name], x);
}

/** Whether |x| < 0.5. */
function isSmall(trace: Trace, x: TracedTensor): string {
  const size = trace.op("Abs", [x.name], x);
  return trace.op("Less", [size.name, trace.scalar(0.5)], { ...x, dtype: "bool" }).name;
}

/**
 * `log(1 + x)`, of which ONNX has no fused form. Near 0 the rounding of `u = 1 + x` is put right to first order:
 * `log(u) - ((u - 1) - x) / u` (Hewlett-Packard, HP-15C Advanced Functions Handbook, 1982).
 */
function log1p({ inputs, trace }: KernelCall): TracedTensor {
  return inFloat(trace, inputs["x"]!, (x) => {
    const one = trace.scalar(1);
    const u = trace.op("Add", [x.name, one], x);
    const log = trace.op("Log", [u.name], x);
    const rounded = trace.op("Sub", [trace.op("Sub", [u.name, one], x).name, x.name], x);
    const correction = trace.op("Div", [rounded.name, u.name], x);
    const exact = trace.op("Sub", [log.name, correction.name], x);
    return trace.op("Where", [isSmall(trace, x), exact.name, log.name], x);
  });
}

/** `exp(x) - 1`; near 0, where that cancels, `2 t / (1 - t)` with `t = tanh(x / 2)`. */
function expm1({ inputs, trace }: KernelCall): TracedTensor {
  return inFloat(trace, inputs["x"]!, (x) => {
    const one = trace.scalar(1);
    const plain = trace.op("Sub", [trace.op("Exp", [x.name], x).name, one], x);
    const t = trace.op("Tanh", [trace.op("Mul", [x.name, trace.scalar(0.5)], x).name], x);
    const twice = trace.op("Add", [t.name, t.name], x);
    const exact = trace.op("Div", [twice.name, trace.op("Sub", [one, t.name], x).name], x);
    return trace.op("Where", [isSmall(trace, x), exact.name, plain.name], x);
  });
}

/** 1 above zero, `alpha` elsewhere; the gradient of abs uses an alpha of -1. NaN stays NaN. */
function step({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const alpha = (attrs["alpha"] as number | undefined) ?? 0;
  const positive = trace.op("Greater", [x.name, trace.scalar(0, x.dtype)], { ...x, dtype: "bool" });
  const mask = alpha === 0 ? castTo(trace, positive, x.dtype) : trace.op(
    "Where",
    [positive.name, trace.scalar(1, x.dtype), trace.scalar(alpha, x.dtype)],
    x,
  );
  if (alpha === 0) trace.attach(mask.name, "step of", x.name);
  // A training step with NaN in it has lost all the same: its loss is NaN too.
  if (trace.reorder || x.dtype !== "float32") return mask;
  const isNaN = trace.op("IsNaN", [x.name], { ...x, dtype: "bool" });
  return trace.op("Where", [isNaN.name, x.name, mask.name], x);
}

const INT32_MAX = 2 ** 31 - 1;

function clip({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const bound = (key: string) => {
    const value = attrs[key] as number;
    // Bounds beyond its range would wrap round in an int32.
    const fitting = x.dtype === "int32"
      ? Math.min(Math.max(Math.trunc(value), -INT32_MAX - 1), INT32_MAX)
      : value;
    return trace.scalar(fitting, x.dtype);
  };
  return trace.op("Clip", [x.name, bound("clipValueMin"), bound("clipValueMax")], x);
}

/** From float32 to int32 truncates, as in tfjs; NaN and what int32 cannot hold is left to the provider. */
function cast({ inputs, attrs, trace }: KernelCall): TracedTensor {
  return castTo(trace, inputs["x"]!, attrs["dtype"] as TracedType);
}

/** Element-wise functions of one tensor. */
export const unary: TranslatorTable = {
  Abs: sameShape("Abs"),
  Ceil: sameShape("Ceil"),
  Cos: sameShape("Cos"),
  Erf: sameShape("Erf"),
  Exp: exp,
  Floor: sameShape("Floor"),
  IsNan: ({ inputs, trace }) =>
    trace.op("IsNaN", [inputs["x"]!.name], { ...inputs["x"]!, dtype: "bool" }),
  Log: sameShape("Log"),
  Neg: sameShape("Neg"),
  Reciprocal: floatOnly("Reciprocal"),
  Round: round,
  Sign: sign,
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
