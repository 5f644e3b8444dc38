import { cString, type TensorflowSymbols } from "./ffi/mod.ts";
import { CUDA_PARTS, type CudaPart, type TensorflowLibrary } from "./library/mod.ts";

/** What there is of CUDA for a library. */
export interface CudaReport {
  /** Whether the library was built for CUDA; `undefined` where it does not say. */
  readonly built: boolean | undefined;
  /** The parts that the system's loader does not find; empty for a library without CUDA. */
  readonly missing: readonly CudaPart[];
}

/** `RTLD_LAZY` of dlfcn.h. */
const LAZY = 1;

/** Looks for the parts of CUDA as TensorFlow does, by loading them; they stay loaded. */
export function cudaReport(symbols: TensorflowSymbols, { path }: TensorflowLibrary): CudaReport {
  const built = isBuiltForCuda(path);
  const missing = built === false
    ? []
    : CUDA_PARTS.filter(({ file }) => symbols.dlopen(cString(file), LAZY) === 0n);
  return { built, missing };
}

/** Why TensorFlow found no GPU, and what to do. */
export function describeMissingGpu({ built, missing }: CudaReport): string {
  if (built === false) {
    return 'its library is built without CUDA. Run "deno task setup:tensorflow --gpu" or ' +
      '"pip install tensorflow[and-cuda]"';
  }
  if (missing.length === 0) return 'no part of CUDA is missing. See what "nvidia-smi" prints';
  return missing.map(({ file, remedy }) => `${file} is missing (${remedy})`).join(", ");
}

/** TensorFlow's `IsGoogleCudaEnabled()` (util/port.h), a C++ function: a library may hide it. */
function isBuiltForCuda(path: string): boolean | undefined {
  const { symbols } = Deno.dlopen(path, {
    enabled: {
      name: "_ZN10tensorflow19IsGoogleCudaEnabledEv",
      parameters: [],
      result: "bool",
      optional: true,
    },
  });
  return symbols.enabled?.() ?? undefined;
}
