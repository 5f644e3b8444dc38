import { existsSync, readdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { arch, env, platform } from "node:process";
import { encodeModel, float, GraphBuilder, tensor } from "../graph/mod.ts";
import {
  ADD_CUDA_COMMAND,
  CUDA_LIBRARIES,
  missingCudaLibraries,
  nativeFolder,
  packageVersion,
} from "./_package_files.ts";
import { wasmFolder } from "./_wasm_files.ts";
import { checkProviders, type ProviderCheck } from "./check_providers.ts";
import { PROVIDERS } from "./providers.ts";

/** What this machine and this installation can run. Plain data. */
export interface Diagnosis {
  /** Operating system, processor and number of its cores. */
  readonly system: { readonly os: string; readonly arch: string; readonly cores: number };
  /** Versions by program or package name. */
  readonly versions: Readonly<Record<string, string>>;
  /** What happened when a small convolution ran on each provider. */
  readonly providers: readonly ProviderCheck[];
  /** onnxruntime-node's libraries for this machine. */
  readonly native: { readonly folder: string; readonly files: FileSizes };
  /** onnxruntime-web's WebAssembly files. */
  readonly wasm: { readonly folder: string; readonly files: FileSizes };
  /** CUDA libraries of onnxruntime-node, and the command that installs the missing ones. */
  readonly cuda: {
    readonly present: readonly string[];
    readonly missing: readonly string[];
    readonly command: string;
  };
  /** What the WebGPU provider needs on Linux. */
  readonly vulkan: {
    /** Path of the Vulkan loader, or `"missing"`, or `"unknown"` without permission to look. */
    readonly loader: string;
    /** Environment variables that name a driver, as far as they may be read. */
    readonly drivers: Readonly<Record<string, string>>;
  };
}

/** Sizes in bytes by file name. */
export type FileSizes = Readonly<Record<string, number>>;

const LOADER_FOLDERS = [
  `/usr/lib/${arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu`,
  "/usr/lib64",
  "/usr/lib",
];

const DRIVER_VARIABLES = ["VK_ICD_FILENAMES", "VK_DRIVER_FILES", "VK_ADD_DRIVER_FILES"];

function may(permission: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(permission).state === "granted";
}

function findVulkanLoader(): string {
  const paths = LOADER_FOLDERS.map((folder) => join(folder, "libvulkan.so.1"));
  if (!paths.every((path) => may({ name: "read", path }))) return "unknown";
  return paths.find((path) => existsSync(path)) ?? "missing";
}

function findDriverVariables(): Record<string, string> {
  return Object.fromEntries(
    DRIVER_VARIABLES.filter((variable) => may({ name: "env", variable }))
      .flatMap((name) => env[name] ? [[name, env[name]] as const] : []),
  );
}

function sizesIn(folder: string, suffix: RegExp): FileSizes {
  const names = readdirSync(folder).filter((name) => suffix.test(name)).sort();
  return Object.fromEntries(names.map((name) => [name, statSync(join(folder, name)).size]));
}

/** A convolution of 8 images of 8x8, with a sample. */
function trialModel() {
  const builder = new GraphBuilder();
  const values = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i));
  const input = builder.input("image", "float32", ["batch", 1, 8, 8]);
  const kernel = builder.constant(tensor("float32", [4, 1, 3, 3], values(36)), "kernel");
  const info = { dtype: "float32", shape: ["batch", 4, 6, 6] } as const;
  const [convolved] = builder.node("Conv", [input, kernel], [info]);
  const [activated] = builder.node("LeakyRelu", [convolved!], [info], { alpha: float(0.1) });
  const graph = builder.build("trial", [{ value: activated!, name: "features" }]);
  return {
    model: encodeModel(graph),
    sample: { image: tensor("float32", [8, 1, 8, 8], values(512)) },
  };
}

/** Looks at the installation and runs a small model on every provider. */
export async function diagnose(): Promise<Diagnosis> {
  const { model, sample } = trialModel();
  const missing = missingCudaLibraries();
  const packages = ["onnxruntime-node", "onnxruntime-web", "@tensorflow/tfjs"];
  return {
    system: { os: platform, arch, cores: availableParallelism() },
    versions: {
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      ...Object.fromEntries(packages.map((name) => [name, packageVersion(name)])),
    },
    providers: await checkProviders(model, sample, PROVIDERS),
    native: { folder: nativeFolder(), files: sizesIn(nativeFolder(), /\.(so[.\d]*|dylib|dll)$/) },
    wasm: { folder: wasmFolder(), files: sizesIn(wasmFolder(), /\.wasm$/) },
    cuda: {
      present: CUDA_LIBRARIES.filter((name) => !missing.includes(name)),
      missing,
      command: ADD_CUDA_COMMAND,
    },
    vulkan: { loader: findVulkanLoader(), drivers: findDriverVariables() },
  };
}
