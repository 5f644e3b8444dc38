import { z } from "zod";
import { didYouMean } from "../src/data/mod.ts";
import { AUGMENT_EXPECTED, canonicalAugment } from "./augment.ts";

/**
 * What trains: TensorFlow on CUDA or else ONNX Runtime (`auto`); the traced step on ONNX Runtime; the
 * recorded step on TensorFlow's own library; tfjs on tfjs-node's native addon, or on one of tfjs's
 * own backends.
 */
export const ENGINES = ["auto", "onnx", "tensorflow", "tfjs-node-gpu", "cpu", "wasm"] as const;

/** Where ONNX Runtime computes. */
export const PROVIDERS = ["cuda", "webgpu", "cpu"] as const;

/** Types of options. A description ends the sentence "expected ..." of an error message. */
export const OPTION_TYPES = {
  file: z.string().min(1).describe("the path of a file"),
  folder: z.string().min(1).describe("the path of a folder"),
  count: z.int().min(1).describe("a whole number from 1"),
  provider: oneOf(PROVIDERS),
  rate: z.number().positive().describe("a number above 0, such as 0.001"),
  /** What TensorFlow computes on. */
  device: z.string().regex(/^(auto|cpu|gpu(:\d+)?)$/)
    .describe("one of auto, cpu, gpu, gpu:0, gpu:1, ..."),
  switch: z.boolean().describe("true or false"),
} as const;

/** What the options' values are chosen from. */
export interface Choices {
  /** All recipes' names. */
  readonly recipes: readonly string[];
  /** Names of the data catalogue. */
  readonly datasets: readonly string[];
  /** Names of the optimizers that a recipe can be trained with. */
  readonly optimizers: readonly string[];
}

/** Text or an object, made text in its one form. */
const AUGMENT = z.union([z.string(), z.record(z.string(), z.unknown())])
  .transform((value, context) => {
    try {
      return canonicalAugment(value);
    } catch (error) {
      context.addIssue((error as Error).message);
      return z.NEVER;
    }
  })
  .describe(AUGMENT_EXPECTED);

/** The pipeline's options. */
export function configSchema({ recipes, datasets, optimizers }: Choices) {
  const { count, device, folder, provider, rate, switch: onOff } = OPTION_TYPES;
  return z.strictObject({
    recipe: oneOf(recipes),
    dataset: oneOf(datasets),
    params: z.record(z.string(), z.unknown()).describe('an object such as { "units": 64 }'),
    optimizer: oneOf(optimizers),
    learningRate: rate,
    augment: AUGMENT,
    engine: oneOf(ENGINES),
    provider,
    tfLib: folder,
    device,
    xla: onOff,
    tf32: onOff,
    onednn: onOff,
    out: folder,
    dataDir: folder,
    seed: z.int().min(0).max(2 ** 32 - 1).describe(`a whole number from 0 to ${2 ** 32 - 1}`),
    epochs: count,
    batchSize: count,
    threads: count,
    minAccuracy: z.number().min(0).max(1).describe("a number from 0 to 1, such as 0.99"),
    verbose: z.union([z.literal(0), z.literal(1), z.literal(2)]).describe("0, 1 or 2"),
  }).partial();
}

/** An option that is one of some words. */
export function oneOf<const T extends readonly string[]>(
  names: T,
): z.ZodEnum<{ [Name in T[number]]: Name }> {
  return z.enum(names).describe(`one of ${names.join(", ")}`);
}

/** Where options come from, for messages about them. */
export interface Origin {
  /** The file, or the command line. */
  readonly name: string;
  /** The option as the user writes it. */
  write(option: string): string;
  /** The option with its value as the user wrote them. */
  writeValue(option: string, value: string): string;
}

/**
 * The options in `values`, all of them optional. What is wrong with them is added to `problems`, one
 * entry each: what was received and what is allowed.
 */
export function checkOptions<S extends z.ZodObject>(
  schema: S,
  values: unknown,
  origin: Origin,
  problems: string[],
): Partial<z.infer<S>> & Record<string, unknown> {
  const result = schema.safeParse(values);
  if (result.success) return result.data as Partial<z.infer<S>>;
  const names = Object.keys(schema.shape);
  for (const issue of result.error.issues) {
    const name = issue.path[0];
    if (issue.code === "unrecognized_keys") {
      const allowed = names.map(origin.write);
      problems.push(
        ...issue.keys.map(origin.write).map((key) =>
          `Unknown option ${key} in ${origin.name}: expected one of ${allowed.join(", ")}` +
          didYouMean(key, allowed)
        ),
      );
    } else if (name === undefined) {
      problems.push(
        `Cannot read options from ${origin.name}: expected an object such as { "epochs": 3 }, ` +
          `received ${JSON.stringify(values)}`,
      );
    } else {
      const type = schema.shape[String(name)];
      const option = type instanceof z.ZodOptional ? type.unwrap() as z.ZodType : type as z.ZodType;
      const value = (values as Record<PropertyKey, unknown>)[name];
      problems.push(
        `Cannot use ${origin.writeValue(String(name), JSON.stringify(value))}: ` +
          `expected ${option.description}${hint(String(name), value, option)}`,
      );
    }
  }
  return {};
}

function hint(name: string, value: unknown, option: object): string {
  if (typeof value === "string" && option instanceof z.ZodEnum) {
    return didYouMean(value, option.options.map(String));
  }
  if (name === "minAccuracy" && typeof value === "number" && value > 1 && value <= 100) {
    return `. Did you mean ${value / 100}?`;
  }
  return "";
}
