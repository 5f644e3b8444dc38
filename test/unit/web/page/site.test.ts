import { afterEach, describe, expect, it } from "vitest";
import { loadBytes, loadSite, SiteError } from "../../../../web/page/site.ts";

let server: Deno.HttpServer<Deno.NetAddr> | undefined;
afterEach(() => server?.shutdown());

/** A site of which every file is this answer. */
function serve(answer: () => Response): URL {
  server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, answer);
  return new URL(`http://127.0.0.1:${server.addr.port}/below/model/`);
}

async function failure(folder: URL): Promise<SiteError> {
  const error = await loadSite(folder).then(() => undefined, (error) => error);
  expect(error).toBeInstanceOf(SiteError);
  return error;
}

describe("loadSite", () => {
  it("reads the manifest in the folder", async () => {
    const manifest = { model: { file: "model.1.onnx", bytes: 3, kind: "fp32" } };
    const folder = serve(() => Response.json(manifest));
    expect(await loadSite(folder)).toEqual({ folder, manifest });
  });

  it("says address and status of what is not there", async () => {
    const folder = serve(() => new Response("no", { status: 404, statusText: "Not Found" }));
    const error = await failure(folder);
    const url = `${folder}manifest.json`;
    expect(error.message).toContain(`Cannot load ${url}: the server answered 404 Not Found`);
    expect(error).toMatchObject({ url, status: 404, contentType: "text/plain;charset=UTF-8" });
  });

  it("says type and beginning of what is no JSON", async () => {
    const html = { headers: { "content-type": "text/html" } };
    const folder = serve(() => new Response("<!doctype html><p>Welcome", html));
    const error = await failure(folder);
    const url = `${folder}manifest.json`;
    expect(error.message).toContain(`Cannot read ${url}: expected JSON, got what begins with "<!d`);
    expect(error).toMatchObject({ url, status: 200, contentType: "text/html" });
  });

  it("says when nobody answers", async () => {
    const folder = serve(() => new Response(""));
    await server!.shutdown();
    const error = await failure(folder);
    expect(error.message).toContain("the server does not answer");
    expect(error).toMatchObject({ url: `${folder}manifest.json` });
  });
});

describe("loadBytes", () => {
  const file = { file: "stored.1.pack", bytes: 3 };

  it("gives a file as it is", async () => {
    const folder = serve(() => new Response(Uint8Array.of(31, 139, 60)));
    expect(await loadBytes({ folder }, file)).toEqual(Uint8Array.of(31, 139, 60));
  });

  it("says type and address of a page that comes in its place", async () => {
    const html = { headers: { "content-type": "text/html" } };
    const folder = serve(() => new Response("\n<!doctype html><p>Welcome", html));
    const error = await loadBytes({ folder }, file).catch((error) => error);
    const url = `${folder}stored.1.pack`;
    expect(error).toBeInstanceOf(SiteError);
    expect(error.message).toContain(`Cannot load ${url}: the server sent an HTML page`);
    expect(error).toMatchObject({ url, status: 200, contentType: "text/html" });
  });
});
