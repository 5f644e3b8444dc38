import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { DatasetDefinition, Source } from "../../../src/data/catalogue/mod.ts";
import { npmSource } from "../../../src/data/catalogue/npm_source.ts";
import { loadDefinition } from "../../../src/data/load_definition.ts";
import { DataError, sha256 } from "../../../src/data/mod.ts";
import { errorOf, idx, utf8 } from "./_fixtures.ts";

const FILES: Record<string, Uint8Array> = {
  "train-images": idx([3, 2, 2]),
  "train-labels": idx([3], [0, 1, 1]),
  "test-images": idx([2, 2, 2]),
  "test-labels": idx([2], [1, 0]),
};

function source(description: string, files: Record<string, Uint8Array>): Source {
  return {
    description,
    read(name) {
      const bytes = files[name];
      const path = `/${description}/${name}`;
      return bytes === undefined
        ? Promise.reject(new DataError(path, `Cannot read "${path}": gone`))
        : Promise.resolve({ path, bytes });
    },
  };
}

async function definition(...sources: Source[]): Promise<DatasetDefinition> {
  const file = async (name: string) => ({ name, sha256: await sha256(FILES[name]!) });
  return {
    name: "toy",
    classNames: ["cat", "dog"],
    files: {
      trainImages: await file("train-images"),
      trainLabels: await file("train-labels"),
      testImages: await file("test-images"),
      testLabels: await file("test-labels"),
    },
    sources,
  };
}

describe("loadDefinition", () => {
  it("takes the first source, and packed files with the same checksums", async () => {
    const packed = Object.fromEntries(
      Object.entries(FILES).map(([name, bytes]) => [name, gzipSync(bytes)]),
    );
    for (const files of [FILES, packed]) {
      const dataset = await loadDefinition(await definition(source("first", files)));
      expect(dataset).toMatchObject({ name: "toy", classNames: ["cat", "dog"] });
      expect(dataset.train.count).toBe(3);
      expect([...dataset.test.labels]).toEqual([1, 0]);
      expect(dataset.sha256["train-images"]).toBe(await sha256(FILES["train-images"]!));
    }
  });

  it.each([
    ["has nothing", {}],
    ["has a changed file", { ...FILES, "test-labels": idx([2], [1, 1]) }],
    ["has an HTML page", { ...FILES, "train-images": utf8("<html>moved") }],
  ])("goes on to the next source when the first %s", async (_title, files) => {
    const dataset = await loadDefinition(
      await definition(source("first", files), source("second", FILES)),
    );
    expect([...dataset.test.labels]).toEqual([1, 0]);
  });

  it("names file, source and both checksums when a file was changed", async () => {
    const changed = idx([2], [1, 1]);
    const error = await errorOf(async () =>
      loadDefinition(await definition(source("only", { ...FILES, "test-labels": changed })))
    );
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toBe(
      `"/only/test-labels" is not the file "test-labels" of dataset "toy": expected SHA-256 ` +
        `${await sha256(FILES["test-labels"]!)}, received ${await sha256(changed)}. ` +
        `Restore the file (only), or give your own data with --data-dir`,
    );
  });

  it("lists why every source failed", async () => {
    const error = await errorOf(async () =>
      loadDefinition(
        await definition(
          source("first", {}),
          source("second", { ...FILES, "train-labels": utf8("<html>moved") }),
        ),
      )
    );
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toBe(
      `Cannot load dataset "toy" from any of its 2 sources:\n` +
        `  first: Cannot read "/first/train-labels": gone\n` +
        `  second: "/second/train-labels" is not an IDX file: it is an HTML page, as servers ` +
        `send in place of a file that is gone or moved. Download the data from another source`,
    );
  });

  it("hands on errors that are not about data", async () => {
    const broken: Source = {
      description: "broken",
      read: () => Promise.reject(new TypeError("a bug")),
    };
    const error = await errorOf(async () =>
      loadDefinition(await definition(broken, source("second", FILES)))
    );
    expect(error).toEqual(new TypeError("a bug"));
  });
});

describe("npmSource", () => {
  it("tells how to install a package that is not there", async () => {
    const error = await errorOf(() => npmSource("no-such-package", "data").read("file"));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toMatch(
      /^Cannot read ".*\/node_modules\/no-such-package\/data\/file": the npm package "no-such-package" is not installed\. Run "deno install" in the project$/,
    );
  });
});

it("sha256 gives the digest of FIPS 180-4's example", async () => {
  expect(await sha256(utf8("abc"))).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});
