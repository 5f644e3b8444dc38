import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Whose exports a user of `classifier.js` sees; what they import from elsewhere is here, too. */
const SOURCES = [
  "../kit/errors.ts",
  "../kit/classifier.ts",
  "../kit/create_classifier.ts",
  "../kit/element.ts",
];
const PREPROCESSING = "../../src/preprocess/preprocessing.ts";

/** The part of Rolldown, which Vite brings along, that writes declarations. */
interface Rolldown {
  isolatedDeclarationSync(
    name: string,
    source: string,
    options: object,
  ): { readonly code: string; readonly errors: readonly { readonly message: string }[] };
}

/**
 * Types of `classifier.js`, from the sources' own: one file that needs no other.
 *
 * @throws {Error} When a source leaves a type to be inferred.
 */
export async function kitDeclarations(): Promise<string> {
  const vite = createRequire(createRequire(import.meta.url).resolve("vite"));
  const rolldown: Rolldown = await import(
    pathToFileURL(vite.resolve("rolldown/experimental")).href
  );
  const declare = (path: string) => {
    const file = fileURLToPath(new URL(path, import.meta.url));
    const { code, errors } = rolldown.isolatedDeclarationSync(file, readFileSync(file, "utf8"), {});
    if (errors.length === 0) return code;
    throw new Error(
      `Cannot write the types of ${path}: ${errors.map(({ message }) => message).join("; ")}`,
    );
  };
  const preprocessing = /^\/\*\*(?:(?!\*\/)[^])*\*\/\nexport interface Preprocessing \{[^]*?^\}$/m
    .exec(declare(PREPROCESSING))![0];
  return [preprocessing, ...SOURCES.map(declare)].join("\n")
    .replace(/^import [^;]*;\n/gm, "")
    // Means nothing in declarations, where TypeScript refuses it.
    .replace(/^(\s*)override /gm, "$1");
}
