import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mirrorSource } from "../../../src/data/catalogue/mirror_source.ts";
import { loadDefinition } from "../../../src/data/load_definition.ts";
import { DataError, type DownloadProgress } from "../../../src/data/mod.ts";
import { errorOf, idx, temporaryFolder } from "./_fixtures.ts";
import { FILES, toyDefinition } from "./_toy_definition.ts";

function gzip(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(bytes));
}

/** What the server answers to a request for one of its files. */
type Answer = (name: string) => Response | Promise<Response>;

const packedFile: Answer = (name) => {
  const bytes = FILES[name.replace(/\.gz$/, "")];
  return bytes === undefined
    ? new Response("<html>gone</html>", { status: 404 })
    : new Response(gzip(bytes), { headers: { "content-type": "application/x-gzip" } });
};

let answer: Answer;
let server: Deno.HttpServer<Deno.NetAddr>;
let base: string;
let asked: string[];

beforeEach(() => {
  asked = [];
  server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    return answer(pathname.replace("/data/", ""));
  });
  base = `http://127.0.0.1:${server.addr.port}/data/`;
});

afterEach(() => server.shutdown());

async function load(...bases: string[]) {
  const cache = await temporaryFolder();
  const reports: DownloadProgress[] = [];
  const definition = await toyDefinition(
    ...bases.map((address) => mirrorSource(address, { stallSeconds: 0.3 })),
  );
  const found = () =>
    loadDefinition(definition, { cache, onProgress: (progress) => reports.push(progress) });
  return { cache, reports, found };
}

describe("mirrorSource", () => {
  it("downloads, checks, tells how far it is, and leaves the files in the cache", async () => {
    answer = packedFile;
    const { cache, reports, found } = await load(base);
    const { dataset, source } = await found();
    expect(source).toBe(base);
    expect([...dataset.train.labels]).toEqual([0, 1, 1]);
    expect(asked).toEqual(
      ["train-labels", "test-labels", "train-images", "test-images"].map((n) => `/data/${n}.gz`),
    );
    const size = gzip(FILES["train-images"]!).length;
    expect(reports.filter(({ file, done }) => done && file === "train-images.gz")).toEqual([{
      source: new URL(base).host,
      file: "train-images.gz",
      received: size,
      total: size,
      done: true,
    }]);
    expect(reports.filter(({ done }) => done)).toHaveLength(4);
    expect((await Deno.readFile(`${cache}/toy/train-images.gz`)).length).toBe(size);
    expect((await found()).source).toBe("cache");
    expect(asked).toHaveLength(4);
  });

  it("goes on to the next mirror", async () => {
    answer = (name) => asked.length === 1 ? new Response("no", { status: 503 }) : packedFile(name);
    const { found } = await load(base, `${base}`);
    expect((await found()).dataset.test.count).toBe(2);
  });

  it.each<[string, Answer, RegExp]>([
    [
      "a file that is gone",
      () => new Response("", { status: 404, statusText: "Not Found" }),
      /Cannot download ".*\/data\/train-labels\.gz": the server answered 404 Not Found$/m,
    ],
    [
      "an HTML page with status 200",
      () => new Response("<!doctype html>moved"),
      /train-labels\.gz" is not an IDX file: it is an HTML page/,
    ],
    [
      "a wrong checksum",
      (name) => name === "test-labels.gz" ? new Response(gzip(idx([2], [1, 1]))) : packedFile(name),
      /test-labels\.gz" is not the file "test-labels" .*: expected SHA-256 \w{64}, received \w{64}/,
    ],
    [
      "a connection that stalls",
      () => {
        let timer: ReturnType<typeof setTimeout>;
        return new Response(
          new ReadableStream({
            start(controller) {
              controller.enqueue(new Uint8Array(10));
              timer = setTimeout(() => controller.close(), 3000);
            },
            cancel: () => clearTimeout(timer),
          }),
        );
      },
      /Cannot download ".*\/data\/train-labels\.gz": no data came for 0\.3 s after 10 bytes$/m,
    ],
    [
      "a file that ends early",
      () => new Response(gzip(FILES["train-labels"]!).subarray(0, 20)),
      /Cannot unpack ".*train-labels\.gz": its gzip data is cut short after 20 bytes/,
    ],
  ])("tells of %s, and keeps nothing", async (_title, given, message) => {
    answer = given;
    const { cache, found } = await load(base);
    const error = await errorOf(found);
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toMatch(message);
    expect(await Array.fromAsync(Deno.readDir(`${cache}/toy`))).toEqual([]);
  });

  it("tells of a connection that is cut", async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const serve = async () => {
      const connection = await listener.accept();
      await connection.read(new Uint8Array(4096));
      const head = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n";
      await connection.write(new TextEncoder().encode(`${head}0123456789`));
      connection.close();
    };
    const { found } = await load(`http://127.0.0.1:${listener.addr.port}/`);
    const [error] = await Promise.all([errorOf(found), serve()]);
    expect(error.message).toMatch(
      /Cannot download "\S+\/train-labels\.gz": .+ after 10 of 100 bytes$/m,
    );
  });

  it("tells of a server that is not there", async () => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const address = `http://127.0.0.1:${listener.addr.port}/`;
    listener.close();
    const { found } = await load(address);
    const { message } = await errorOf(found);
    expect(message).toMatch(/: Cannot download "\S+\/train-labels\.gz": .*refused/);
    expect(message.split(address)).toHaveLength(3);
  });

  it("tells of a missing permission", async () => {
    const module = new URL("../../../src/data/catalogue/mirror_source.ts", import.meta.url).href;
    const script = `import { mirrorSource } from "${module}";
      try {
        for await (const _ of mirrorSource("https://example.org/").read(["a"], {}));
      } catch (error) {
        console.log(error.message);
      }`;
    const folder = await temporaryFolder();
    await Deno.writeTextFile(`${folder}/script.ts`, script);
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", `${folder}/script.ts`],
    }).output();
    expect(new TextDecoder().decode(stdout)).toBe(
      `Cannot download "https://example.org/a.gz": Deno has no permission for the network. ` +
        `Add --allow-net=example.org\n`,
    );
  });
});
