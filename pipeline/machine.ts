import { cpus, totalmem } from "node:os";

/** The processor, its cores and the memory in one line: `Intel Xeon 2.20 GHz, 2 cores, 24 GiB`. */
export function describeMachine(): string {
  const processors = cpus();
  const model = processors[0]?.model.replace(/\((R|TM)\)/g, "").replace(/\s+/g, " ").trim();
  const cores = `${processors.length} ${processors.length === 1 ? "core" : "cores"}`;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return [model || "unknown processor", cores, memory].join(", ");
}
