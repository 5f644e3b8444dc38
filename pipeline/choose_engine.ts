import { type Config, switchFlag } from "./config.ts";
import { type TensorflowFlags, tensorflowOptions } from "./tensorflow_options.ts";
import { type GpuUsage, readGpu } from "./usage.ts";

/** The options that a choice looks at. */
export type EngineOptions =
  & Pick<Config, "engine" | "provider" | "threads">
  & TensorflowFlags;

/** What trains, and why. */
export interface EngineChoice<C extends EngineOptions> {
  /** The options with the engine in place of `auto`; without TensorFlow's where it is another one. */
  readonly config: C;
  /** Why it was taken and others were not; empty where the user named it. */
  readonly lines: readonly string[];
  /**
   * Whether there was nothing to choose, no GPU or a provider or an engine that the user named, and
   * no option that the engine does not know.
   */
  readonly usual: boolean;
}

/** Where {@linkcode chooseEngine} looks. */
export interface EngineSearch {
  /** The first NVIDIA GPU, or `undefined`. @default {asks `nvidia-smi`} */
  gpu?(): Promise<Pick<GpuUsage, "name"> | undefined>;
  /**
   * Why TensorFlow cannot compute on the GPU, or `undefined` where it can. Takes lines about its
   * library. @default {loads it}
   */
  tensorflow?(options: EngineOptions, write: (line: string) => void): Promise<string | undefined>;
}

/**
 * The engine for `auto`: TensorFlow where there is an NVIDIA GPU and a library that computes on it,
 * else ONNX Runtime, which then chooses among CUDA, WebGPU and the processor. Without a GPU nothing
 * is searched for or loaded. With a folder or a device of TensorFlow's it is TensorFlow in any case,
 * so that one that cannot be used is an error of the training.
 */
export async function chooseEngine<C extends EngineOptions>(
  config: C,
  { gpu = readGpu, tensorflow = tryTensorflow }: EngineSearch = {},
): Promise<EngineChoice<C>> {
  if (config.engine !== "auto") return { config, lines: [], usual: true };
  if (config.provider !== undefined) {
    return onnx(config, [], `--provider ${config.provider} is one of ONNX Runtime's`, true);
  }
  const named = namesTensorflow(config);
  if (named !== undefined) {
    return {
      config: { ...config, engine: "tensorflow" },
      lines: [`Engine tensorflow: ${named} is one of its options`],
      usual: false,
    };
  }
  const found = await gpu();
  if (found === undefined) return onnx(config, [], "nvidia-smi shows no NVIDIA GPU", true);
  const lines: string[] = [];
  const problem = await tensorflow(config, (line) => lines.push(line));
  if (problem !== undefined) return onnx(config, lines, problem);
  const line = `Engine tensorflow: it computes on ${found.name}`;
  return { config: { ...config, engine: "tensorflow" }, lines: [...lines, line], usual: false };
}

/** The option by which a user asks for TensorFlow without naming it; `undefined` for none. */
export function namesTensorflow({ tfLib, device }: TensorflowFlags): string | undefined {
  if (tfLib !== undefined) return `--tf-lib ${tfLib}`;
  return device === undefined || device === "auto" ? undefined : `--device ${device}`;
}

function onnx<C extends EngineOptions>(
  config: C,
  lines: readonly string[],
  reason: string,
  usual = false,
): EngineChoice<C> {
  const { tfLib: _lib, device: _device, xla, tf32, onednn, ...rest } = config;
  const dropped = Object.entries({ xla, tf32, onednn }).flatMap(([name, on]) =>
    on === undefined ? [] : [switchFlag(name, on)]
  );
  const without = dropped.length === 0 ? "" : `, so without ${dropped.join(", ")}`;
  return {
    config: { ...rest, engine: "onnx" } as unknown as C,
    lines: [...lines, `Engine onnx, not tensorflow: ${reason}${without}`],
    usual: usual && dropped.length === 0,
  };
}

async function tryTensorflow(
  config: EngineOptions,
  write: (line: string) => void,
): Promise<string | undefined> {
  // Only here: it loads tfjs.
  const { loadTensorflow } = await import("../src/train/mod.ts");
  try {
    const { threads } = config;
    const options = tensorflowOptions(config, write);
    const tensorflow = await loadTensorflow({
      ...options,
      ...(threads === undefined ? {} : { threads }),
    });
    const { device } = tensorflow;
    tensorflow.dispose();
    if (device.type === "GPU") return undefined;
    return "TensorFlow computes on the processor alone here. For the GPU: " +
      "deno task setup:tensorflow --gpu";
  } catch (error) {
    return error instanceof Error ? error.message.split("\n")[0]! : String(error);
  }
}
