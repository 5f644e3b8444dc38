import { codeVersion } from "../code_version.ts";
import { hashFile, hashText } from "../_hash.ts";
import { listFiles } from "./files.ts";

/** What the page is made of, beside the code that builds it. */
const SOURCES = ["web", "src/graph", "src/preprocess", "src/runtime/web"];
const LOCK = "deno.lock";

/** `page.json`, beside the built page. */
export interface PageRecord {
  /** SHA-256 of all that the page is made of. */
  readonly sources: string;
  /** Files that a first visit loads, but for the model's: paths within the page, by what they are. */
  readonly firstVisit: {
    /** HTML, styles and the page's own code. */
    readonly page: readonly string[];
    /** ONNX Runtime's JavaScript. */
    readonly runtime: readonly string[];
    readonly wasm: readonly string[];
  };
  /** Files that are loaded instead of the runtime's when WebGPU is chosen. */
  readonly webgpu: readonly string[];
}

/**
 * SHA-256 of the page's sources and of the code that builds it.
 *
 * @param folders What it is made of.
 */
export async function hashPageSources(folders: readonly string[] = SOURCES): Promise<string> {
  const lines = [
    await codeVersion(new URL("build_page.ts", import.meta.url).href),
    await hashFile(LOCK),
  ];
  for (const folder of folders) {
    for (const path of (await listFiles(folder)).keys()) {
      lines.push(`${folder}/${path} ${await hashFile(`${folder}/${path}`)}`);
    }
  }
  return hashText(lines.join("\n"));
}

/** The record of the page in a folder; `undefined` where there is none that can be read. */
export async function readPageRecord(folder: string): Promise<PageRecord | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(`${folder}/page.json`));
  } catch {
    return undefined;
  }
}
