import type { Trace } from "../trace.ts";
import type { TracedType } from "../types.ts";

/** A shader of WebGPU has at least 8 storage buffers (https://www.w3.org/TR/webgpu/#limits), one is the input. */
const MAX_WEBGPU_PIECES = 7;

/** Pieces of `sizes` along a physical axis of the value `name`, which has the physical `shape`. */
export function split(
  trace: Trace,
  name: string,
  shape: readonly number[],
  dtype: TracedType,
  sizes: readonly number[],
  axis: number,
): string[] {
  const shapes = sizes.map((size) => shape.map((dim, i) => (i === axis ? size : dim)));
  // ONNX Runtime's WebGPU provider writes all pieces in one shader, and refuses too many when it runs.
  if (trace.target === "webgpu" && sizes.length > MAX_WEBGPU_PIECES) {
    let start = 0;
    return sizes.map((size, i) => {
      const ends = [trace.integers([start]), trace.integers([start += size])];
      return trace.raw("Slice", [name, ...ends, trace.integers([axis])], shapes[i]!, dtype);
    });
  }
  return [
    ...trace.builder.node(
      "Split",
      [name, trace.integers(sizes)],
      shapes.map((shape) => ({ dtype, shape })),
      { axis },
      trace.scope,
    ),
  ];
}
