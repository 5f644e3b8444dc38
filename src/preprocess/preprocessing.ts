/**
 * How an image becomes a model's input. Travels with the model as JSON, under the key
 * "preprocessing" of ONNX's `metadata_props`.
 */
export interface Preprocessing {
  /** Height of the input in pixels. */
  readonly height: number;
  /** Width of the input in pixels. */
  readonly width: number;
  /** 1 (gray) or 3 (RGB). */
  readonly channels: number;
  /** A pixel of 0 to 255 is multiplied by this. */
  readonly scale: number;
  /** Whether the model takes one row of height x width x channels values, not an image. */
  readonly flatten: boolean;
  /**
   * "digit": crop to the ink, fit into the middle 20/28, put the centre of mass in the centre, as
   * MNIST was made. "photo": resize the whole image.
   */
  readonly mode: "digit" | "photo";
  /** "auto": dark ink on a light background is inverted. "never": the image is light on dark. */
  readonly invert: "auto" | "never";
}

type Check = readonly [expected: string, accepts: (value: unknown) => boolean];

const POSITIVE_INTEGER: Check = [
  "a whole number from 1",
  (value) => Number.isInteger(value) && (value as number) > 0,
];

const CHECKS: Readonly<Record<keyof Preprocessing, Check>> = {
  height: POSITIVE_INTEGER,
  width: POSITIVE_INTEGER,
  channels: ["1 or 3", (value) => value === 1 || value === 3],
  scale: ["a number above 0", (value) => Number.isFinite(value) && (value as number) > 0],
  flatten: ["true or false", (value) => typeof value === "boolean"],
  mode: ['"digit" or "photo"', (value) => value === "digit" || value === "photo"],
  invert: ['"auto" or "never"', (value) => value === "auto" || value === "never"],
};

/**
 * Checks a {@linkcode Preprocessing} that was read back from a model's metadata.
 *
 * @param json The JSON text, or the value that it was parsed to.
 * @throws {SyntaxError} When the text is not JSON.
 * @throws {TypeError} When the value is no object, or a field is missing, unknown or wrong; the
 * message lists every such field.
 *
 * @example
 * ```ts
 * import { parsePreprocessing } from "./preprocessing.ts";
 *
 * const spec = parsePreprocessing(
 *   '{"height":28,"width":28,"channels":1,"scale":0.00392,"flatten":false,"mode":"digit","invert":"auto"}',
 * );
 * if (spec.height !== 28) throw new Error("unexpected height");
 * ```
 */
export function parsePreprocessing(json: unknown): Preprocessing {
  const value = typeof json === "string" ? parseText(json) : json;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(
      `Cannot use preprocessing ${JSON.stringify(value)}: expected an object with ${
        Object.keys(CHECKS).join(", ")
      }. Export the model again`,
    );
  }
  const fields = value as Record<string, unknown>;
  const problems: string[] = [];
  for (const [name, [expected, accepts]] of Object.entries(CHECKS)) {
    const received = fields[name];
    if (received === undefined) problems.push(`${name} is missing, expected ${expected}`);
    else if (!accepts(received)) {
      problems.push(`${name} is ${JSON.stringify(received)}, expected ${expected}`);
    }
  }
  for (const name of Object.keys(fields)) {
    if (!Object.hasOwn(CHECKS, name)) problems.push(`"${name}" is not a known field`);
  }
  if (problems.length > 0) {
    throw new TypeError(
      `Cannot use the model's preprocessing: ${problems.join("; ")}. Export the model again`,
    );
  }
  const { height, width, channels, scale, flatten, mode, invert } = fields as unknown as
    & Preprocessing
    & Record<string, unknown>;
  return { height, width, channels, scale, flatten, mode, invert };
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(
      `Cannot parse the model's preprocessing "${text.slice(0, 40)}" as JSON ` +
        `(${(error as Error).message}). Export the model again`,
      { cause: error },
    );
  }
}
