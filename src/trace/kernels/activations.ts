import { float } from "../../graph/mod.ts";
import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import { align } from "./_align.ts";
import { castTo, inFloat } from "./_cast.ts";
import { floatOnly, sameShape } from "./unary.ts";

/** tfjs gives float32 whatever it is given. */
function leakyRelu({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = castTo(trace, inputs["x"]!, "float32");
  return trace.op("LeakyRelu", [x.name], x, { alpha: float(attrs["alpha"] as number) });
}

function relu6({ inputs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  return trace.op("Clip", [x.name, trace.scalar(0, x.dtype), trace.scalar(6, x.dtype)], x);
}

function relu({ inputs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const y = trace.op("Relu", [x.name], x);
  trace.attach(y.name, "relu of", x.name);
  return y;
}

/** ONNX's default constants, which are tfjs's: https://onnx.ai/onnx/operators/onnx__Selu.html. */
const SELU_ALPHA = 1.6732632423543772;
const SELU_GAMMA = 1.0507009873554805;

/** ONNX Runtime's WebGPU provider has ELU, but not SELU. */
function selu(call: KernelCall): TracedTensor {
  const { inputs, trace } = call;
  if (trace.target !== "webgpu") return floatOnly("Selu")(call) as TracedTensor;
  return inFloat(trace, inputs["x"]!, (x) => {
    const elu = trace.op("Elu", [x.name], x, { alpha: float(SELU_ALPHA) });
    return trace.op("Mul", [elu.name, trace.scalar(SELU_GAMMA)], x);
  });
}

/** tfjs computes softmax along the last axis only; its caller transposes. */
function softmax({ inputs, trace }: KernelCall): TracedTensor {
  const logits = inputs["logits"]!;
  const spec = { ...logits, layout: "plain" as const };
  return trace.op("Softmax", [trace.plain(logits)], spec, { axis: -1 });
}

/** tfjs stores the slope broadcast against `x`, from the last axis. */
function prelu({ inputs, trace }: KernelCall): TracedTensor {
  const { names, ...spec } = align(trace, [inputs["x"]!, inputs["alpha"]!]);
  return trace.op("PRelu", names, { ...spec, dtype: "float32" });
}

/** Gradient of ELU from its output `y`: `dy` where y >= 0, else `dy * (y + 1)`. */
function eluGrad({ inputs, trace }: KernelCall): TracedTensor {
  const { names: [dy, y], ...shape } = align(trace, [inputs["dy"]!, inputs["y"]!]);
  const spec = { ...shape, dtype: "float32" as const };
  const positive = trace.op("GreaterOrEqual", [y!, trace.scalar(0)], { ...spec, dtype: "bool" });
  const slope = trace.op("Add", [y!, trace.scalar(1)], spec);
  const scaled = trace.op("Mul", [dy!, slope.name], spec);
  return trace.op("Where", [positive.name, dy!, scaled.name], spec);
}

/** Activation functions and the gradients that are kernels of their own. */
export const activations: TranslatorTable = {
  Elu: sameShape("Elu"),
  EluGrad: eluGrad,
  LeakyRelu: leakyRelu,
  Prelu: prelu,
  Relu: relu,
  Relu6: relu6,
  Selu: selu,
  Sigmoid: sameShape("Sigmoid"),
  Softmax: softmax,
  Softplus: floatOnly("Softplus"),
  Tanh: sameShape("Tanh"),
};
