import * as tf from "@tensorflow/tfjs";
import { loadBackend, type TfjsBackend } from "../../src/mod.ts";

const FOLDER = new URL("../../docs/examples/", import.meta.url);

/** Sizes of a program's training; what is left out is as long as the program says. */
export type Sizes = Readonly<Record<string, number>>;

/** A program of `docs/examples`, in plain tfjs (`plain.ts`) and with ours (`jit.ts`). */
export interface Example {
  /** Its folder. */
  readonly name: string;
  readonly title: string;
  /** Sizes for a look at it, done in seconds. */
  readonly short: Sizes;
}

/** All programs. */
export const EXAMPLES: readonly Example[] = [
  {
    name: "regression",
    title: "own variables and loop, clipped gradients",
    short: { rows: 512, epochs: 2 },
  },
  {
    name: "same_wave",
    title: "functional model, two inputs, shared layers",
    short: { pairs: 160, epochs: 2 },
  },
  {
    name: "shapes",
    title: "convolutions, learning rate set at every batch",
    short: { count: 24, epochs: 2 },
  },
];

/** What a training gave. */
export interface Training {
  readonly losses: readonly number[];
  readonly seconds: number;
}

/** A program in plain tfjs and with ours. */
export interface Comparison {
  readonly example: Example;
  readonly backend: TfjsBackend;
  readonly plain: Training;
  readonly ours: Training;
  /** Lines in which the two programs differ. */
  readonly numLines: number;
}

/**
 * Runs a program in plain tfjs, on the first of `backends` that has all its kernels, and with ours. Both
 * are timed as a user starts them, tracing included.
 */
export async function compareExample(
  example: Example,
  sizes: Sizes = {},
  backends: readonly TfjsBackend[] = ["wasm", "cpu"],
): Promise<Comparison> {
  const { name } = example;
  const [plainText, oursText] = await Promise.all(
    ["plain", "jit"].map((version) => Deno.readTextFile(new URL(`${name}/${version}.ts`, FOLDER))),
  );
  const { backend, ...plain } = await trainOnFirst(backends, name, sizes);
  const ours = await trainOn("cpu", name, "jit", sizes);
  return { example, backend, plain, ours, numLines: differingLines(plainText!, oursText!) };
}

async function trainOnFirst(
  [backend, ...others]: readonly TfjsBackend[],
  name: string,
  sizes: Sizes,
): Promise<Training & { backend: TfjsBackend }> {
  try {
    return { backend: backend!, ...await trainOn(backend!, name, "plain", sizes) };
  } catch (error) {
    const lacksKernel = /^Kernel '\w+' not registered for backend/.test((error as Error).message);
    if (!lacksKernel || others.length === 0) throw error;
    return trainOnFirst(others, name, sizes);
  }
}

async function trainOn(
  backend: TfjsBackend,
  name: string,
  version: "plain" | "jit",
  sizes: Sizes,
): Promise<Training> {
  await loadBackend(backend);
  const { train } = await import(new URL(`${name}/${version}.ts`, FOLDER).href);
  const before = tf.getBackend();
  await tf.setBackend(backend);
  try {
    const start = performance.now();
    const losses = await train(sizes);
    return { losses, seconds: (performance.now() - start) / 1000 };
  } finally {
    tf.disposeVariables();
    await tf.setBackend(before);
  }
}

/** The largest difference of two rows of losses, as a part of the larger one. */
export function largestDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Infinity;
  const differences = a.map((value, i) =>
    Math.abs(value - b[i]!) / Math.max(Math.abs(value), Math.abs(b[i]!), Number.MIN_VALUE)
  );
  // NaN where a loss is NaN, which no tolerance passes.
  return Math.max(0, ...differences);
}

/** Lines to change, add or remove to make one text the other: their Levenshtein distance. */
export function differingLines(a: string, b: string): number {
  const [rows, columns] = [a.split("\n"), b.split("\n")];
  let above = [...columns.keys(), columns.length];
  for (const [i, row] of rows.entries()) {
    const current = [i + 1];
    for (const [j, column] of columns.entries()) {
      const changed = above[j]! + (row === column ? 0 : 1);
      current.push(Math.min(changed, above[j + 1]! + 1, current[j]! + 1));
    }
    above = current;
  }
  return above.at(-1)!;
}
