import { DATA_TYPES, type ElementType } from "../../graph/mod.ts";
import type { Trace } from "../trace.ts";
import type { TracedTensor } from "../types.ts";

/** `x` as `dtype`: itself where it is so already. */
export function castTo(trace: Trace, x: TracedTensor, dtype: TracedTensor["dtype"]): TracedTensor {
  if (x.dtype === dtype) return x;
  return trace.op("Cast", [x.name], { ...x, dtype }, castAttributes(dtype));
}

/** Attributes of an ONNX `Cast` to `dtype`. */
export function castAttributes(dtype: ElementType): { to: number } {
  return { to: DATA_TYPES[dtype] };
}

/** Numbers, where an operator takes no bools: 0 and 1 as int32. */
export function asNumbers(trace: Trace, x: TracedTensor): TracedTensor {
  return x.dtype === "bool" ? castTo(trace, x, "int32") : x;
}

/**
 * Applies an operator for floats to any number. tfjs computes integers as JavaScript numbers and keeps the
 * whole part, so that a result goes back to integers by truncation.
 */
export function inFloat(
  trace: Trace,
  x: TracedTensor,
  compute: (x: TracedTensor) => TracedTensor,
): TracedTensor {
  return castTo(trace, compute(castTo(trace, x, "float32")), x.dtype);
}
