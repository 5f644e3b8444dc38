import { WireWriter } from "./graph_def/mod.ts";

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
  const gpu = visibleGpu(device);
  const config = new WireWriter();
  if (device === "cpu") {
    // An entry of the map `device_count`.
    config.message(1, (entry) => entry.bytes(1, "GPU").varint(2, 0));
  }
  if (threads !== undefined) config.varint(2, threads).varint(5, threads);
  return config
    .message(6, (options) => {
      options.varint(4, true);
      if (gpu !== undefined) options.bytes(5, gpu);
    })
    .varint(7, true)
    .finish();
}

/** `visible_device_list` of `GPUOptions`: TensorFlow then sees that GPU alone. */
function visibleGpu(device: string): string | undefined {
  if (device === "auto" || device === "cpu") return undefined;
  const index = /^gpu(?::(\d+))?$/.exec(device);
  if (index === null) {
    throw new RangeError(
      `Cannot train on device "${device}": should be one of auto, cpu, gpu, gpu:0, gpu:1, ...`,
    );
  }
  return index[1];
}
