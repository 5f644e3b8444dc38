import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import type { Source } from "../../../src/data/catalogue/mod.ts";
import { npmSource } from "../../../src/data/catalogue/npm_source.ts";
import { loadDefinition, type LoadDefinitionOptions } from "../../../src/data/load_definition.ts";
import { DataError, sha256 } from "../../../src/data/mod.ts";
import { errorOf, folderWith, idx, temporaryFolder, utf8 } from "./_fixtures.ts";
import { FILES, toyDefinition } from "./_toy_definition.ts";

function source(
  description: string,
  files: Record<string, Uint8Array>,
  { keep = false, cut = false } = {},
): Source {
  return {
    description,
    keep,
    async *read(names) {
      for (const name of names) {
        const bytes = files[name];
        const path = `/${description}/${name}`;
        if (bytes === undefined) throw new DataError(path, `Cannot read "${path}": gone`);
        yield await Promise.resolve({ path, bytes });
        if (cut) throw new DataError(path, `Cannot read "${path}": cut`);
      }
    },
  };
}

let cache: string;
beforeEach(async () => {
  cache = await temporaryFolder();
});

const load = async (sources: Source[], options: LoadDefinitionOptions = {}) =>
  await loadDefinition(await toyDefinition(...sources), { cache, ...options });

describe("loadDefinition", () => {
  it("takes the first source, and packed files with the same checksums", async () => {
    const packed = Object.fromEntries(
      Object.entries(FILES).map(([name, bytes]) => [name, gzipSync(bytes)]),
    );
    for (const files of [FILES, packed]) {
      const { dataset, source: found } = await load([source("first", files)]);
      expect(found).toBe("first");
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
    const { dataset, source: found } = await load([
      source("first", files),
      source("second", FILES),
    ]);
    expect(found).toBe("second");
    expect([...dataset.test.labels]).toEqual([1, 0]);
  });

  it("lists why every source failed, the cache too, and what helps", async () => {
    const changed = idx([2], [1, 1]);
    const error = await errorOf(() =>
      load([
        source("first", {}),
        source("second", { ...FILES, "train-labels": utf8("<html>moved") }),
        source("third", { ...FILES, "test-labels": changed }, { keep: true }),
      ])
    );
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toBe(
      `Cannot load dataset "toy". It was looked for in:\n` +
        `  first: Cannot read "/first/train-labels": gone\n` +
        `  second: "/second/train-labels" is not an IDX file: it is an HTML page, as servers ` +
        `send in place of a file that is gone or moved. Download the data from another source\n` +
        `  cache: Cannot read "${cache}/toy/train-labels": nothing is in the cache\n` +
        `  third: "/third/test-labels" is not the file "test-labels" of dataset "toy": expected ` +
        `SHA-256 ${await sha256(FILES["test-labels"]!)}, received ${await sha256(changed)}. ` +
        `Restore the file (third), or give your own data with --data-dir\n` +
        `Draw them again`,
    );
  });

  it("hands on errors that are not about data", async () => {
    const broken: Source = {
      description: "broken",
      keep: false,
      // deno-lint-ignore require-yield
      async *read() {
        await Promise.resolve();
        throw new TypeError("a bug");
      },
    };
    const error = await errorOf(() => load([broken, source("second", FILES)]));
    expect(error).toEqual(new TypeError("a bug"));
  });
});

describe("the cache", () => {
  const packed = Object.fromEntries(
    Object.entries(FILES).map(([name, bytes]) => [name, gzipSync(bytes)]),
  );

  it.each([["raw", FILES, ""], ["packed", packed, ".gz"]])(
    "keeps %s files that came from elsewhere, and is asked first then",
    async (_title, files, suffix) => {
      const remote = source("remote", files, { keep: true });
      expect((await load([remote])).source).toBe("remote");
      const names = (await Array.fromAsync(Deno.readDir(`${cache}/toy`))).map(({ name }) => name);
      expect(names.sort()).toEqual(Object.keys(FILES).map((name) => name + suffix).sort());
      const { source: found, dataset } = await load([source("remote", {}, { keep: true })]);
      expect(found).toBe("cache");
      expect(dataset.train.count).toBe(3);
    },
  );

  it("comes after sources of this machine, which it does not keep", async () => {
    expect((await load([source("local", FILES)])).source).toBe("local");
    expect(await Array.fromAsync(Deno.readDir(cache))).toEqual([]);
  });

  it("keeps nothing of a download that ends early", async () => {
    await errorOf(() => load([source("remote", FILES, { keep: true, cut: true })]));
    expect(await Array.fromAsync(Deno.readDir(`${cache}/toy`))).toEqual([]);
  });

  it("is passed over when one of its files was changed", async () => {
    const remote = source("remote", FILES, { keep: true });
    await load([remote]);
    await Deno.writeFile(`${cache}/toy/test-labels`, idx([2], [1, 1]));
    expect((await load([remote])).source).toBe("remote");
    expect((await load([])).source).toBe("cache");
  });

  it.each([["raw", FILES, ".gz"], ["packed", packed, ""]])(
    "does not keep a damaged file beside the %s one that took its place",
    async (_title, files, damaged) => {
      await Deno.mkdir(`${cache}/toy`);
      await Deno.writeTextFile(`${cache}/toy/test-labels${damaged}`, "damaged");
      const remote = source("remote", files, { keep: true });
      expect((await load([remote])).source).toBe("remote");
      expect((await load([])).source).toBe("cache");
    },
  );

  it("is all that is asked beside this machine without downloads", async () => {
    const error = await errorOf(() =>
      load([source("remote", FILES, { keep: true })], { download: false })
    );
    expect(error.message).not.toContain("remote");
    expect(error.message).toContain("nothing is in the cache");
  });

  it("stops downloads where it cannot be written, and says so once", async () => {
    await Deno.writeTextFile(`${cache}/toy`, "a file in the way");
    const error = await errorOf(() =>
      load([source("a", FILES, { keep: true }), source("b", FILES, { keep: true })])
    );
    expect(error.message.split("\n").slice(2)).toEqual([
      `  downloads: Cannot keep files in the cache "${cache}/toy": a file stands where one of ` +
      `its folders should be. Move that file away or choose another folder`,
      "Draw them again",
    ]);
  });
});

describe("from", () => {
  it("takes the files of one folder alone, packed or not, and keeps them", async () => {
    const from = await folderWith({
      ...FILES,
      "train-images": "removed below",
      "train-images.gz": gzipSync(FILES["train-images"]!),
    });
    await Deno.remove(`${from}/train-images`);
    expect((await load([], { from: `${from}/` })).source).toBe(`${from}/`);
    expect((await load([])).source).toBe("cache");
  });

  it("names the file that the folder does not have", async () => {
    const from = await temporaryFolder();
    const error = await errorOf(() => load([source("first", FILES)], { from }));
    expect(error.message).toBe(
      `Cannot read "${from}/train-labels": there is no such file, packed (.gz) or not. ` +
        `Give the folder with the four files of "toy"`,
    );
  });
});

describe("npmSource", () => {
  it("tells how to install a package that is not there", async () => {
    const { read } = npmSource("no-such-package", "data");
    const error = await errorOf(() => Array.fromAsync(read(["file"], { workFolder: "." })));
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
