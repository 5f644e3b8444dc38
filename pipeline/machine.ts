import { cpus, totalmem } from "node:os";

/**
 * The processor, its cores and the memory in one line: `Intel Xeon 2.20 GHz, 2 cores, 24 GiB`.
 *
 * @param gpu The GPU's name, for the end of the line.
 */
export function describeMachine(gpu?: string): string {
  const processors = cpus();
  const model = processors[0]?.model.replace(/\((R|TM)\)/g, "").replace(/\s+/g, " ").trim();
  const cores = `${processors.length} ${processors.length === 1 ? "core" : "cores"}`;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return [model || "unknown processor", cores, memory, ...(gpu === undefined ? [] : [gpu])]
    .join(", ");
}
