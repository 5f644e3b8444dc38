/**
 * Reads the class names that travel with a model as JSON, under the key "labels" of ONNX's
 * `metadata_props`, in the order of the outputs.
 *
 * @throws {SyntaxError} When the text is not JSON.
 * @throws {TypeError} When it is no array of texts.
 */
export function parseClassNames(json: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new SyntaxError(
      `Cannot parse the model's labels "${json.slice(0, 40)}" as JSON ` +
        `(${(error as Error).message}). Export the model again`,
      { cause: error },
    );
  }
  if (!Array.isArray(value) || !value.every((name) => typeof name === "string")) {
    throw new TypeError(
      `Cannot use the model's labels ${
        json.slice(0, 40)
      }: expected a JSON array of texts. Export the model again`,
    );
  }
  return value;
}
