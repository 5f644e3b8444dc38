import type { backend_util } from "@tensorflow/tfjs-core";
import type { Trace } from "../trace.ts";
import type { TracedTensor } from "../types.ts";
import { padded, paddedSize, pads, uncovered } from "./_convolution.ts";

type Info = backend_util.Conv2DInfo;

/**
 * One convolution with a group for each image: its filters are `dy`, its input the image in tfjs's own order as
 * one channel whose rows hold pixels and channels. With the channels as dilation a filter's columns fall on pixels,
 * and its places in a row are the filter's columns times the channels. ONNX Runtime's CPU provider gathers the columns in
 * its cache, in all threads: 0.45 to 0.7 of the time of {@linkcode slicedGradient} in one thread (docs/speed.md). The batch
 * must be a number.
 */
export function groupedGradient(
  trace: Trace,
  x: TracedTensor,
  dy: TracedTensor,
  info: Info,
): string {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const [top, left, bottom, right] = pads(info);
  const [restHeight, restWidth] = uncovered(info);
  const [height, width] = [filterHeight + restHeight, filterWidth + restWidth];
  const images = trace.reshape(trace.plain(x), [1, batchSize, inHeight, inWidth * inChannels]);
  const filters = trace.reshape(trace.channelsFirst(dy), [
    batchSize * outChannels,
    1,
    outHeight,
    outWidth,
  ]);
  const each = trace.raw(
    "Conv",
    [images, filters],
    [1, batchSize * outChannels, height, width * inChannels],
    "float32",
    {
      group: batchSize,
      kernel_shape: [outHeight, outWidth],
      dilations: [strideHeight, strideWidth * inChannels],
      pads: [top, left * inChannels, bottom, right * inChannels],
    },
  );
  const flat = trace.reshape(each, [batchSize, outChannels, height, width, inChannels]);
  const shape = [outChannels, height, width, inChannels];
  const total = trace.raw("ReduceSum", [flat, trace.integers([0])], shape, "float32", {
    keepdims: 0,
  });
  const covered = restHeight + restWidth === 0 ? total : trace.raw(
    "Slice",
    [
      total,
      trace.integers([0, 0]),
      trace.integers([filterHeight, filterWidth]),
      trace.integers([1, 2]),
    ],
    [outChannels, filterHeight, filterWidth, inChannels],
  );
  return trace.raw(
    "Transpose",
    [covered],
    [filterHeight, filterWidth, inChannels, outChannels],
    "float32",
    { perm: [1, 2, 3, 0] },
  );
}

/**
 * The input's columns that each filter column meets are sliced once and laid side by side; for each filter row a
 * run of their rows times `dy`, summed over the batch. Plain products, which any provider has.
 */
export function slicedGradient(
  trace: Trace,
  x: TracedTensor,
  dy: TracedTensor,
  info: Info,
): string {
  const { batchSize, inChannels, outChannels, outHeight, outWidth, filterHeight } = info;
  const pixels = outHeight * outWidth;
  const gradient = trace.reshape(trace.channelsFirst(dy), [batchSize, outChannels, pixels]);
  const transposed = trace.raw(
    "Transpose",
    [gradient],
    [batchSize, pixels, outChannels],
    "float32",
    { perm: [0, 2, 1] },
  );
  const columns = filterColumns(trace, padded(trace, x, info), info);
  const channels = info.filterWidth * inChannels;
  const rows = Array.from({ length: filterHeight }, (_, row) => {
    const run = sliceAxis(trace, columns, 2, row, outHeight, info.strideHeight, [
      batchSize,
      channels,
      outHeight,
      outWidth,
    ]);
    const matrix = trace.reshape(run, [batchSize, channels, pixels]);
    const product = trace.raw("MatMul", [matrix, transposed], [batchSize, channels, outChannels]);
    const shape = [1, channels, outChannels];
    return trace.raw("ReduceSum", [product, trace.integers([0])], shape, "float32", {
      keepdims: 1,
    });
  });
  const total = rows.length === 1 ? rows[0]! : trace.raw(
    "Concat",
    rows,
    [filterHeight, channels, outChannels],
    "float32",
    { axis: 0 },
  );
  return trace.reshape(total, [filterHeight, info.filterWidth, inChannels, outChannels]);
}

/** For each filter column the input columns that it meets: NCHW, filter columns before channels. */
function filterColumns(trace: Trace, x: string, info: Info): string {
  const { batchSize, inChannels, outWidth, filterWidth, strideWidth } = info;
  const [height] = paddedSize(info);
  const shape = [batchSize, inChannels, height, outWidth];
  const slices = Array.from(
    { length: filterWidth },
    (_, column) => sliceAxis(trace, x, 3, column, outWidth, strideWidth, shape),
  );
  if (slices.length === 1) return slices[0]!;
  shape[1] = inChannels * filterWidth;
  return trace.raw("Concat", slices, shape, "float32", { axis: 1 });
}

/** `count` elements along one axis, from `start` on, `stride` apart; `shape` is the result's. */
function sliceAxis(
  trace: Trace,
  x: string,
  axis: number,
  start: number,
  count: number,
  stride: number,
  shape: readonly number[],
): string {
  const [starts, ends, axes, steps] = [start, start + (count - 1) * stride + 1, axis, stride]
    .map((value) => trace.integers([value])) as [string, string, string, string];
  return trace.raw("Slice", [x, starts, ends, axes, steps], shape);
}
