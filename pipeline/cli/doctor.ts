/**
 * `deno task doctor`: what this machine can run, and what to do about the rest.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { describeCheck, diagnose, type Diagnosis } from "../../src/runtime/mod.ts";
import { OPTION_TYPES, parseFlags } from "../config.ts";
import { tensorflowReport } from "../tensorflow_report.ts";
import { addFlags } from "./flags.ts";
import { main } from "./main.ts";
import { print } from "./terminal.ts";

const OPTIONS = z.strictObject({
  tfLib: OPTION_TYPES.folder.optional(),
  debug: z.boolean().optional(),
});

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

/** The `doctor` command: fails when the processor or WebAssembly does not work. */
export function doctorCommand(): Command {
  const command = new Command("doctor")
    .description("Show what this machine can run, and what to do about the rest.");
  return addFlags(command, ["tfLib"]).action(async () => {
    const { tfLib } = parseFlags(OPTIONS, command.opts());
    const diagnosis = await diagnose();
    for (const line of describeDiagnosis(diagnosis)) print(line);
    for (const [label, text] of await tensorflowReport(tfLib)) print(label.padEnd(10) + text);
    const broken = diagnosis.providers
      .filter(({ provider, available }) => ["cpu", "wasm"].includes(provider) && !available)
      .map(({ provider }) => provider);
    if (broken.length === 0) return;
    throw new Error(
      `The pipeline cannot run without ${broken.join(" and ")}. ` +
        `Run "deno install" to repair the packages`,
    );
  });
}

if (import.meta.main) await main(doctorCommand());
