import { hashText } from "./_hash.ts";
import { importsOf } from "./_imports.ts";

const ROOT = new URL("../", import.meta.url);

/**
 * SHA-256 of the code behind the module at `source`: its text and that of every module that it
 * imports, directly or not, and the pinned version of every npm package among them. Comments count
 * too; type-only imports do not, nor does anything that is not imported, such as the command line
 * or another stage. So a change of the report's layout does not train the model again.
 *
 * @param source URL of a local module, for example a stage's `import.meta.url`.
 * @param root URL of the folder that has `deno.json`, in whose `imports` the packages are pinned.
 */
export async function codeVersion(source: string, root: URL = ROOT): Promise<string> {
  const pins = await readPins(root);
  const modules = new Map<string, string>();
  const packages = new Set<string>();
  const visit = async (url: URL): Promise<void> => {
    const name = nameOf(url, root);
    if (modules.has(name)) return;
    const text = await Deno.readTextFile(url);
    modules.set(name, hashText(text));
    for (const { specifier, typeOnly } of importsOf(text)) {
      if (typeOnly) continue;
      if (specifier.startsWith(".")) await visit(new URL(specifier, url));
      else packages.add(pinOf(specifier, pins));
    }
  };
  await visit(new URL(source));
  const lines = [...modules].map(([name, hash]) => `${name} ${hash}`);
  return hashText([...lines.sort(), ...[...packages].sort()].join("\n"));
}

/** The path below the root, so that the version does not depend on where the project lies. */
function nameOf(url: URL, root: URL): string {
  return url.href.startsWith(root.href) ? url.href.slice(root.href.length) : url.href;
}

async function readPins(root: URL): Promise<Readonly<Record<string, string>>> {
  const config = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  return config.imports ?? {};
}

/** `onnxruntime-web/wasm` -> `npm:onnxruntime-web@1.30.0`. */
function pinOf(specifier: string, pins: Readonly<Record<string, string>>): string {
  const parts = specifier.split("/");
  const name = parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
  return pins[specifier] ?? pins[name] ?? specifier;
}
