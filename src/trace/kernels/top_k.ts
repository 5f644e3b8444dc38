import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";

/**
 * ONNX TopK along the last axis, https://onnx.ai/onnx/operators/onnx__TopK.html: the largest values and their
 * indices, the lower index first among equals. Always sorted, which tfjs does not ask for but allows.
 */
function topK({ inputs, attrs, trace }: KernelCall): TracedTensor[] {
  const x = inputs["x"]!;
  const k = attrs["k"] as number;
  const shape = [...x.shape.slice(0, -1), k];
  const [values, indices] = trace.builder.node(
    "TopK",
    [trace.plain(x), trace.integers([k])],
    [{ dtype: x.dtype, shape }, { dtype: "int64", shape }],
    { axis: -1, largest: 1, sorted: 1 },
    trace.scope,
  ) as [string, string];
  return [
    { name: values, shape, dtype: x.dtype, layout: "plain" },
    trace.op("Cast", [indices], { shape, dtype: "int32" }, { to: 6 }),
  ];
}

/** The largest values; tfjs has no gradient for them. */
export const largest: TranslatorTable = { TopK: topK };
