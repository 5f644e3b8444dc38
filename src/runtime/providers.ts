import { ADD_CUDA_COMMAND, missingCudaLibraries } from "./_package_files.ts";
import type { Provider } from "./web/mod.ts";

/** All providers, in the order in which they are tried. */
export const PROVIDERS: readonly Provider[] = ["cuda", "webgpu", "cpu", "wasm"];

/** A provider and, where it cannot work on this machine, the reason and the remedy. */
export interface ProviderPresence {
  /** The provider. */
  readonly provider: Provider;
  /** Reason and remedy; absent where nothing is missing. */
  readonly missing?: string;
}

function whatIsMissing(
  provider: Provider,
  listed: readonly { name: string; bundled: boolean }[],
): string | undefined {
  if (provider === "wasm") return undefined;
  if (!listed.some(({ name }) => name === provider)) {
    return "onnxruntime-node is built without it on this platform";
  }
  if (provider !== "cuda") return undefined;
  const files = missingCudaLibraries();
  if (files.length === 0) return undefined;
  return `${files.join(" and ")} not installed. Run ${ADD_CUDA_COMMAND}`;
}

/** What each provider lacks, by looking for files alone: no driver is started. */
export async function providerPresence(): Promise<ProviderPresence[]> {
  const { listNativeProviders } = await import("./_native.ts");
  const listed = listNativeProviders();
  return PROVIDERS.map((provider) => {
    const missing = whatIsMissing(provider, listed);
    return missing === undefined ? { provider } : { provider, missing };
  });
}

/**
 * The providers that lack no file on this machine. They may still fail when a model runs:
 * `chooseProvider` finds that out.
 */
export async function availableProviders(): Promise<Provider[]> {
  return (await providerPresence()).filter(({ missing }) => missing === undefined)
    .map(({ provider }) => provider);
}
