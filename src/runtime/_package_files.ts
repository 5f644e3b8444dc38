import { createRequire } from "node:module";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { arch, platform } from "node:process";

/** The folder of an installed npm package's `package.json`. */
function packageFolder(name: string): string {
  // Some packages do not export their package.json, so this walks up from the main file.
  let folder = dirname(createRequire(import.meta.url).resolve(name));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

/** The installed version of an npm package. */
export function packageVersion(name: string): string {
  const text = readFileSync(join(packageFolder(name), "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** The folder of onnxruntime-node's native libraries for this machine. */
export function nativeFolder(): string {
  return join(packageFolder("onnxruntime-node"), "bin", "napi-v6", platform, arch);
}

/** What onnxruntime-node's install script downloads for CUDA, and the npm package does not hold. */
export const CUDA_LIBRARIES = [
  "libonnxruntime_providers_shared.so",
  "libonnxruntime_providers_cuda.so",
] as const;

/** The command that runs the install script, which Deno does not do by itself. */
export const ADD_CUDA_COMMAND = "deno approve-scripts npm:onnxruntime-node";

/** The {@linkcode CUDA_LIBRARIES} that are not installed. */
export function missingCudaLibraries(): string[] {
  const folder = nativeFolder();
  return CUDA_LIBRARIES.filter((file) => !existsSync(join(folder, file)));
}
