import { batches, type ImageSet } from "../src/data/mod.ts";
import { createSession, type Provider } from "../src/runtime/mod.ts";

/** How {@linkcode classify} runs a model. */
export interface ClassifyOptions {
  /** What runs it. */
  readonly provider: Provider;
  /** A pixel p becomes p * scale. */
  readonly scale: number;
}

/** What a model says about each image of a set. */
export interface Classified {
  /** The class with the first maximum, one an image. */
  readonly predicted: readonly number[];
  /** Its probability, one an image. */
  readonly probability: readonly number[];
}

const BATCH = 256;

/**
 * Classifies each image of a set with an exported model, which takes any batch size.
 *
 * @param numClasses Number of the model's classes.
 */
export async function classify(
  model: Uint8Array,
  set: ImageSet,
  numClasses: number,
  { provider, scale }: ClassifyOptions,
): Promise<Classified> {
  const session = await createSession(model, { provider });
  try {
    const [input] = session.inputs;
    const [output] = session.outputs;
    const shape = input!.shape.slice(1) as number[];
    const predicted: number[] = [];
    const probability: number[] = [];
    for (const { x, size } of batches(set, { batchSize: BATCH, numClasses, scale })) {
      const results = await session.run({
        [input!.name]: { dtype: "float32", shape: [size, ...shape], data: x },
      });
      const data = results[output!.name]!.data as Float32Array;
      for (let i = 0; i < size; i++) {
        const row = data.subarray(i * numClasses, (i + 1) * numClasses);
        const most = row.reduce((best, value) => Math.max(best, value), 0);
        predicted.push(row.indexOf(most));
        probability.push(most);
      }
    }
    return { predicted, probability };
  } finally {
    await session.release();
  }
}
