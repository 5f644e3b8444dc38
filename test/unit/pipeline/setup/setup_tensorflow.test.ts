import { describe, expect } from "vitest";
import { folderSource } from "../../../../pipeline/setup/folder_source.ts";
import {
  type SetupOptions,
  setupTensorflow,
  TENSORFLOW_VERSION,
} from "../../../../pipeline/setup/setup_tensorflow.ts";
import { requirement } from "../../../_require.ts";
import {
  command,
  content,
  CPU_PACKAGE,
  filesIn,
  library,
  temporaryFolder,
  tensorflowFiles,
  type WheelParts,
  writeWheel,
} from "./_packages.ts";

const it = requirement("python3", hasPython());

function hasPython(): boolean {
  try {
    return new Deno.Command("python3", { args: ["--version"] }).outputSync().success;
  } catch {
    return false;
  }
}

const TENSORFLOW: WheelParts = {
  name: CPU_PACKAGE,
  version: TENSORFLOW_VERSION,
  files: tensorflowFiles(),
};

/** A folder of wheels, a cache, and a set-up from the one into the other. */
async function place(...wheels: WheelParts[]) {
  const work = await temporaryFolder();
  const [packages, folder] = [`${work.path}/packages`, `${work.path}/cache`];
  await Deno.mkdir(packages);
  for (const wheel of wheels) await writeWheel(packages, wheel);
  const lines: string[] = [];
  const setup = (options: Partial<SetupOptions> = {}) =>
    setupTensorflow({
      kind: "cpu",
      folder,
      sources: [folderSource(packages)],
      write: (line) => lines.push(line),
      ...options,
    });
  return {
    work,
    packages,
    folder,
    lines,
    setup,
    [Symbol.asyncDispose]: () => work[Symbol.asyncDispose](),
  };
}

describe("setupTensorflow", () => {
  it("takes the two shared objects out of a wheel, and nothing else", async () => {
    await using at = await place(TENSORFLOW);
    const { libDir, kept, manifest, check } = await at.setup();
    expect(check).toBe("SHA-256 as the wheels say");
    const target = `${at.folder}/${TENSORFLOW_VERSION}-cpu`;
    expect({ libDir, kept }).toEqual({ libDir: `${target}/tensorflow`, kept: false });
    const names = ["libtensorflow_cc", "libtensorflow_framework"].map(library);
    expect(filesIn(at.folder)).toEqual(
      [
        `${TENSORFLOW_VERSION}-cpu/setup.json`,
        ...names.map((name) => `${TENSORFLOW_VERSION}-cpu/tensorflow/${name}`),
      ].concat(".lock").sort(),
    );
    expect(await Deno.readFile(`${libDir}/${names[0]}`)).toEqual(content("cc", 700_000));
    expect(await Deno.readFile(`${libDir}/${names[1]}`)).toEqual(content("framework"));
    expect(Object.values(manifest.files).map(({ size }) => size).sort()).toEqual([3000, 700_000]);
    expect(at.lines).toEqual([
      `Fetching ${CPU_PACKAGE}==${TENSORFLOW_VERSION}`,
      ...at.lines.filter((line) => line.startsWith("Unpacking ")),
    ]);
  });

  it("keeps what is there, without asking its sources", async () => {
    await using at = await place(TENSORFLOW);
    await at.setup();
    const again = await at.setup({ sources: [] });
    expect(again.kept).toBe(true);
    expect(at.lines.at(-1)).toMatch(/is there, SHA-256 as when it was fetched/);
  });

  it.each([
    ["is damaged", (path: string) => Deno.writeFile(path, content("other"))],
    ["is missing", (path: string) => Deno.remove(path)],
  ])("fetches again where a file %s", async (problem, spoil) => {
    await using at = await place(TENSORFLOW);
    const { libDir } = await at.setup();
    const path = `${libDir}/${library("libtensorflow_framework")}`;
    await spoil(path);
    const again = await at.setup();
    expect(again.kept).toBe(false);
    expect(at.lines.join("\n")).toContain(`${problem}, so it is fetched again`);
    expect(await Deno.readFile(path)).toEqual(content("framework"));
  });

  it("takes the CUDA libraries that the wheel's extra and-cuda names", async () => {
    const nvidia = (name: string, files: Record<string, Uint8Array>): WheelParts => ({
      name,
      version: "12.6.1",
      files,
    });
    await using at = await place(
      {
        ...TENSORFLOW,
        name: "tensorflow",
        metadata: [
          'Requires-Dist: nvidia-cudnn-cu12<13.0,>=12.5; extra == "and-cuda"',
          "Requires-Dist: nvidia-cuda-nvcc-cu12 (>=12.5) ; extra == 'and-cuda'",
          'Requires-Dist: tensorboard; extra == "other"',
        ],
      },
      nvidia("nvidia-cudnn-cu12", {
        "nvidia/cudnn/lib/libcudnn.so.9": content("cudnn"),
        "nvidia/cudnn/include/cudnn.h": content("header"),
      }),
      nvidia("nvidia-cuda-nvcc-cu12", {
        "nvidia/cuda_nvcc/bin/ptxas": content("ptxas"),
        "nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc": content("device"),
        "nvidia/cuda_nvcc/bin/nvcc": content("nvcc"),
      }),
    );
    const { manifest, folder } = await at.setup({ kind: "gpu" });
    expect(folder).toBe(`${at.folder}/${TENSORFLOW_VERSION}-gpu`);
    expect(Object.keys(manifest.files).filter((name) => name.startsWith("nvidia/")).sort())
      .toEqual([
        "nvidia/cuda_nvcc/bin/ptxas",
        "nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc",
        "nvidia/cudnn/lib/libcudnn.so.9",
      ]);
    expect(filesIn(folder)).toEqual([...Object.keys(manifest.files), "setup.json"].sort());
    // XLA runs the assembler; nothing else is run.
    const isProgram = (name: string) => (Deno.statSync(`${folder}/${name}`).mode! & 0o111) !== 0;
    expect(Object.keys(manifest.files).filter(isProgram)).toEqual(["nvidia/cuda_nvcc/bin/ptxas"]);
  });

  it.each([
    ["no wheel", [], {}, /Cannot fetch .*: .*it holds no wheel of .* give its folder with --from/],
    [
      "another release",
      [{ ...TENSORFLOW, version: "2.20.0" }],
      {},
      /it is version 2\.20\.0, expected .*\. Take it with --tf-version 2\.20\.0/,
    ],
    [
      "a wheel without the libraries",
      [{ ...TENSORFLOW, files: { "tensorflow/__init__.py": content("python") } }],
      {},
      /Cannot use ".*\.whl": it holds none of the expected files/,
    ],
    [
      "a library that is not as RECORD says",
      [{
        ...TENSORFLOW,
        record: `tensorflow/${library("libtensorflow_cc")},sha256=${"A".repeat(43)},1`,
      }],
      {},
      /Cannot use ".*libtensorflow_cc\S*": received SHA-256 [0-9a-f]{64}, expected 0{64}\. Fetch/,
    ],
    [
      "a library that RECORD does not name",
      [{ ...TENSORFLOW, record: "tensorflow/__init__.py,sha256=AAAA,1" }],
      {},
      /Cannot use ".*\.whl": its RECORD has no SHA-256 of tensorflow\/libtensorflow_/,
    ],
    [
      "a wheel for CUDA that names no CUDA packages",
      [{ ...TENSORFLOW, name: "tensorflow" }],
      { kind: "gpu" },
      /it names no CUDA packages \("and-cuda"\)/,
    ],
    [
      "a CUDA package that is missing",
      [{
        ...TENSORFLOW,
        name: "tensorflow",
        metadata: ['Requires-Dist: nvidia-nccl-cu12<3.0; extra == "and-cuda"'],
      }],
      { kind: "gpu" },
      /Cannot fetch nvidia-nccl-cu12<3\.0: .*it holds no wheel of nvidia-nccl-cu12/,
    ],
  ] as [string, WheelParts[], Partial<SetupOptions>, RegExp][])(
    "fails for %s and leaves nothing",
    async (_, wheels, options, message) => {
      await using at = await place(...wheels);
      await expect(at.setup(options)).rejects.toThrow(message);
      expect(filesIn(at.folder)).toEqual([".lock"]);
    },
  );

  it.each([
    ["cut off", (bytes: Uint8Array) => bytes.subarray(0, 5000), /no archive, or was cut off/],
    ["HTML", () => new TextEncoder().encode("<html>"), /no archive, or was cut off/],
    [
      "spoilt",
      (bytes: Uint8Array) => bytes.slice().fill(0, bytes.length * 0.2, bytes.length * 0.8),
      /it is damaged|SHA-256/,
    ],
  ])("refuses a wheel that is %s and leaves nothing", async (_, spoil, message) => {
    await using at = await place(TENSORFLOW);
    const [name] = filesIn(at.packages);
    const path = `${at.packages}/${name}`;
    await Deno.writeFile(path, spoil(await Deno.readFile(path)));
    await expect(at.setup()).rejects.toThrow(message);
    expect(filesIn(at.folder)).toEqual([".lock"]);
  });

  it("keeps what it has when another release cannot be fetched", async () => {
    await using at = await place(TENSORFLOW);
    const { manifest, folder } = await at.setup();
    await expect(at.setup({ version: "2.0.0" })).rejects.toThrow(/version/);
    expect(filesIn(folder)).toEqual([...Object.keys(manifest.files), "setup.json"].sort());
  });

  it("takes the libraries of the official tarball under the names that they ask each other by", async () => {
    await using at = await place();
    const source = `${at.work.path}/tar`;
    await Deno.mkdir(`${source}/lib`, { recursive: true });
    const versioned = (stem: string) =>
      Deno.build.os === "darwin" ? `lib/${stem}.2.17.1.dylib` : `lib/${stem}.so.2.17.1`;
    for (const stem of ["libtensorflow", "libtensorflow_framework"]) {
      await Deno.writeFile(`${source}/${versioned(stem)}`, content(stem, 70_001));
      await Deno.symlink(versioned(stem).slice(4), `${source}/lib/${library(stem)}`);
    }
    await Deno.writeTextFile(`${source}/LICENSE`, "free");
    const tarball = `${at.work.path}/libtensorflow.tar.gz`;
    await command("tar", ["czf", tarball, "./lib", "./LICENSE"], source);

    // A file of one's own may hold another release than the site's.
    await expect(at.setup({ tarball: true, from: tarball })).rejects.toThrow(
      /it is version 2\.17\.1, expected 2\.18\.0\. Take it with --tf-version 2\.17\.1/,
    );
    const options = { tarball: true, from: tarball, version: "2.17.1" };
    const { libDir, manifest, check } = await at.setup(options);
    expect(libDir).toBe(`${at.folder}/2.17.1-cpu-tarball/lib`);
    expect(manifest.version).toBe("2.17.1");
    expect(check).toMatch(/^not checked/);
    const names = ["libtensorflow", "libtensorflow_framework"].map(library);
    expect(filesIn(libDir)).toEqual(names);
    expect(Object.keys(manifest.files)).toHaveLength(2);
    expect(await Deno.readFile(`${libDir}/${names[0]}`)).toEqual(content("libtensorflow", 70_001));

    const bytes = await Deno.readFile(tarball);
    await Deno.writeFile(tarball, bytes.subarray(0, bytes.length >> 1));
    await Deno.remove(`${at.folder}/2.17.1-cpu-tarball`, { recursive: true });
    await expect(at.setup(options)).rejects.toThrow(/damaged|too early/);
    expect(filesIn(at.folder)).toEqual([".lock"]);
  });

  it("is done by one process at a time", async () => {
    await using at = await place(TENSORFLOW);
    await Deno.mkdir(at.folder);
    using lock = await Deno.open(`${at.folder}/.lock`, { create: true, write: true, read: true });
    const other = new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        `
        const file = await Deno.open(${
          JSON.stringify(`${at.folder}/.lock`)
        }, { write: true, read: true });
        await file.lock(true);
        console.log("locked");
        await new Promise((end) => setTimeout(end, 60_000));
      `,
      ],
      stdout: "piped",
    }).spawn();
    const reader = other.stdout.getReader();
    await reader.read();
    try {
      await expect(at.setup()).rejects.toThrow(
        /is using ".*cache"\. Wait for it to end, or stop it/,
      );
    } finally {
      other.kill("SIGKILL");
      await reader.cancel();
      await other.status;
    }
    expect((await lock.stat()).isFile).toBe(true);
  });
});
