import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundlePage } from "../../../../pipeline/web/build_page.ts";
import { listFiles } from "../../../../pipeline/web/files.ts";
import { hashPageSources, type PageRecord } from "../../../../pipeline/web/page_record.ts";
import { addModel, fillTemplate } from "../../../../pipeline/web/single_file.ts";
import { folderWith } from "./_folder.ts";

describe("the page that Vite builds", () => {
  let folder: Awaited<ReturnType<typeof folderWith>>;
  let built: Omit<PageRecord, "sources">;
  let files: ReadonlyMap<string, number>;
  const text = (path: string) => Deno.readTextFileSync(`${folder.path}/site/${path}`);

  beforeAll(async () => {
    folder = await folderWith();
    const warnings: string[] = [];
    built = await bundlePage(folder.path, (text) => warnings.push(text));
    expect(warnings).toEqual([]);
    files = await listFiles(`${folder.path}/site`);
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  it("has a page, a kit and three examples", () => {
    const names = [...files.keys()];
    expect(names).toEqual(expect.arrayContaining([
      "examples/bundler.html",
      "examples/bundler-project/main.ts",
      "examples/bundler-project/package.json",
      "examples/script.html",
      "index.html",
      "kit/LICENSE.txt",
      "kit/classifier.d.ts",
      "kit/classifier.js",
      "kit/package.json",
    ]));
    const { firstVisit: { page, runtime, wasm }, webgpu } = built;
    for (const file of [...page, ...runtime, ...wasm, ...webgpu]) expect(names).toContain(file);
    expect(page[0]).toBe("index.html");
    expect([runtime.length > 0, wasm.length, webgpu.length > 1]).toEqual([true, 1, true]);
    expect(names.filter((name) => /\/\.|manifest\.json/.test(name))).toEqual([]);
  });

  it("loads no protobuf library and no module of Node at first, and nothing twice", () => {
    const scripts = [...built.firstVisit.page, ...built.firstVisit.runtime].filter((file) =>
      /\.js$/.test(file)
    );
    for (const script of scripts) {
      expect(text(script), script).not.toMatch(/protobuf|ModelProto|(?:from|import)\s*["']node:/);
    }
    const size = scripts.reduce((bytes, file) => bytes + files.get(file)!, 0);
    expect(size).toBeLessThan(200_000);
  });

  it("asks for nothing from another place, and for all by relative addresses", () => {
    for (const name of files.keys()) {
      if (!/\.(html|css)$/.test(name)) continue;
      const addresses = [...text(name).matchAll(/(?:src|href)="([^"#]*)"|url\(([^)]*)\)/g)]
        .map(([, attribute, url]) => attribute ?? url!);
      for (const address of addresses) expect(address, name).toMatch(/^(\.\.?\/|data:)/);
    }
  });

  it("has a kit that stands alone when its folder is copied", () => {
    for (const name of files.keys()) {
      if (!/^kit\/.*\.js$/.test(name)) continue;
      const imported = [...text(name).matchAll(/(?:from|import)\s*\(?\s*["'`](\.[^"'`]*)["'`]/g)];
      for (const [, path] of imported) {
        expect([...files.keys()], `${name} imports ${path}`).toContain(path!.replace("./", "kit/"));
      }
    }
    // The teacher, which writes models, is the page's alone.
    const writers = [...files.keys()].filter((name) =>
      name.endsWith(".js") && text(name).includes("ModelProto")
    );
    expect(writers).toEqual([expect.stringMatching(/^assets\/teach\.[\w-]{8}\.js$/)]);
    const kit = JSON.parse(text("kit/package.json"));
    expect(kit.exports["."]).toEqual({ types: "./classifier.d.ts", default: "./classifier.js" });
  });

  it("has files below the 25 MiB that some hosts take", () => {
    expect(Math.max(...files.values())).toBeLessThan(25 * 2 ** 20);
  });

  it("has a single file with kit and runtime, which waits for its model", async () => {
    const html = await Deno.readTextFile(`${folder.path}/single.html`);
    expect(html).toContain("onnx-classifier");
    expect(html.match(/<script/g)).toHaveLength(html.match(/<\/script/g)!.length);
    const packed = /<script id="wasm"[^>]*>([^<]*)</.exec(html)![1]!;
    const stream = new Blob([Uint8Array.fromBase64(packed)]).stream()
      .pipeThrough(new DecompressionStream("gzip"));
    const wasm = new Uint8Array(await new Response(stream).arrayBuffer());
    expect(wasm.length).toBe(files.get(built.firstVisit.wasm[0]!));
    expect(addModel(html, Uint8Array.of(1, 2, 3))).toContain(">AQID<");
  });
});

it.each(["script.html", "single.html", "bundler/index.html", "bundler/main.ts"])(
  "the example %s has less than 60 lines",
  async (name) => {
    const lines = (await Deno.readTextFile(`web/examples/${name}`)).trimEnd().split("\n");
    expect(lines.length).toBeLessThan(60);
  },
);

it("a template without its marks, or with a mark twice, is refused", async () => {
  const parts = { kit: "let kit;", wasm: new Uint8Array(3) };
  await expect(fillTemplate("/* kit */", parts)).rejects.toThrow(
    '"WASM_GZIP_BASE64" is there 0 times',
  );
  expect(() => addModel("MODEL_BASE64 MODEL_BASE64", new Uint8Array())).toThrow("2 times, not 1");
  // What a script may not hold, and what `replace` would read as a pattern.
  const kit = "const a = `</script>$&$'`;";
  const html = await fillTemplate("/* kit */ WASM_GZIP_BASE64 MODEL_BASE64", { ...parts, kit });
  expect(html).toContain("const a = `<\\/script>$&$'`;");
});

it("the sources' hash tells every change of them", async () => {
  await using folder = await folderWith({ "page/a.ts": "a", "page/b.ts": "b" });
  const hash = () => hashPageSources([folder.path]);
  const hashes = [await hash()];
  expect(await hash()).toBe(hashes[0]);
  const changes = [
    () => Deno.writeTextFile(`${folder.path}/page/a.ts`, "c"),
    () => Deno.rename(`${folder.path}/page/a.ts`, `${folder.path}/a.ts`),
    () => Deno.writeTextFile(`${folder.path}/page/new.css`, ""),
    () => Deno.remove(`${folder.path}/page/b.ts`),
  ];
  for (const change of changes) {
    await change();
    hashes.push(await hash());
  }
  expect(new Set(hashes).size).toBe(changes.length + 1);
});
