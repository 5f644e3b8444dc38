import type { backend_util } from "@tensorflow/tfjs-core";
import { sizeOf, tensor } from "../../graph/mod.ts";
import type { Trace } from "../trace.ts";
import { pads } from "./_convolution.ts";

type Info = backend_util.Conv2DInfo;

function inputShape(info: Info): [number, number, number, number] {
  return [info.batchSize, info.inChannels, info.inHeight, info.inWidth];
}

/** For windows that neither overlap nor pad: MaxUnpool puts each gradient at its maximum's index. */
export function unpoolGradient(trace: Trace, dy: string, indices: string, info: Info): string {
  const shape = inputShape(info);
  return trace.raw("MaxUnpool", [dy, indices, trace.integers(shape)], shape, "float32", {
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
  });
}

/** For any windows: gradients add up at their maxima's indices in the flat input. */
export function scatterGradient(trace: Trace, dy: string, indices: string, info: Info): string {
  const shape = inputShape(info);
  const size = sizeOf(shape);
  const count = info.batchSize * info.outChannels * info.outHeight * info.outWidth;
  const zeros = trace.reshape(trace.fill(0, shape, "float32").name, [size]);
  const flat = trace.raw(
    "ScatterElements",
    [zeros, trace.reshape(indices, [count], "int64"), trace.reshape(dy, [count])],
    [size],
    "float32",
    { axis: 0, reduction: "add" },
  );
  return trace.reshape(flat, shape);
}

/**
 * Without indices: for every offset in the window, in tfjs's order, the gradient where the input there is
 * the maximum and no earlier offset was. Strided slices read the offsets; the pieces are spread by padding
 * with zeros (a Reshape and a Pad for each axis) and summed. Exact, and runs on every provider.
 */
export function whereGradient(
  trace: Trace,
  dy: string,
  x: string,
  y: string,
  info: Info,
): string {
  const out = [info.batchSize, info.outChannels, info.outHeight, info.outWidth];
  const source = padLowest(trace, x, info);
  const zero = trace.scalar(0);
  let open: string | undefined;
  let total: string | undefined;
  for (let row = 0; row < info.filterHeight; row++) {
    for (let column = 0; column < info.filterWidth; column++) {
      const window = trace.raw("Slice", [
        source,
        trace.integers([row, column]),
        trace.integers([
          row + (info.outHeight - 1) * info.strideHeight + 1,
          column + (info.outWidth - 1) * info.strideWidth + 1,
        ]),
        trace.integers([2, 3]),
        trace.integers([info.strideHeight, info.strideWidth]),
      ], out);
      const equal = trace.raw("Equal", [window, y], out, "bool");
      const first = open === undefined ? equal : trace.raw("And", [equal, open], out, "bool");
      const missed = trace.raw("Not", [equal], out, "bool");
      open = open === undefined ? missed : trace.raw("And", [missed, open], out, "bool");
      const piece = trace.raw("Where", [first, dy, zero], out);
      const spread = spreadTo(trace, piece, row, column, info);
      total = total === undefined ? spread : trace.raw("Add", [total, spread], inputShape(info));
    }
  }
  return total!;
}

function padLowest(trace: Trace, x: string, info: Info): string {
  const [top, left, bottom, right] = pads(info) as [number, number, number, number];
  if (top + left + bottom + right === 0) return x;
  const lowest = trace.constant(tensor("float32", [], [-3.4028234663852886e38]));
  return trace.raw(
    "Pad",
    [x, trace.integers([0, 0, top, left, 0, 0, bottom, right]), lowest],
    [info.batchSize, info.inChannels, info.inHeight + top + bottom, info.inWidth + left + right],
    "float32",
    { mode: "constant" },
  );
}

/** Puts element (i, j) of `piece` at (i * stride + row - top, j * stride + column - left) of the input. */
function spreadTo(trace: Trace, piece: string, row: number, column: number, info: Info): string {
  const { batchSize: n, outChannels: c, outHeight: h, outWidth: w } = info;
  const { strideHeight: sh, strideWidth: sw } = info;
  const zero = trace.scalar(0);
  const apart = trace.raw(
    "Pad",
    [
      trace.reshape(piece, [n, c, h, 1, w, 1]),
      trace.integers([0, 0, 0, 0, 0, 0, 0, 0, 0, sh - 1, 0, sw - 1]),
      zero,
    ],
    [n, c, h, sh, w, sw],
    "float32",
    { mode: "constant" },
  );
  const dense = trace.reshape(apart, [n, c, h * sh, w * sw]);
  const top = row - info.padInfo.top;
  const left = column - info.padInfo.left;
  // Negative pads cut: ONNX allows them, and they drop the zeros behind the last element.
  const amounts = [
    ...[0, 0, top, left],
    ...[0, 0, info.inHeight - h * sh - top, info.inWidth - w * sw - left],
  ];
  if (amounts.every((amount) => amount === 0)) return dense;
  return trace.raw("Pad", [dense, trace.integers(amounts), zero], inputShape(info), "float32", {
    mode: "constant",
  });
}
