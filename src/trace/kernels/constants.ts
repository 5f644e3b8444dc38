import { allocate, type TensorData } from "../../graph/mod.ts";
import type {
  KernelCall,
  TracedTensor,
  TracedType,
  Translator,
  TranslatorTable,
} from "../types.ts";
import { castTo } from "./_cast.ts";

function fill({ attrs, trace }: KernelCall): TracedTensor {
  const shape = attrs["shape"] as number[];
  const dtype = (attrs["dtype"] as TracedType | undefined) ?? "float32";
  return trace.fill(attrs["value"] as number, shape, dtype);
}

function like(value: number): Translator {
  return ({ inputs, trace }) => trace.fill(value, inputs["x"]!.shape, inputs["x"]!.dtype);
}

/** Rows of a one-hot code; an index out of range gives a row of `offValue`, as in tfjs. */
function oneHot({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const indices = inputs["indices"]!;
  const { depth, onValue, offValue, dtype } = attrs as unknown as {
    depth: number;
    onValue: number;
    offValue: number;
    dtype: TracedType;
  };
  // ONNX's OneHot counts negative indices from the end; comparing with a range does not.
  const column = trace.reshape(trace.plain(indices), [...indices.shape, 1], indices.dtype);
  const range = trace.constant({
    dtype: "int32",
    shape: [depth],
    data: Int32Array.from({ length: depth }, (_, i) => i),
  });
  const shape = [...indices.shape, depth];
  const hit = trace.raw("Equal", [column, range], shape, "bool");
  // ONNX Runtime selects numbers only.
  const number = dtype === "bool" ? "int32" : dtype;
  const values = [trace.scalar(onValue, number), trace.scalar(offValue, number)];
  return castTo(trace, trace.op("Where", [hit, ...values], { shape, dtype: number }), dtype);
}

/** Numbers from `start` up or down to `stop`, each the one before plus `step`, as tfjs adds them up. */
function range({ attrs, trace }: KernelCall): TracedTensor {
  const { start, stop, step, dtype } = attrs as unknown as {
    start: number;
    stop: number;
    step: number;
    dtype: TracedType;
  };
  const empty = start === stop || (start < stop && step < 0) || (stop < start && step > 1);
  const size = empty ? 0 : Math.abs(Math.ceil((stop - start) / step));
  const data = allocate(dtype, size) as Float32Array;
  const by = stop < start && step === 1 ? -1 : step;
  for (let i = 0; i < size; i++) data[i] = i === 0 ? start : data[i - 1]! + by;
  const shape = [size];
  const name = trace.constant({ dtype, shape, data } as TensorData);
  return { name, shape, dtype, layout: "plain" };
}

/** Tensors made of constants. */
export const constants: TranslatorTable = {
  Fill: fill,
  OneHot: oneHot,
  OnesLike: like(1),
  Range: range,
  ZerosLike: like(0),
};
