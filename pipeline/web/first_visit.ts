import type { PageRecord } from "./page_record.ts";

/** Vite's `manifest.json`: what each source became, and what that loads. */
export type ViteManifest = Readonly<
  Record<string, {
    readonly file: string;
    readonly imports?: readonly string[];
    readonly dynamicImports?: readonly string[];
    readonly css?: readonly string[];
    readonly assets?: readonly string[];
  }>
>;

/** The page's entry, and where the two builds of ONNX Runtime come from. */
const ENTRY = "index.html";
const WASM_RUNTIME = "ort.wasm.bundle";
const WEBGPU_RUNTIME = "ort.jspi.bundle";

/** Which files a first visit loads, with either runtime. */
export function firstVisitOf(
  manifest: ViteManifest,
): Pick<PageRecord, "firstVisit" | "webgpu"> {
  const entries = withImports(manifest, ENTRY);
  const page = entries.flatMap((name) => [manifest[name]!.file, ...manifest[name]!.css ?? []]);
  const runtimeOf = (name: string) => {
    const [source] = Object.keys(manifest).filter((key) => key.includes(name));
    if (source === undefined) {
      throw new Error(
        `Cannot find ${name} among what Vite built: ${Object.keys(manifest).join(", ")}`,
      );
    }
    const scripts = withImports(manifest, source).map((key) => manifest[key]!.file)
      .filter((file) => !page.includes(file));
    return {
      scripts,
      wasm: (manifest[source]!.assets ?? []).filter((file) => /\.wasm$/.test(file)),
    };
  };
  const runtime = runtimeOf(WASM_RUNTIME);
  const webgpu = runtimeOf(WEBGPU_RUNTIME);
  return {
    firstVisit: {
      page: [ENTRY, ...new Set(page)],
      runtime: runtime.scripts,
      wasm: runtime.wasm,
    },
    webgpu: [...webgpu.scripts, ...webgpu.wasm],
  };
}

/** An entry and all that it imports before it runs. */
function withImports(manifest: ViteManifest, name: string, seen = new Set<string>()): string[] {
  if (seen.has(name)) return [];
  seen.add(name);
  for (const imported of manifest[name]?.imports ?? []) withImports(manifest, imported, seen);
  return [...seen];
}
