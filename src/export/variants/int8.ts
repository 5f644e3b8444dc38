import { sizeOf, type TensorData } from "../../graph/mod.ts";
import type { StoredWeight } from "./_stored_weight.ts";

/** Steps on either side of 0: symmetric, so -128 is not used. */
const STEPS = 127;

/**
 * A weight as int8 with one float32 scale for each channel, the channel's largest weight / 127, which a
 * `DequantizeLinear` multiplies: the error is at most half of the scale. A weight with NaN, an infinity, or a
 * channel so small that its scale has lost its digits stays as it is.
 */
export function storeAsInt8(
  { shape, data }: TensorData<"float32">,
  axis: number,
): StoredWeight | undefined {
  const channels = shape[axis]!;
  const inner = sizeOf(shape.slice(axis + 1));
  const channelOf = (i: number) => Math.floor(i / inner) % channels;
  const largest = new Float64Array(channels);
  for (let i = 0; i < data.length; i++) {
    const channel = channelOf(i);
    largest[channel] = Math.max(largest[channel]!, Math.abs(data[i]!));
  }
  if (!largest.every((value) => value === 0 || isUsable(value))) return undefined;
  // A channel of zeros may have any scale.
  const scales = Float32Array.from(largest, (value) => value === 0 ? 1 : value / STEPS);
  const steps = Int8Array.from(data, (value, i) => Math.round(value / scales[channelOf(i)]!));
  return {
    opType: "DequantizeLinear",
    inputs: [
      { suffix: "int8", value: { dtype: "int8", shape, data: steps } },
      { suffix: "scale", value: { dtype: "float32", shape: [channels], data: scales } },
    ],
    attributes: { axis: { kind: "int", value: axis } },
  };
}

/** Whether a scale for a channel is a finite float32 with all its digits. */
function isUsable(largest: number): boolean {
  return Number.isFinite(largest) && largest / STEPS >= 2 ** -126;
}
