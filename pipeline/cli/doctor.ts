/**
 * `deno task doctor`: prints what this machine can run, and what to do about the rest. Exits with 1
 * when the processor or WebAssembly does not work, since the pipeline needs both.
 *
 * @module
 */
import { describeCheck, diagnose, type Diagnosis } from "../../src/runtime/mod.ts";

const WASM_FILE = "ort-wasm-simd-threaded.wasm";

/** The diagnosis as lines of text. */
export function describeDiagnosis(diagnosis: Diagnosis): string[] {
  const { system, versions, providers, wasm, cuda, vulkan } = diagnosis;
  const wasmSize = wasm.files[WASM_FILE];
  const drivers = Object.entries(vulkan.drivers).map(([name, value]) => `${name}=${value}`);
  return [
    `System    ${system.os} ${system.arch}, ${system.cores} cores`,
    ...Object.entries(versions).map(([name, version]) => `Version   ${name} ${version}`),
    ...providers.map((check) => `Provider  ${describeCheck(check)}`),
    wasmSize === undefined
      ? `WASM      ${WASM_FILE} is missing in ${wasm.folder}. Run deno install`
      : `WASM      ${WASM_FILE}, ${(wasmSize / 1e6).toFixed(1)} MB`,
    cuda.missing.length === 0
      ? `CUDA      ${cuda.present.join(", ")}; the system must have CUDA 12 and cuDNN 9`
      : `CUDA      ${
        cuda.missing.join(" and ")
      } missing. Run ${cuda.command} (Linux x64; a download)`,
    `Vulkan    loader libvulkan.so.1: ${vulkan.loader}`,
    `Vulkan    driver: ${drivers.join(", ") || "the system's"}`,
  ];
}

if (import.meta.main) {
  const diagnosis = await diagnose();
  console.log(describeDiagnosis(diagnosis).join("\n"));
  const works = (provider: string) =>
    diagnosis.providers.some((check) => check.provider === provider && check.available);
  Deno.exit(works("cpu") && works("wasm") ? 0 : 1);
}
