/** What a TensorFlow context is made with. */
export interface ContextSettings {
  /**
   * Threads that one op may use, and ops at once. The first context of a process decides for all.
   * Default: as many as the processor has cores.
   */
  readonly threads?: number;
  /**
   * `"auto"`: the first GPU if there is one, else the processor. `"cpu"` hides the GPUs; `"gpu"` and
   * `"gpu:1"` ask for one. Default: `"auto"`.
   */
  readonly device?: Device;
}

/** A device that a person may ask for. */
export type Device = "auto" | "cpu" | "gpu" | `gpu:${number}`;

// Wire types of protobuf, in the low three bits of a field's tag.
const VARINT = 0;
const BYTES = 2;

/**
 * A `ConfigProto` (tensorflow/core/protobuf/config.proto) in protobuf's wire format: threads, GPU
 * memory taken as it is needed, ops without a kernel for the GPU placed on the processor.
 *
 * @throws {RangeError} If `threads` is not a whole number above 0, or `device` is not known.
 */
export function configProto(
  { threads, device = "auto" }: ContextSettings,
): Uint8Array<ArrayBuffer> {
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new RangeError(
      `Cannot start TensorFlow with ${threads} threads: expected a whole number above 0`,
    );
  }
  const gpuOptions = [...field(4, VARINT, 1), ...visibleDevice(device)];
  return Uint8Array.from([
    ...(device === "cpu" ? deviceCount("GPU", 0) : []),
    ...(threads === undefined ? [] : [...field(2, VARINT, threads), ...field(5, VARINT, threads)]),
    ...field(6, BYTES, gpuOptions),
    ...field(7, VARINT, 1),
  ]);
}

/** An entry of the map `device_count`, field 1. */
function deviceCount(type: string, count: number): number[] {
  return field(1, BYTES, [...field(1, BYTES, ascii(type)), ...field(2, VARINT, count)]);
}

/** `visible_device_list` of `GPUOptions`: TensorFlow then sees that GPU alone. */
function visibleDevice(device: string): number[] {
  if (device === "auto" || device === "cpu") return [];
  const index = /^gpu(?::(\d+))?$/.exec(device);
  if (index === null) {
    throw new RangeError(
      `Cannot train on device "${device}": should be one of auto, cpu, gpu, gpu:0, gpu:1, ...`,
    );
  }
  return index[1] === undefined ? [] : field(5, BYTES, ascii(index[1]));
}

function field(number: number, wire: number, value: number | readonly number[]): number[] {
  const tag = varint(number << 3 | wire);
  return typeof value === "number"
    ? [...tag, ...varint(value)]
    : [...tag, ...varint(value.length), ...value];
}

function varint(value: number): number[] {
  const bytes = [];
  for (; value > 0x7f; value = Math.floor(value / 128)) bytes.push(value % 128 | 0x80);
  return [...bytes, value];
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}
