import { describe, expect, it } from "vitest";
import {
  findLibrary,
  type FindOptions,
  LIBRARY_VARIABLES,
  LibraryError,
} from "../../../../../src/train/engines/tensorflow/library/mod.ts";
import { elfFile } from "./_elf_file.ts";
import { temporaryFolders } from "./_temporary.ts";

const folderWith = temporaryFolders();
const CC = "libtensorflow_cc.so.2";
const FRAMEWORK = "libtensorflow_framework.so.2";
const ARCHIVE = "libtensorflow.so.2";
const WHEEL = {
  [`tensorflow/${CC}`]: elfFile({ name: CC, needed: [FRAMEWORK] }),
  [`tensorflow/${FRAMEWORK}`]: elfFile({ name: FRAMEWORK }),
};

/** A search that sees these variables alone, and what it wrote. */
function search(variables: Readonly<Record<string, string>>, options: FindOptions = {}) {
  const lines: string[] = [];
  const find = () =>
    findLibrary({
      env: (name) => variables[name],
      runPython: () => undefined,
      cacheDir: "/nowhere",
      write: (line) => lines.push(line),
      ...options,
    });
  return { find, lines };
}

/** The error of a search that finds nothing. */
function errorOf(find: () => unknown): LibraryError {
  try {
    find();
  } catch (error) {
    if (error instanceof LibraryError) return error;
    throw error;
  }
  throw new Error("Expected no library");
}

describe("where it looks", () => {
  const python = (folder: string) => `${folder}/lib/python3.12/site-packages/`;
  const inPython = () =>
    folderWith(
      Object.fromEntries(
        Object.entries(WHEEL).map((
          [name, bytes],
        ) => [`lib/python3.12/site-packages/${name}`, bytes]),
      ),
    );

  it.each([
    ["--tf-lib", CC, (folder: string) => search({}, { libDir: folder })],
    ["--tf-lib", ARCHIVE, (folder: string) => search({}, { libDir: folder })],
    ["TF_LIB_DIR", CC, (folder: string) => search({ TF_LIB_DIR: folder })],
  ])("takes the folder that %s names, with %s", (source, name, start) => {
    const folder = folderWith({ [name]: elfFile() });
    const { find, lines } = start(folder);
    expect(find()).toEqual({ source, directory: folder, path: `${folder}/${name}` });
    expect(lines.at(-1)).toBe(`TensorFlow from ${source}: took ${folder}/${name}`);
  });

  it("takes an unpacked archive by its folder, whose lib/ has the file", () => {
    const folder = folderWith({ [`lib/${ARCHIVE}`]: elfFile() });
    expect(search({}, { libDir: folder }).find().path).toBe(`${folder}/lib/${ARCHIVE}`);
  });

  it("takes the active virtual environment's tensorflow", () => {
    const folder = inPython();
    const library = search({ VIRTUAL_ENV: folder }).find();
    expect(library).toMatchObject({
      source: "Python",
      directory: `${python(folder)}tensorflow`,
      path: `${python(folder)}tensorflow/${CC}`,
    });
  });

  it("takes the tensorflow of python3 on PATH by its place, without running it", () => {
    const folder = inPython();
    Deno.mkdirSync(`${folder}/bin`);
    Deno.writeTextFileSync(`${folder}/bin/python3`, "");
    const library = search({ PATH: `/nowhere:${folder}/bin` }, {
      runPython: () => {
        throw new Error("Python was run");
      },
    }).find();
    expect(library.path).toBe(`${python(folder)}tensorflow/${CC}`);
  });

  it("asks a python3 that is a script for its folders", () => {
    const packages = folderWith(WHEEL);
    const shims = folderWith({ "bin/python3": "" });
    const library = search({ PATH: `${shims}/bin` }, {
      runPython: (program) => {
        expect(program).toBe(`${shims}/bin/python3`);
        return `\n/usr/lib/python312.zip\n${packages}\n`;
      },
    }).find();
    expect(library.path).toBe(`${packages}/tensorflow/${CC}`);
  });

  it("takes a conda environment's", () => {
    const folder = folderWith({ [`lib/${ARCHIVE}`]: elfFile() });
    const library = search({ CONDA_PREFIX: folder }).find();
    expect(library).toMatchObject({ source: "conda or pixi", path: `${folder}/lib/${ARCHIVE}` });
  });

  it("takes the newest of what setup:tensorflow fetched", () => {
    const cacheDir = folderWith({
      [`2.9.1-cpu/${ARCHIVE}`]: elfFile(),
      [`2.21.0-cpu/tensorflow/${CC}`]: elfFile(),
      "2.22.0-cpu/half.part": "",
    });
    expect(search({}, { cacheDir }).find()).toMatchObject({
      source: "deno task setup:tensorflow",
      path: `${cacheDir}/2.21.0-cpu/tensorflow/${CC}`,
    });
  });

  it("prefers the places in their order, and says why it passed one over", () => {
    const broken = folderWith({ [`lib/${CC}`]: "text" });
    const cacheDir = folderWith({ [`x/${CC}`]: elfFile() });
    const { find, lines } = search({ CONDA_PREFIX: broken, VIRTUAL_ENV: "/nowhere" }, { cacheDir });
    expect(find().path).toBe(`${cacheDir}/x/${CC}`);
    expect(lines.map((line) => /from (.*?): (\w+)/.exec(line)!.slice(1))).toEqual([
      ["--tf-lib", "passed"],
      ["TF_LIB_DIR", "passed"],
      ["Python", "passed"],
      ["conda or pixi", "passed"],
      ["deno task setup:tensorflow", "took"],
    ]);
    expect(lines[3]).toContain(`Cannot load ${broken}/lib/${CC}: it is not a shared object`);
  });

  it("goes on when a library that nobody named cannot be used", () => {
    const conda = folderWith({ [`lib/${CC}`]: elfFile() });
    const cacheDir = folderWith({ [CC]: elfFile() });
    const use = ({ directory }: { directory: string }) => {
      if (directory.startsWith(conda)) throw new LibraryError("it lacks TF_Version");
    };
    const { find, lines } = search({ CONDA_PREFIX: conda }, { cacheDir, use });
    expect(find().directory).toBe(cacheDir);
    expect(lines[3]).toBe("TensorFlow from conda or pixi: passed over, it lacks TF_Version");
  });
});

describe("a place that nobody named", () => {
  it("is looked through to its end where its first folder has a broken library", () => {
    const cacheDir = folderWith({
      [`2.21.0-cpu/${CC}`]: elfFile().subarray(0, -1),
      [`2.20.0-cpu/${CC}`]: elfFile(),
    });
    const { find, lines } = search({}, { cacheDir });
    expect(find().directory).toBe(`${cacheDir}/2.20.0-cpu`);
    expect(lines.slice(-2)).toEqual([
      expect.stringMatching(
        /setup:tensorflow: passed over, Cannot load .*2\.21\.0-cpu.* truncated/,
      ),
      expect.stringMatching(/setup:tensorflow: took .*2\.20\.0-cpu/),
    ]);
  });

  it("says of each folder why it cannot be used", () => {
    const cacheDir = folderWith({ [`a/${CC}`]: "text", [`b/${CC}`]: "text" });
    const { message } = errorOf(search({}, { cacheDir }).find);
    expect(message).toMatch(/Cannot load .*\/a\/libtensorflow_cc/);
    expect(message).toMatch(/Cannot load .*\/b\/libtensorflow_cc/);
  });
});

it("reads the variables that a process may be allowed by LIBRARY_VARIABLES, and no other", () => {
  const asked = new Set<string>();
  const env = (name: string) => void asked.add(name);
  errorOf(search({}, { env, cacheDir: "/nowhere" }).find);
  expect([...asked].sort()).toEqual([...LIBRARY_VARIABLES].sort());
});

describe("what it refuses", () => {
  const whole = elfFile({ name: CC, needed: ["libc.so.6"] });

  it.each([
    ["text in place of a library", new TextEncoder().encode("<html>"), /not a shared object/],
    ["an empty file", new Uint8Array(), /not a shared object/],
    ["the first bytes alone", whole.subarray(0, 32), /ends within its header/],
    ["the header alone", whole.subarray(0, 64), /ends within its program headers/],
    ["a truncated file", whole.subarray(0, -1), /truncated, (\d+) of (\d+) bytes/],
    ["another processor's", elfFile({ machine: 243 }), /it is for machine 243, this machine is/],
    ["a 32-bit file", whole.with(4, 1), /not a 64-bit/],
  ])("%s: names the file and what to do", (_, bytes, message) => {
    const folder = folderWith({ [CC]: bytes });
    const error = errorOf(search({ TF_LIB_DIR: folder }).find);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(`Cannot load ${folder}/${CC}: `);
    expect(error.message).toMatch(/Install /);
    expect(error.file).toBe(`${folder}/${CC}`);
  });

  it("half of pip's second file", () => {
    const framework = elfFile({ name: FRAMEWORK }).subarray(0, -8);
    const folder = folderWith({ [CC]: whole, [FRAMEWORK]: framework });
    expect(errorOf(search({ TF_LIB_DIR: folder }).find).file).toBe(`${folder}/${FRAMEWORK}`);
  });

  it.each([["--tf-lib"], ["TF_LIB_DIR"]])(
    "a folder of %s without a library, for no other",
    (source) => {
      const cacheDir = folderWith({ [CC]: elfFile() });
      const { find } = source === "--tf-lib"
        ? search({}, { libDir: "/nowhere", cacheDir })
        : search({ TF_LIB_DIR: "/nowhere" }, { cacheDir });
      expect(errorOf(find).message).toBe(
        `Cannot find TensorFlow in /nowhere, which ${source} names: it has no ${CC} or ${ARCHIVE}. ` +
          `Name the folder that holds one, or leave ${source} out`,
      );
    },
  );

  it("a machine without any: says where it looked, and how to get one", () => {
    const { find, lines } = search({ PATH: "/nowhere" });
    const { message } = errorOf(find);
    expect(message).toContain('Install one with "deno task setup:tensorflow"');
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(message).toContain(line);
  });
});
