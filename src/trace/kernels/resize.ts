import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import { enlarge, resample, type Resampling, transposed } from "./_resample.ts";

/** How a position in the result becomes one in the input. */
interface Grid {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

function gridOf({ attrs }: KernelCall): Grid {
  return {
    alignCorners: attrs["alignCorners"] === true,
    halfPixelCenters: attrs["halfPixelCenters"] === true,
  };
}

/** Input position of element `index`, as tfjs's cpu backend computes it. */
function source(index: number, from: number, to: number, grid: Grid): number {
  const ratio = grid.alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  return grid.halfPixelCenters ? ratio * (index + 0.5) : ratio * index;
}

function nearestIndices(from: number, to: number, grid: Grid): number[] {
  return Array.from({ length: to }, (_, index) => {
    const position = source(index, from, to, grid);
    return Math.min(from - 1, grid.alignCorners ? Math.round(position) : Math.floor(position));
  });
}

function nearestMap(from: number, to: number, grid: Grid): Resampling {
  const weights = nearestIndices(from, to, grid)
    .map((at, index) => ({ from: at, to: index, weight: 1 }));
  return { from, to, weights };
}

function linearMap(from: number, to: number, grid: Grid): Resampling {
  const weights = Array.from({ length: to }, (_, index) => {
    const position = source(index, from, to, grid) - (grid.halfPixelCenters ? 0.5 : 0);
    const low = Math.max(0, Math.floor(position));
    const high = Math.min(from - 1, Math.ceil(position));
    const fraction = position - low;
    return [
      { from: low, to: index, weight: 1 - fraction },
      { from: high, to: index, weight: fraction },
    ];
  });
  return { from, to, weights: weights.flat() };
}

/** The factors of an enlargement that ONNX's Resize computes exactly as tfjs does; else `undefined`. */
function wholeFactors({ inputs, attrs }: KernelCall, grid: Grid): [number, number] | undefined {
  const [, height, width] = inputs["images"]!.shape as [number, number, number, number];
  const [newHeight, newWidth] = attrs["size"] as [number, number];
  const factors: [number, number] = [newHeight / height, newWidth / width];
  const plain = !grid.alignCorners && !grid.halfPixelCenters;
  return plain && factors.every(Number.isInteger) ? factors : undefined;
}

/**
 * ONNX Resize, https://onnx.ai/onnx/operators/onnx__Resize.html, for whole factors; else the rows and columns
 * are gathered one by one, which is exact where Resize rounds positions to float32.
 */
function resizeNearest(call: KernelCall): TracedTensor {
  const { inputs, attrs, trace } = call;
  const x = inputs["images"]!;
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [newHeight, newWidth] = attrs["size"] as [number, number];
  const grid = gridOf(call);
  const factors = wholeFactors(call, grid);
  const shape = [batch, newHeight, newWidth, channels];
  const spec = { shape, dtype: x.dtype, layout: "channelsFirst" } as const;
  const name = trace.channelsFirst(x);
  if (factors !== undefined && x.dtype === "float32") {
    return { name: enlarge(trace, name, [batch, channels, height, width], factors), ...spec };
  }
  const gather = (from: string, axis: number, indices: number[], physical: number[]) =>
    trace.raw("Gather", [from, trace.integers(indices)], physical, x.dtype, { axis });
  const rows = gather(name, 2, nearestIndices(height, newHeight, grid), [
    batch,
    channels,
    newHeight,
    width,
  ]);
  const columns = nearestIndices(width, newWidth, grid);
  return { name: gather(rows, 3, columns, [batch, channels, newHeight, newWidth]), ...spec };
}

/** ONNX Resize for whole factors; else a product with the interpolation's weights on each axis. */
function resizeBilinear(call: KernelCall): TracedTensor {
  const { inputs, attrs, trace } = call;
  const x = inputs["images"]!;
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [newHeight, newWidth] = attrs["size"] as [number, number];
  const grid = gridOf(call);
  const factors = wholeFactors(call, grid);
  const name = trace.channelsFirst(x);
  const floats = x.dtype === "float32"
    ? name
    : trace.raw("Cast", [name], [batch, channels, height, width], "float32", { to: 1 });
  return {
    name: factors === undefined
      ? resample(
        trace,
        floats,
        [batch, channels],
        linearMap(height, newHeight, grid),
        linearMap(width, newWidth, grid),
      )
      : enlarge(trace, floats, [batch, channels, height, width], factors, "linear"),
    shape: [batch, newHeight, newWidth, channels],
    dtype: "float32",
    layout: "channelsFirst",
  };
}

/**
 * The gradient gathers what the forward map distributed. tfjs ignores `halfPixelCenters` here, and so does this.
 */
function gradient(map: (from: number, to: number, grid: Grid) => Resampling) {
  return (call: KernelCall): TracedTensor => {
    const { inputs, trace } = call;
    const { dy, images } = inputs as { dy: TracedTensor; images: TracedTensor };
    const [batch, height, width, channels] = images.shape as [number, number, number, number];
    const [, newHeight, newWidth] = dy.shape as [number, number, number, number];
    const grid = { ...gridOf(call), halfPixelCenters: false };
    const name = resample(
      trace,
      trace.channelsFirst(dy),
      [batch, channels],
      transposed(map(height, newHeight, grid)),
      transposed(map(width, newWidth, grid)),
    );
    return { name, shape: images.shape, dtype: "float32", layout: "channelsFirst" };
  };
}

/** Resizing of images and its gradients. */
export const resize: TranslatorTable = {
  ResizeBilinear: resizeBilinear,
  ResizeBilinearGrad: gradient(linearMap),
  ResizeNearestNeighbor: resizeNearest,
  ResizeNearestNeighborGrad: gradient(nearestMap),
};
