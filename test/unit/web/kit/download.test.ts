import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { download } from "../../../../web/kit/_download.ts";
import { ModelLoadError } from "../../../../web/kit/mod.ts";
import { bytes, html, serveAnswers } from "./_answers.ts";

const CONTENT = Uint8Array.from({ length: 5000 }, (_, i) => i % 251);
const WANTED = { name: "the file", remedy: "Look again" };
const WASM = { ...WANTED, magic: [0, 0x61, 0x73, 0x6d] };

const server = serveAnswers({
  "/file": () => bytes(CONTENT),
  "/packed": () => bytes(new Uint8Array(gzipSync(CONTENT)), { "content-encoding": "gzip" }),
  "/page": () => html(200, "\n  <!DOCTYPE html><title>Home</title>"),
  "/error": () => html(503, "<h1>Busy</h1>"),
  "/empty": () => bytes(new Uint8Array()),
});
afterAll(() => server[Symbol.asyncDispose]());

async function refusal(path: string, wanted: typeof WASM | typeof WANTED = WANTED) {
  const error = await download(server.url + path, wanted, () => {}).catch((error) => error);
  expect(error).toBeInstanceOf(ModelLoadError);
  return error as ModelLoadError;
}

describe("download", () => {
  it("gives the bytes, and says how many there are", async () => {
    const progress: [number, number | undefined][] = [];
    const received = await download(`${server.url}/file`, WANTED, (...step) => progress.push(step));
    expect(received).toEqual(CONTENT);
    expect(progress.at(-1)).toEqual([5000, 5000]);
  });

  it("does not take a compressed length for the length", async () => {
    const progress: [number, number | undefined][] = [];
    const received = await download(
      `${server.url}/packed`,
      WANTED,
      (...step) => progress.push(step),
    );
    expect(received).toEqual(CONTENT);
    expect(progress.at(-1)).toEqual([5000, undefined]);
  });

  it.each([
    ["/gone", 404, "text/html", "the server answered 404 Not Found (text/html). Look again"],
    ["/error", 503, "text/html", "the server answered 503 Service Unavailable (text/html)"],
    ["/page", 200, "text/html", "the server sent an HTML page in its place (text/html)"],
    ["/empty", 200, "application/octet-stream", "the file is empty (application/octet-stream)"],
  ])("refuses %s", async (path, status, contentType, message) => {
    const error = await refusal(path);
    expect(error.message).toContain(`Cannot load the file from ${server.url}${path}: ${message}`);
    expect(error).toMatchObject({ url: server.url + path, status, contentType });
  });

  it("refuses what does not start as such a file does", async () => {
    expect((await refusal("/file", WASM)).message).toContain(
      "the file starts with 00 01 02 03 in place of 00 61 73 6d",
    );
    expect((await refusal("/page", WASM)).message).toContain("HTML page");
  });

  it("says where a transfer broke off", async () => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const serving = (async () => {
      using connection = await listener.accept();
      await connection.read(new Uint8Array(2000));
      await connection.write(
        new TextEncoder().encode("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"),
      );
    })();
    const url = `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}/`;
    const error = await download(url, WANTED, () => {}).catch((error) => error);
    await serving;
    listener.close();
    expect(error).toBeInstanceOf(ModelLoadError);
    expect(error.message).toMatch(/the transfer broke off after 4 bytes \(.+\)\. Look again/);
  });

  it("explains that nobody answers, and that a file's page may not fetch", async () => {
    const gone = serveAnswers({});
    await gone[Symbol.asyncDispose]();
    const error = await download(`${gone.url}/model.onnx`, WANTED, () => {}).catch((error) =>
      error
    );
    expect(error.message).toContain("no answer (");
    expect(error.message).toContain("Access-Control-Allow-Origin");
    expect(error).toMatchObject({ url: `${gone.url}/model.onnx` });
    expect(error.status).toBeUndefined();
    const missing = await download("file:///nowhere/model.onnx", WANTED, () => {}).catch((error) =>
      error
    );
    expect(missing.message).toContain("modelBytes");
  });
});
