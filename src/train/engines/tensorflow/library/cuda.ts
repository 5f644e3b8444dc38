import { checkFile, readElfFile } from "./check_file.ts";
import { LibraryError } from "./error.ts";

/** A part of CUDA that TensorFlow loads when it looks for GPUs, and the pip package that has it. */
export interface CudaPart {
  /** The name that TensorFlow asks the loader for. */
  readonly file: string;
  /** What to install where it is missing. */
  readonly remedy: string;
}

/** Parts for the builds on CUDA 12 and cuDNN 9: TensorFlow 2.18 and later from pip, the archives. */
export const CUDA_PARTS: readonly CudaPart[] = [
  { file: "libcuda.so.1", remedy: "NVIDIA's driver, 525 or later" },
  { file: "libcudart.so.12", remedy: pip("cuda-runtime") },
  { file: "libcublas.so.12", remedy: pip("cublas") },
  { file: "libcublasLt.so.12", remedy: pip("cublas") },
  { file: "libcufft.so.11", remedy: pip("cufft") },
  { file: "libcurand.so.10", remedy: pip("curand") },
  { file: "libcusolver.so.11", remedy: pip("cusolver") },
  { file: "libcusparse.so.12", remedy: pip("cusparse") },
  { file: "libcudnn.so.9", remedy: pip("cudnn") },
  { file: "libnccl.so.2", remedy: pip("nccl") },
  { file: "libnvJitLink.so.12", remedy: pip("nvjitlink") },
  { file: "libcupti.so.12", remedy: pip("cuda-cupti") },
];

function pip(name: string): string {
  return `pip install nvidia-${name}-cu12`;
}

/** What to do about a missing shared object, whatever its version; `undefined` if it is none of CUDA's. */
export function cudaRemedy(file: string): string | undefined {
  const stem = (name: string) => name.replace(/\.so.*$/, ".so");
  return CUDA_PARTS.find((part) => stem(part.file) === stem(file))?.remedy;
}

/**
 * The shared objects in pip's `nvidia-*` packages, in an order in which each comes after those that
 * it needs: loaded so by their paths, they are found by name afterwards, though no folder of theirs
 * is on the loader's list. Files that are damaged or for another processor are left out.
 *
 * @param sitePackages The folder that holds `nvidia/`.
 * @param write Takes a line for each file that is left out: which, and why. Default: none.
 */
export function cudaLibraries(
  sitePackages: string,
  write: (line: string) => void = () => {},
): string[] {
  const files = folders(`${sitePackages}/nvidia`).flatMap((folder) =>
    sharedObjects(`${sitePackages}/nvidia/${folder}/lib`)
  );
  return dependencyOrder(files.flatMap((path) => {
    try {
      checkFile(path);
      const { name, needed } = readElfFile(path);
      return [{ path, name: name ?? path.slice(path.lastIndexOf("/") + 1), needed }];
    } catch (error) {
      if (!(error instanceof LibraryError)) throw error;
      write(skipped(error));
      return [];
    }
  }));
}

/** TensorFlow goes on without a part of CUDA: it computes on the processor, or does not need it. */
export function skipped(reason: LibraryError): string {
  return `TensorFlow is loaded without a part of CUDA: ${reason.message}`;
}

/** Sorts files so that each comes after those it needs; of a circle, as they come. */
export function dependencyOrder(
  files: readonly { path: string; name: string; needed: readonly string[] }[],
): string[] {
  const byName = new Map(files.map((file) => [file.name, file]));
  const order = new Set<string>();
  const visited = new Set<string>();
  const visit = (name: string) => {
    const file = byName.get(name);
    if (file === undefined || visited.has(name)) return;
    visited.add(name);
    file.needed.forEach(visit);
    order.add(file.path);
  };
  [...byName.keys()].sort().forEach(visit);
  return [...order];
}

function folders(path: string): string[] {
  return entries(path).filter((entry) => entry.isDirectory).map((entry) => entry.name);
}

function sharedObjects(path: string): string[] {
  return entries(path)
    .filter(({ name, isFile }) => isFile && /\.so(\.\d+)*$/.test(name))
    .map(({ name }) => `${path}/${name}`);
}

function entries(path: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(path)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
