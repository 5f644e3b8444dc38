import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { aptSource } from "../../../src/data/catalogue/apt_source.ts";
import { loadDefinition } from "../../../src/data/load_definition.ts";
import { DataError, type DownloadProgress } from "../../../src/data/mod.ts";
import { requirement } from "../../_require.ts";
import { errorOf, temporaryFolder } from "./_fixtures.ts";
import { FILES, toyDefinition } from "./_toy_definition.ts";

const itWithDpkg = requirement("dpkg-deb", canRun("dpkg-deb"));

function canRun(program: string): boolean {
  try {
    return new Deno.Command(program, { args: ["--version"], stdout: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

/** A stand-in for apt-get, so that no test needs a network: a shell script. */
async function aptGet(script: string): Promise<string> {
  const path = `${await temporaryFolder()}/apt-get`;
  await Deno.writeTextFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

/** A real package with the files below usr/share/toy. */
async function archive(): Promise<string> {
  const folder = await temporaryFolder();
  await Deno.mkdir(`${folder}/tree/DEBIAN`, { recursive: true });
  await Deno.mkdir(`${folder}/tree/usr/share/toy`, { recursive: true });
  await Deno.writeTextFile(
    `${folder}/tree/DEBIAN/control`,
    "Package: dataset-toy\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b.c>\nDescription: x\n",
  );
  for (const [name, bytes] of Object.entries(FILES)) {
    await Deno.writeFile(`${folder}/tree/usr/share/toy/${name}.gz`, gzipSync(bytes));
  }
  const { success } = await new Deno.Command("dpkg-deb", {
    args: ["--build", `${folder}/tree`, `${folder}/dataset-toy_1_all.deb`],
    stdout: "null",
  }).output();
  expect(success).toBe(true);
  return `${folder}/dataset-toy_1_all.deb`;
}

describe("aptSource", () => {
  const load = async (aptGet: string, dpkgDeb = "dpkg-deb") => {
    const cache = await temporaryFolder();
    const reports: DownloadProgress[] = [];
    const definition = await toyDefinition(
      aptSource("dataset-toy", "usr/share/toy", { aptGet, dpkgDeb }),
    );
    const find = () =>
      loadDefinition(definition, { cache, onProgress: (report) => reports.push(report) });
    return { cache, reports, find };
  };
  const left = async (cache: string) =>
    (await Array.fromAsync(Deno.readDir(`${cache}/toy`))).map(({ name }) => name).sort();

  itWithDpkg("unpacks the package into the cache, and leaves nothing else there", async () => {
    const program = await aptGet(`[ "$1 $2" = "download dataset-toy" ] && cp ${await archive()} .`);
    const { cache, reports, find } = await load(program);
    const { dataset, source } = await find();
    expect(source).toBe("apt-get download dataset-toy");
    expect([...dataset.train.labels]).toEqual([0, 1, 1]);
    expect(await left(cache)).toEqual(Object.keys(FILES).map((name) => `${name}.gz`).sort());
    expect(reports.map(({ file, done }) => [file, done])).toEqual([
      ["dataset-toy.deb", false],
      ["dataset-toy.deb", true],
    ]);
    expect((await find()).source).toBe("cache");
  });

  it.each([
    [
      "fails",
      "echo 'Reading...' >&2; echo 'E: Unable to locate package dataset-toy.' >&2; exit 100",
      /Cannot run "apt-get download dataset-toy": \S+ ended with code 100: E: Unable to locate package dataset-toy$/m,
    ],
    ["makes nothing", "exit 0", /apt-get downloaded no file for the package "dataset-toy"\. Run/],
  ])("tells of an apt-get that %s", async (_title, script, message) => {
    const { cache, find } = await load(await aptGet(script));
    const error = await errorOf(find);
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toMatch(message);
    expect(await left(cache)).toEqual([]);
  });

  it("tells of a system that has no apt-get", async () => {
    const { find } = await load("/none/apt-get");
    expect((await errorOf(find)).message).toContain(
      `Cannot run "apt-get download dataset-toy": there is no program "/none/apt-get" (this ` +
        `needs Debian or Ubuntu)`,
    );
  });
});
