import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { explainPip, pipSource } from "../../../../pipeline/setup/pip_source.ts";
import { wheelPlatform } from "../../../../pipeline/setup/platform.ts";
import { pypiSource } from "../../../../pipeline/setup/pypi_source.ts";
import { downloadTarball, tarballUrl } from "../../../../pipeline/setup/tarball.ts";
import { compareVersions, satisfies } from "../../../../pipeline/setup/versions.ts";
import { cudaRequirements, parseRecord } from "../../../../pipeline/setup/wheel.ts";
import { fetchWheel } from "../../../../pipeline/setup/wheel_source.ts";
import { requirement } from "../../../_require.ts";
import { content, filesIn, temporaryFolder, writeWheel } from "./_packages.ts";

const LINUX = wheelPlatform("linux", "x86_64");

describe("satisfies", () => {
  it.each([
    ["12.6.1", "<13.0,>=12.5.3.2", true],
    ["12.5.3.2", ">=12.5.3.2", true],
    ["12.5.3.1", ">=12.5.3.2", false],
    ["13.0", "<13.0", false],
    ["12.10.0", ">12.9", true],
    ["2.21", "==2.21.0", true],
    ["2.21.0rc1", ">=2.0", false],
    ["3.0", "!=3.0.0", false],
    ["1.2", "", true],
  ])("%s %s: %s", (version, comparisons, expected) => {
    expect(satisfies(version, comparisons)).toBe(expected);
  });

  it("refuses what it does not know", () => {
    expect(() => satisfies("1.0", "~=1.0")).toThrow(/Cannot compare versions by "~=1\.0"/);
  });

  it("sorts by number", () => {
    expect(["9.10", "9.9", "10.0", "9.9.1"].sort(compareVersions))
      .toEqual(["9.9", "9.9.1", "9.10", "10.0"]);
  });
});

describe("what a wheel says of itself", () => {
  it("reads RECORD", () => {
    const hash = createHash("sha256").update("x");
    const digest = hash.copy().digest("base64url");
    const record = parseRecord(
      `a/b.so.2,sha256=${digest},1\r\n"a,b.py",sha256=${digest},2\nRECORD,,\n`,
    );
    expect([...record]).toEqual([["a/b.so.2", hash.copy().digest("hex")], [
      "a,b.py",
      hash.digest("hex"),
    ]]);
  });

  it("reads what and-cuda asks for", () => {
    const metadata = [
      "Requires-Dist: numpy>=1.26",
      'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
      "Requires-Dist: nvidia-nccl-cu12 (==2.27.7) ; extra == 'and-cuda'",
      'Requires-Dist: nvidia-dali; extra == "dali"',
    ].join("\n");
    expect(cudaRequirements(metadata)).toEqual([
      { name: "nvidia-cublas-cu12", versions: "<13.0,>=12.5.3.2" },
      { name: "nvidia-nccl-cu12", versions: "==2.27.7" },
    ]);
  });
});

describe("wheelPlatform", () => {
  it.each([
    ["linux", "x86_64", "t-2-cp311-cp311-manylinux_2_27_x86_64.whl", true],
    ["linux", "x86_64", "t-2-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", true],
    ["linux", "x86_64", "t-2-cp311-cp311-manylinux_2_27_aarch64.whl", false],
    ["linux", "aarch64", "t-2-cp311-cp311-manylinux_2_27_aarch64.whl", true],
    ["linux", "x86_64", "t-2-cp311-cp311-win_amd64.whl", false],
    ["darwin", "aarch64", "t-2-cp311-cp311-macosx_12_0_arm64.whl", true],
  ])("on %s %s: %s: %s", (os, arch, file, expected) => {
    expect(wheelPlatform(os, arch).wheels.test(file)).toBe(expected);
  });

  it("says where there are none", () => {
    expect(() => wheelPlatform("windows", "x86_64")).toThrow(
      /Cannot fetch TensorFlow for windows x86_64: .* Train with --engine onnx/,
    );
    expect(() => tarballUrl("gpu", "darwin", "aarch64")).toThrow(/Leave out --tarball/);
    expect(tarballUrl("gpu", "linux", "x86_64")).toBe(
      "https://storage.googleapis.com/tensorflow/versions/2.18.0/libtensorflow-gpu-linux-x86_64.tar.gz",
    );
  });
});

describe("sources on the network", () => {
  let answer: (path: string, method: string) => Response;
  let server: Deno.HttpServer<Deno.NetAddr>;
  let index: string;

  beforeEach(() => {
    server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      ({ url, method }) => answer(new URL(url).pathname, method),
    );
    index = `http://127.0.0.1:${server.addr.port}`;
  });
  afterEach(() => server.shutdown());

  const bytes = content("wheel", 100_000);
  const sha256 = createHash("sha256").update(bytes).digest("hex");

  const release = (version: string, tags: string, more = {}) => ({
    filename: `pkg-${version}-${tags}.whl`,
    url: `${index}/files/pkg-${version}-${tags}.whl`,
    size: bytes.length,
    digests: { sha256 },
    ...more,
  });
  const tags = "cp312-cp312-manylinux_2_27_x86_64";
  const serve = (releases: Record<string, unknown[]>) => (path: string) =>
    path === "/pypi/pkg/json"
      ? Response.json({ info: {}, releases })
      : path.startsWith("/files/")
      ? new Response(bytes)
      : new Response("none", { status: 404 });
  const fetchPkg = async (folder: string, versions = "<3.0,>=2.0") =>
    await pypiSource(LINUX, { index }).fetch({ name: "pkg", versions }, folder);

  it("takes the newest fitting wheel from PyPI", async () => {
    await using work = await temporaryFolder();
    answer = serve({
      "2.9": [release("2.9", tags)],
      "2.10": [release("2.10", "cp312-cp312-win_amd64"), release("2.10", tags)],
      "2.11": [release("2.11", tags, { yanked: true })],
      "2.12rc1": [release("2.12rc1", tags)],
      "3.0": [release("3.0", tags)],
    });
    const path = await fetchPkg(work.path);
    expect(path).toBe(`${work.path}/pkg-2.10-${tags}.whl`);
    expect(await Deno.readFile(path)).toEqual(bytes);
  });

  it.each([
    ["no such version", () => serve({ "3.0": [release("3.0", tags)] }), /lists no wheel/],
    [
      "another content",
      () => serve({ "2.0": [release("2.0", tags, { digests: { sha256: "0".repeat(64) } })] }),
      /received SHA-256 [0-9a-f]{64}, expected 0{64}/,
    ],
    ["another size", () => serve({ "2.0": [release("2.0", tags, { size: 9 })] }), /expected 9/],
    ["another page", () => () => new Response("<html>"), /is not PyPI's description of a package/],
    ["no package", () => () => new Response("", { status: 404 }), /the server answered 404/],
  ])("fails for %s", async (_, answers, message) => {
    await using work = await temporaryFolder();
    answer = answers();
    await expect(fetchPkg(work.path)).rejects.toThrow(message);
  });

  it("tells each source's reason where none answers", async () => {
    await using work = await temporaryFolder();
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    const sources = [
      pipSource("/no/such/python", LINUX, { isTerminal: false }),
      pypiSource(LINUX, { index: `http://127.0.0.1:${port}` }),
    ];
    await expect(fetchWheel({ name: "pkg", versions: "==2.0" }, work.path, sources)).rejects
      .toThrow(
        /^Cannot fetch pkg==2\.0: \/no\/such\/python -m pip: it is not installed; 127\.0\.0\.1:\d+: Cannot download "http:\/\/127\.0\.0\.1:\d+\/pypi\/pkg\/json": .*Connection refused.*\. Fetch the wheel on a machine with network, by "pip download --no-deps pkg==2\.0", and give its folder with --from$/,
      );
  });

  it("checks a tarball by the MD5 that comes with it", async () => {
    await using work = await temporaryFolder();
    let md5 = createHash("md5").update(bytes).digest("base64");
    answer = () =>
      new Response(bytes, { headers: { "x-goog-hash": `crc32c=AAAAAA==,md5=${md5}` } });
    const path = `${work.path}/a.tar.gz`;
    expect(await downloadTarball(`${index}/a.tar.gz`, path)).toBe(true);
    expect(await Deno.readFile(path)).toEqual(bytes);
    md5 = "AAAAAAAAAAAAAAAAAAAAAA==";
    await expect(downloadTarball(`${index}/a.tar.gz`, path)).rejects.toThrow(/expected A{22}==/);
    answer = () => new Response(bytes);
    expect(await downloadTarball(`${index}/a.tar.gz`, path)).toBe(false);
  });
});

describe("pipSource", () => {
  it.each([
    ["/usr/bin/python3: No module named pip", "this Python has no pip"],
    [
      "WARNING: Retrying: NewConnectionError: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution\nERROR: No matching distribution found for x",
      "no network, or the package index cannot be reached",
    ],
    [
      "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
      "the disk is full. Free some space, or set TMPDIR to a folder on another disk",
    ],
    [
      "WARNING: a\nERROR: No matching distribution found for x\n",
      "No matching distribution found for x",
    ],
    ["", "it printed no reason"],
  ])("explains %j", (stderr, expected) => expect(explainPip(stderr)).toBe(expected));

  requirement("python3 with pip", hasPip())("lets pip choose among wheels", async () => {
    await using work = await temporaryFolder();
    const [index, folder] = [`${work.path}/index`, `${work.path}/fetched`];
    await Deno.mkdir(index);
    await Deno.mkdir(folder);
    const files = { "pkg/a.so": content("a") };
    for (const version of ["1.0", "2.0", "3.0"]) {
      await writeWheel(index, { name: "sample-package", version, files, tags: "py3-none-any" });
    }
    Deno.env.set("PIP_NO_INDEX", "1");
    Deno.env.set("PIP_FIND_LINKS", index);
    try {
      const source = pipSource("python3", LINUX, { isTerminal: false });
      const path = await source.fetch({ name: "sample-package", versions: "<3.0,>=1.0" }, folder);
      expect(path).toBe(`${folder}/sample_package-2.0-py3-none-any.whl`);
      expect(filesIn(folder)).toEqual(["sample_package-2.0-py3-none-any.whl"]);
      await expect(source.fetch({ name: "sample-package", versions: ">=4.0" }, folder)).rejects
        .toThrow(
          /No matching distribution found for sample-package>=4\.0/,
        );
    } finally {
      Deno.env.delete("PIP_NO_INDEX");
      Deno.env.delete("PIP_FIND_LINKS");
    }
  });
});

function hasPip(): boolean {
  try {
    return new Deno.Command("python3", { args: ["-m", "pip", "--version"] }).outputSync().success;
  } catch {
    return false;
  }
}
