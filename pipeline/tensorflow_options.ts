import type { TensorflowOptions } from "../src/train/mod.ts";
import type { Config } from "./config.ts";

/** The pipeline's options that are TensorFlow's. */
export type TensorflowFlags = Pick<Config, "tfLib" | "device" | "xla" | "tf32" | "onednn">;

/**
 * The pipeline's options as TensorFlow's engine takes them.
 *
 * @param write Takes lines about where the library was found.
 */
export function tensorflowOptions(
  { tfLib, device, xla, tf32, onednn }: TensorflowFlags,
  write: (line: string) => void,
): TensorflowOptions {
  return {
    write,
    ...(tfLib === undefined ? {} : { libDir: tfLib }),
    ...(device === undefined ? {} : { device: device as NonNullable<TensorflowOptions["device"]> }),
    ...(xla === undefined ? {} : { xla }),
    switches: {
      ...(tf32 === undefined ? {} : { tf32 }),
      ...(onednn === undefined ? {} : { oneDnn: onednn }),
    },
  };
}
