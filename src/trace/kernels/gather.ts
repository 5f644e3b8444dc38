import { backend_util, util } from "@tensorflow/tfjs-core";
import { tensor } from "../../graph/mod.ts";
import { TraceError } from "../errors.ts";
import type { Trace } from "../trace.ts";
import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";

/**
 * ONNX Gather, https://onnx.ai/onnx/operators/onnx__Gather.html; with one batch axis GatherND. tfjs throws for an
 * index out of range; ONNX Runtime does too, but counts negative indices from the end.
 * Not covered: batch axes in front of another axis than the next.
 */
function gatherV2({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const { x, indices } = inputs as { x: TracedTensor; indices: TracedTensor };
  const axis = util.parseAxisParam(attrs["axis"] as number, [...x.shape])[0]!;
  const batchDims = (attrs["batchDims"] as number | undefined) ?? 0;
  const { outputShape: shape } = backend_util.segment_util.collectGatherOpShapeInfo(
    { shape: x.shape } as Parameters<typeof backend_util.segment_util.collectGatherOpShapeInfo>[0],
    { shape: indices.shape } as Parameters<
      typeof backend_util.segment_util.collectGatherOpShapeInfo
    >[1],
    axis,
    batchDims,
  );
  const spec = { shape, dtype: x.dtype };
  if (batchDims === 0) {
    return trace.op("Gather", [trace.plain(x), trace.plain(indices)], spec, { axis });
  }
  if (axis !== batchDims) {
    throw new TraceError(
      `Cannot trace gather along axis ${axis} with batchDims ${batchDims}: expected axis ${batchDims}. ` +
        "Transpose the tensor first",
    );
  }
  const wide = trace.raw("Cast", [trace.plain(indices)], indices.shape, "int64", { to: 7 });
  const tuples = trace.reshape(wide, [...indices.shape, 1], "int64");
  return trace.op("GatherND", [trace.plain(x), tuples], spec, { batch_dims: batchDims });
}

/** Up to this many segments a product with the segments' masks is faster than adding row by row. */
const MASKED_SEGMENTS = 1024;

/**
 * Adds rows up by segment; rows of segments that do not exist are left out, as in tfjs.
 * Not covered: ids of rank above 1.
 */
function unsortedSegmentSum({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const { x, segmentIds } = inputs as { x: TracedTensor; segmentIds: TracedTensor };
  const segments = attrs["numSegments"] as number;
  if (segmentIds.shape.length !== 1) {
    throw new TraceError(
      `Cannot trace unsortedSegmentSum with segment ids of shape [${segmentIds.shape}]: expected rank 1`,
    );
  }
  const [count, ...rest] = x.shape as [number, ...number[]];
  const size = rest.reduce((product, dim) => product * dim, 1);
  const rows: TracedTensor = {
    name: trace.reshape(trace.plain(x), [count, size], x.dtype),
    shape: [count, size],
    dtype: x.dtype,
    layout: "plain",
  };
  const add = segments <= MASKED_SEGMENTS && x.dtype === "float32" ? addByMask : addByIndex;
  const sums = add(trace, rows, segmentIds, segments);
  const shape = [segments, ...rest];
  return { name: trace.reshape(sums, shape, x.dtype), shape, dtype: x.dtype, layout: "plain" };
}

/** A mask with a row for each segment and a column for each id, times the rows. */
function addByMask(
  trace: Trace,
  rows: TracedTensor,
  segmentIds: TracedTensor,
  segments: number,
): string {
  const [count, size] = rows.shape as [number, number];
  const every = Array.from({ length: segments }, (_, segment) => segment);
  const range = trace.constant(tensor("int32", [segments, 1], every));
  const ids = trace.reshape(trace.plain(segmentIds), [1, count], "int32");
  const hits = trace.raw("Equal", [range, ids], [segments, count], "bool");
  const mask = trace.raw("Cast", [hits], [segments, count], "float32", { to: 1 });
  return trace.raw("MatMul", [mask, rows.name], [segments, size]);
}

/**
 * ONNX ScatterElements, https://onnx.ai/onnx/operators/onnx__ScatterElements.html, which adds in tfjs's order.
 * ScatterND would be faster, but ONNX Runtime's CPU provider adds in several threads without a lock
 * (https://github.com/microsoft/onnxruntime/issues/18048).
 */
function addByIndex(
  trace: Trace,
  { name, shape, dtype }: TracedTensor,
  segmentIds: TracedTensor,
  segments: number,
): string {
  const [, size] = shape as [number, number];
  const { ids, kept } = existing(trace, segmentIds, segments);
  const updates = trace.raw("Where", [kept, name, trace.scalar(0, dtype)], shape, dtype);
  const spread = trace.raw("Expand", [ids, trace.integers(shape)], shape, "int32");
  const zeros = trace.fill(0, [segments, size], dtype).name;
  return trace.raw("ScatterElements", [zeros, spread, updates], [segments, size], dtype, {
    axis: 0,
    reduction: "add",
  });
}

/** A column of ids within range, and which of them were so before. */
function existing(trace: Trace, segmentIds: TracedTensor, segments: number) {
  const column = [segmentIds.shape[0]!, 1];
  const ids = trace.reshape(trace.plain(segmentIds), column, "int32");
  const clipped = trace.raw(
    "Clip",
    [ids, trace.scalar(0, "int32"), trace.scalar(segments - 1, "int32")],
    column,
    "int32",
  );
  return { ids: clipped, kept: trace.raw("Equal", [clipped, ids], column, "bool") };
}

/** Reading and adding by index. */
export const gather: TranslatorTable = {
  GatherV2: gatherV2,
  UnsortedSegmentSum: unsortedSegmentSum,
};
