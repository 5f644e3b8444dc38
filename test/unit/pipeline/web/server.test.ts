import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { siteHandler } from "../../../../pipeline/web/server.ts";
import { serveSite } from "../../../../pipeline/web/serve_site.ts";
import { folderWith } from "./_folder.ts";

const TEXT = "a".repeat(2000);
let site: Awaited<ReturnType<typeof folderWith>>;
let get: (path: string, headers?: HeadersInit, method?: string) => Promise<Response>;

beforeAll(async () => {
  site = await folderWith({
    "secret.txt": "not for you",
    "site/index.html": "<!doctype html>",
    "site/examples/index.html": "<!doctype html>examples",
    "site/assets/page.Ab3_-x9Z.js": TEXT,
    "site/assets/page.Ab3_-x9Z.js.br": brotliCompressSync(TEXT),
    "site/assets/page.Ab3_-x9Z.js.gz": gzipSync(TEXT),
    "site/kit/ort.1a2b3c4d.wasm": Uint8Array.of(0, 97, 115, 109),
    "site/kit/only.js": TEXT,
    "site/kit/only.js.gz": gzipSync(TEXT),
    "site/model/model.1a2b3c4d.onnx": "model",
    "site/model/model.onnx": "model",
    "site/with space.svg": "<svg/>",
  });
  const handler = siteHandler(`${site.path}/site`);
  get = (path, headers = {}, method = "GET") =>
    handler(new Request(`http://127.0.0.1${path}`, { headers, method }));
});
afterAll(() => site[Symbol.asyncDispose]());

describe("siteHandler", () => {
  it.each([
    ["/", "text/html; charset=utf-8", "no-cache"],
    ["/examples/", "text/html; charset=utf-8", "no-cache"],
    [
      "/assets/page.Ab3_-x9Z.js",
      "text/javascript; charset=utf-8",
      "public, max-age=31536000, immutable",
    ],
    ["/kit/ort.1a2b3c4d.wasm", "application/wasm", "public, max-age=31536000, immutable"],
    ["/kit/only.js", "text/javascript; charset=utf-8", "no-cache"],
    [
      "/model/model.1a2b3c4d.onnx",
      "application/octet-stream",
      "public, max-age=31536000, immutable",
    ],
    ["/model/model.onnx", "application/octet-stream", "no-cache"],
    ["/with%20space.svg", "image/svg+xml", "no-cache"],
    ["/index.html?x=1", "text/html; charset=utf-8", "no-cache"],
  ])("%s", async (path, type, cache) => {
    const response = await get(path);
    await response.body?.cancel();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(type);
    expect(response.headers.get("cache-control")).toBe(cache);
    expect(response.headers.get("vary")).toBe("accept-encoding");
  });

  it.each(["/model/model.onnx", "/gone.onnx", "/examples"])(
    "lets pages of other places read what it answers for %s",
    async (path) => {
      const response = await get(path);
      await response.body?.cancel();
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
    },
  );

  const SCRIPT = "/assets/page.Ab3_-x9Z.js";
  it.each([
    [SCRIPT, "gzip, deflate, br, zstd", "br"],
    [SCRIPT, "gzip", "gzip"],
    [SCRIPT, "br;q=0, gzip;q=0.5", "gzip"],
    [SCRIPT, "BR", "br"],
    [SCRIPT, "identity", null],
    [SCRIPT, "", null],
    ["/kit/only.js", "br, gzip", "gzip"],
    ["/kit/ort.1a2b3c4d.wasm", "br, gzip", null],
  ])("%s for %s comes as %s", async (path, accepted, encoding) => {
    const response = await get(path, { "accept-encoding": accepted });
    expect(response.headers.get("content-encoding")).toBe(encoding);
    const body = new Uint8Array(await response.arrayBuffer());
    expect(response.headers.get("content-length")).toBe(String(body.length));
    const sent = encoding === null ? "" : { br: ".br", gzip: ".gz" }[encoding];
    expect(body).toEqual(new Uint8Array(await Deno.readFile(`${site.path}/site${path}${sent}`)));
  });

  it("answers 304 to who has the file, for each encoding of its own", async () => {
    const plain = await get(SCRIPT);
    const etag = plain.headers.get("etag")!;
    await plain.body?.cancel();
    const again = await get(SCRIPT, { "if-none-match": `"other", W/${etag}` });
    expect([again.status, again.body]).toEqual([304, null]);
    const packed = await get(SCRIPT, { "if-none-match": etag, "accept-encoding": "br" });
    expect(packed.status).toBe(200);
    await packed.body?.cancel();
  });

  it("answers HEAD without a body, and no other method", async () => {
    const head = await get("/kit/only.js", {}, "HEAD");
    expect([head.status, head.body, head.headers.get("content-length")]).toEqual([
      200,
      null,
      "2000",
    ]);
    const post = await get("/", {}, "POST");
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("sends who forgets the slash of a folder to it", async () => {
    const response = await get("/examples");
    expect([response.status, response.headers.get("location")]).toEqual([301, "examples/"]);
  });

  it.each([
    ["/..%2fsecret.txt", 400],
    ["/%2e%2e/secret.txt", 404],
    ["/assets/..%2f..%2fsecret.txt", 400],
    ["/..%5csecret.txt", 400],
    ["/%00", 400],
    ["/%ff", 400],
    ["/gone.js", 404],
    ["/index.html/x", 404],
    ["/assets/", 404],
    [`/${"x".repeat(300)}`, 404],
  ])("refuses %s with %i", async (path, status) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await response.text()).not.toContain("not for you");
  });
});

describe("serveSite", () => {
  it("takes the next port where none was asked for, and says when one is taken", async () => {
    await using folder = await folderWith({ "site.json": "{}", "index.html": "here" });
    await using first = await serveSite(folder.path, 0);
    expect(await (await fetch(first.url)).text()).toBe("here");
    const taken = Number(new URL(first.url).port);
    await expect(serveSite(folder.path, taken)).rejects.toThrow(
      `Cannot serve the page: port ${taken} is in use. Choose another with --port`,
    );
    await using second = await serveSite(folder.path);
    await using third = await serveSite(folder.path);
    expect(second.url).not.toBe(third.url);
  });

  it("names the command where there is no site", async () => {
    await using folder = await folderWith();
    await expect(serveSite(folder.path, 0)).rejects.toThrow(
      "it holds no web page. Build it: deno task pipeline",
    );
  });

  it("takes a broken record for none, and says when it cannot be read", async () => {
    await using folder = await folderWith({ "broken/site.json": "{", "other/site.json/x": "" });
    await expect(serveSite(`${folder.path}/broken`, 0)).rejects.toThrow("it holds no web page");
    await expect(serveSite(`${folder.path}/other`, 0)).rejects.toThrow(
      `Cannot read "${folder.path}/other/site.json": it is a folder`,
    );
  });
});
