import { availableParallelism } from "node:os";
import process from "node:process";

/** What a GPU says of itself. Memory in MiB, as `nvidia-smi` counts it. */
export interface GpuUsage {
  readonly name: string;
  /** Time in which it computed, 0 to 100. */
  readonly percent: number;
  readonly usedMemory: number;
  readonly totalMemory: number;
}

/** Where a {@linkcode usageMeter} reads. */
export interface UsageSource {
  /** Time in seconds. */
  now(): number;
  /** Processor time that this process has used, in seconds. */
  cpu(): number;
  /** Resident memory of this process, in bytes. */
  memory(): number;
  /** Cores of the machine. */
  readonly cores: number;
  /** The GPU at this moment; absent where the training does not use one. */
  gpu?(): Promise<GpuUsage | undefined>;
}

/** This process, and with `gpu` the first NVIDIA GPU. */
export function processUsage(gpu: boolean): UsageSource {
  return {
    now: () => performance.now() / 1000,
    cpu() {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
    memory: () => Deno.memoryUsage().rss,
    cores: availableParallelism(),
    ...(gpu ? { gpu: () => readGpu() } : {}),
  };
}

/**
 * A function that tells what was used since it was called last, in the form of Keras's metrics:
 * ` - cpu: 1.8/2 cores - memory: 431 MB - gpu: 87% 1204/81559 MiB`.
 */
export function usageMeter(source: UsageSource): () => Promise<string> {
  let [time, cpu] = [source.now(), source.cpu()];
  return async () => {
    const [now, used] = [source.now(), source.cpu()];
    const cores = now > time ? (used - cpu) / (now - time) : 0;
    [time, cpu] = [now, used];
    const gpu = await source.gpu?.();
    return ` - cpu: ${cores.toFixed(1)}/${source.cores} cores` +
      ` - memory: ${Math.round(source.memory() / 1e6)} MB` +
      (gpu === undefined ? "" : ` - gpu: ${gpu.percent}% ${gpu.usedMemory}/${gpu.totalMemory} MiB`);
  };
}

/** Where NVIDIA's driver puts its tool, on Linux and in WSL. Tasks allow these alone. */
const NVIDIA_SMI = ["/usr/bin/nvidia-smi", "/usr/lib/wsl/lib/nvidia-smi"];
const QUERY = [
  "--query-gpu=name,utilization.gpu,memory.used,memory.total",
  "--format=csv,noheader,nounits",
];

/** The first NVIDIA GPU, or `undefined` where there is none, or no permission to run `nvidia-smi`. */
export async function readGpu(
  programs: readonly string[] = NVIDIA_SMI,
): Promise<GpuUsage | undefined> {
  for (const program of programs) {
    try {
      const { success, stdout } = await new Deno.Command(program, {
        args: QUERY,
        stdin: "null",
        stderr: "null",
      }).output();
      if (success) return parseGpu(new TextDecoder().decode(stdout));
    } catch (error) {
      const absent = error instanceof Deno.errors.NotFound ||
        error instanceof Deno.errors.NotCapable;
      if (!absent) throw error;
    }
  }
  return undefined;
}

/** Reads `NVIDIA H100 80GB HBM3, 45, 1204, 81559`, the first line of `nvidia-smi`'s answer. */
function parseGpu(text: string): GpuUsage | undefined {
  const [name, ...figures] = text.split("\n")[0]!.split(",").map((field) => field.trim());
  const [percent, usedMemory, totalMemory] = figures.map(Number);
  if (!name || figures.length !== 3 || !figures.every((figure) => /^\d+$/.test(figure))) {
    return undefined;
  }
  return { name, percent: percent!, usedMemory: usedMemory!, totalMemory: totalMemory! };
}
