import { cudaRemedy } from "./cuda.ts";
import { LibraryError } from "./error.ts";

/** What the loader of Linux says, and what it means. */
const MEANINGS: readonly [pattern: RegExp, meaning: (match: string) => string][] = [
  [
    /undefined symbol: (\S+?)(?:,|\s|$)/,
    (symbol) =>
      `it has no function ${symbol}. Install TensorFlow 2.9 or later, all files of one version`,
  ],
  [
    /(\S+): cannot open shared object file/,
    (file) =>
      `it needs ${file}, which is not there. ${
        cudaRemedy(file) ?? `Install the package that has ${file}, or all files of one version`
      }`,
  ],
  [
    /version [`'](\S+?)' not found/,
    (version) =>
      `it needs ${version}, which this system is too old for. Install an older TensorFlow`,
  ],
];

/** The loader's refusal of a file as an error that names the file, the part and the remedy. */
export function explainLoader(path: string, error: Error): LibraryError {
  for (const [pattern, meaning] of MEANINGS) {
    const part = pattern.exec(error.message)?.[1];
    if (part === undefined || part === path) continue;
    return new LibraryError(`Cannot load ${path}: ${meaning(part)}`, path, { cause: error });
  }
  return new LibraryError(`Cannot load ${path}: ${error.message}`, path, { cause: error });
}
