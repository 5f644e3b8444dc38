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
    ["a build without CUDA", { built: false, missing: [] }, /built without CUDA.*and-cuda/],
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
