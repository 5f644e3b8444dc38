import { findAddon, loadTensorflow } from "../src/train/mod.ts";
import { chooseEngine } from "./choose_engine.ts";
import { tensorflowOptions } from "./tensorflow_options.ts";
import { readGpu } from "./usage.ts";

/**
 * What there is for training on TensorFlow, as lines with a label in front: NVIDIA's GPU, where the
 * library was looked for, its version and devices, tfjs-node's addon, and what `--engine auto` takes.
 *
 * @param tfLib Folder with TensorFlow's shared objects, as `--tf-lib`.
 */
export async function tensorflowReport(tfLib?: string): Promise<(readonly [string, string])[]> {
  const lines: [string, string][] = [];
  const gpu = await readGpu();
  lines.push([
    "GPU",
    gpu === undefined
      ? "nvidia-smi shows none of NVIDIA's"
      : `${gpu.name}, ${gpu.usedMemory} of ${gpu.totalMemory} MiB in use`,
  ]);
  const options = tensorflowOptions(
    tfLib === undefined ? {} : { tfLib },
    (line) => lines.push(["Library", line.replace(/^TensorFlow from /, "")]),
  );
  lines.push(...await loadedLines(options));
  const { addon, reasons } = findAddon();
  lines.push([
    "Addon",
    addon === undefined ? reasons.join("; ") : `${addon.package} ${addon.version}, ${addon.path}`,
  ]);
  const { config, lines: why } = await chooseEngine({
    engine: "auto",
    ...(tfLib === undefined ? {} : { tfLib }),
  });
  lines.push(["Engine", `auto takes ${(why.at(-1) ?? config.engine).replace(/^Engine /, "")}`]);
  return lines;
}

async function loadedLines(
  options: Parameters<typeof loadTensorflow>[0],
): Promise<[string, string][]> {
  try {
    const tensorflow = await loadTensorflow(options);
    const { version, devices, environment } = tensorflow;
    tensorflow.dispose();
    const names = devices.map(({ name, type, memoryBytes }) =>
      name.replace(/^.*device:/, "") +
      // Of the processor TensorFlow tells a constant.
      (type === "CPU" ? "" : ` (${(memoryBytes / 2 ** 30).toFixed(1)} GiB)`)
    );
    const switches = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    return [
      ["TF", `TensorFlow ${version} on ${names.join(", ")}`],
      ["TF", `switches ${switches.join(" ")}`],
    ];
  } catch (error) {
    const [first] = (error instanceof Error ? error.message : String(error)).split("\n");
    return [["TF", first!]];
  }
}
