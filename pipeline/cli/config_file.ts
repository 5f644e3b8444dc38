import { explainReadFailure } from "../../src/data/mod.ts";

/**
 * Reads a JSON file with options.
 *
 * @throws {Error} When it cannot be read.
 * @throws {SyntaxError} When it is not JSON.
 */
export async function readConfigFile(path: string): Promise<{ path: string; values: unknown }> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    const reason = explainReadFailure(error, path);
    throw new Error(`Cannot read config file "${path}": ${reason}`, { cause: error });
  }
  try {
    return { path, values: JSON.parse(text.replace(/^\uFEFF/, "")) };
  } catch (error) {
    throw new SyntaxError(
      `Config file "${path}" is not valid JSON: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
