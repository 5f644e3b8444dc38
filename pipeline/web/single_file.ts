import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";

/** What stands in the template of the single file where the kit, the runtime and the model go. */
const MARKS = { kit: "/* kit */", wasm: "WASM_GZIP_BASE64", model: "MODEL_BASE64" } as const;

/** Puts the kit and the runtime into the template. The model's place stays open. */
export async function fillTemplate(
  template: string,
  { kit, wasm }: { readonly kit: string; readonly wasm: Uint8Array },
): Promise<string> {
  const packed = await promisify(gzip)(wasm, { level: constants.Z_BEST_COMPRESSION });
  // A script ends at its end tag, even within a string.
  const withKit = replaceOnce(template, MARKS.kit, kit.replaceAll("</script", "<\\/script"));
  return replaceOnce(withKit, MARKS.wasm, new Uint8Array(packed).toBase64());
}

/** Puts the model into what {@linkcode fillTemplate} made. */
export function addModel(html: string, model: Uint8Array): string {
  return replaceOnce(html, MARKS.model, model.toBase64());
}

function replaceOnce(text: string, mark: string, value: string): string {
  const parts = text.split(mark);
  if (parts.length !== 2) {
    throw new Error(
      `Cannot fill the template: "${mark}" is there ${parts.length - 1} times, not 1`,
    );
  }
  return parts.join(value);
}
