/** The part of `navigator.gpu` that is asked here. */
interface Gpu {
  requestAdapter(): Promise<{ readonly info?: { readonly isFallbackAdapter?: boolean } } | null>;
}

/**
 * Why WebGPU cannot be used in this browser; `undefined` where it can.
 *
 * @param software Whether a graphics processor that the browser imitates in software will do.
 */
export async function webgpuProblem(software: boolean): Promise<string | undefined> {
  const { gpu } = navigator as { gpu?: Gpu };
  if (gpu === undefined) {
    return globalThis.isSecureContext === false
      ? "WebGPU needs a secure page: https, or localhost"
      : "This browser has no WebGPU";
  }
  if (!("Suspending" in WebAssembly)) {
    return "WebGPU needs WebAssembly that can wait for promises (JSPI), which this browser lacks";
  }
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (adapter === null) return "WebGPU found no graphics adapter";
  if (!software && adapter.info?.isFallbackAdapter === true) {
    return "WebGPU would run in software, which is slower than WebAssembly";
  }
  return undefined;
}
