import { describe, expect, it } from "vitest";
import { describeMissingGpu } from "../../../../../src/train/engines/tensorflow/cuda_report.ts";
import {
  CUDA_PARTS,
  cudaLibraries,
  dependencyOrder,
} from "../../../../../src/train/engines/tensorflow/library/cuda.ts";
import { openLibrary } from "../../../../../src/train/engines/tensorflow/library/mod.ts";
import { elfFile } from "./_elf_file.ts";
import { temporaryFolders } from "./_temporary.ts";

const folderWith = temporaryFolders();

describe("the order of CUDA's libraries", () => {
  const file = (name: string, ...needed: string[]) => ({ path: `/x/${name}`, name, needed });

  it.each([
    ["a chain, against the alphabet", [file("a", "b"), file("b", "c"), file("c")], "c b a"],
    ["a diamond", [file("a", "b", "c"), file("b", "d"), file("c", "d"), file("d")], "d b c a"],
    ["needs that the system has", [file("a", "libc.so.6"), file("b", "a")], "a b"],
    ["a circle", [file("a", "b"), file("b", "a")], "b a"],
    ["none", [], ""],
  ])("%s", (_, files, expected) => {
    expect(dependencyOrder(files).map((path) => path.slice(3)).join(" ")).toBe(expected);
  });

  it("reads it out of pip's packages, by the names that libraries have inside", () => {
    const site = folderWith({
      "nvidia/cublas/lib/libcublas.so.12": elfFile({
        name: "libcublas.so.12",
        needed: ["libcublasLt.so.12", "libc.so.6"],
      }),
      "nvidia/cublas/lib/libcublasLt.so.12": elfFile({ name: "libcublasLt.so.12" }),
      "nvidia/cudnn/lib/libcudnn_ops.so.9.3.0": elfFile({
        name: "libcudnn_ops.so.9",
        needed: ["libcublas.so.12"],
      }),
      "nvidia/cudnn/lib/libcudnn.so.9": elfFile({ needed: ["libcudnn_ops.so.9"] }),
      "nvidia/cudnn/include/cudnn.h": "",
      "nvidia/cudnn/lib/__init__.py": "",
    });
    expect(cudaLibraries(site).map((path) => path.slice(path.lastIndexOf("/") + 1))).toEqual([
      "libcublasLt.so.12",
      "libcublas.so.12",
      "libcudnn_ops.so.9.3.0",
      "libcudnn.so.9",
    ]);
  });

  it("leaves damaged files out, and says which and why", () => {
    const site = folderWith({
      "nvidia/cudnn/lib/libcudnn.so.9": elfFile({ name: "libcudnn.so.9" }).subarray(0, -8),
      "nvidia/nccl/lib/libnccl.so.2": elfFile({ name: "libnccl.so.2" }),
      "nvidia/cublas/lib/libcublas.so.12": "text",
    });
    const lines: string[] = [];
    expect(cudaLibraries(site, (line) => lines.push(line)))
      .toEqual([`${site}/nvidia/nccl/lib/libnccl.so.2`]);
    expect(lines.sort()).toEqual([
      expect.stringMatching(
        /without a part of CUDA: Cannot load .*libcublas\.so\.12: it is not a sh/,
      ),
      expect.stringMatching(
        /without a part of CUDA: Cannot load .*libcudnn\.so\.9: it is truncated/,
      ),
    ]);
  });

  it("is empty without such packages", () => {
    expect(cudaLibraries(folderWith({}))).toEqual([]);
  });
});

describe("what the loader refuses", () => {
  const open = (files: Readonly<Record<string, Uint8Array>>, name: string) => {
    const directory = `${folderWith(files)}/tensorflow`;
    return () => openLibrary({ source: "--tf-lib", directory, path: `${directory}/${name}` });
  };

  it("a library without CUDA's runtime: names the part and pip's package", () => {
    const name = "libtensorflow.so.2";
    const library = elfFile({ name, needed: ["libcudart.so.12", "libc.so.6"] });
    expect(open({ [`tensorflow/${name}`]: library }, name)).toThrow(
      /Cannot load .*libtensorflow\.so\.2: it needs libcudart\.so\.12, which is not there\. pip install nvidia-cuda-runtime-cu12/,
    );
  });

  it("finds a part by its name once it is loaded from pip's packages", () => {
    const name = "libtensorflow.so.2";
    const part = "libcublas.so.12";
    const site = {
      [`tensorflow/${name}`]: elfFile({ name, needed: [part, "libc.so.6"] }),
      [`nvidia/cublas/lib/${part}`]: elfFile({ name: part, needed: ["libc.so.6"] }),
    };
    // It is loaded, and only then lacks TensorFlow's functions.
    expect(open(site, name)).toThrow(
      /Cannot load .*libtensorflow\.so\.2: it has no function TFE?_\w+\. Install TensorFlow 2\.9/,
    );
  });

  it("a part of CUDA that cannot be loaded: TensorFlow's own library is loaded all the same", () => {
    const name = "libtensorflow.so.2";
    const part = "libcufft.so.11";
    const folder = folderWith({
      [`tensorflow/${name}`]: elfFile({ name, needed: ["libc.so.6"] }),
      [`nvidia/cufft/lib/${part}`]: elfFile({ name: part, needed: ["libnvJitLink.so.12"] }),
    });
    const lines: string[] = [];
    const directory = `${folder}/tensorflow`;
    const library = { source: "--tf-lib", directory, path: `${directory}/${name}` };
    // It has no functions, which is said of it and not of the part.
    expect(() => openLibrary(library, { write: (line) => lines.push(line) })).toThrow(
      /Cannot load .*libtensorflow\.so\.2: it has no function/,
    );
    expect(lines).toEqual([
      `TensorFlow is loaded without a part of CUDA: Cannot load ${folder}/nvidia/cufft/lib/${part}: ` +
      "it needs libnvJitLink.so.12, which is not there. pip install nvidia-nvjitlink-cu12",
    ]);
  });

  it("a library that needs another file that is not there", () => {
    const name = "libtensorflow_cc.so.2";
    const library = elfFile({ name, needed: ["libtensorflow_framework.so.99"] });
    expect(open({ [`tensorflow/${name}`]: library }, name)).toThrow(
      "it needs libtensorflow_framework.so.99, which is not there. Install the package that has",
    );
  });
});

describe("why there is no GPU", () => {
  it.each([
    [
      "a build without CUDA",
      { built: false, missing: [] },
      /built without CUDA.*setup:tensorflow --gpu.*and-cuda/,
    ],
    ["all there", { built: true, missing: [] }, /no part of CUDA is missing.*nvidia-smi/],
    [
      "parts missing",
      { built: true, missing: CUDA_PARTS.filter(({ file }) => /cuda\.|cudnn/.test(file)) },
      /libcuda\.so\.1 is missing \(NVIDIA's driver.*libcudnn\.so\.9 is missing \(pip install/,
    ],
  ])("%s", (_, report, expected) => {
    expect(describeMissingGpu(report)).toMatch(expected);
  });
});
