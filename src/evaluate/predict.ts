import { preprocess, type RgbaImage } from "../preprocess/mod.ts";
import type { Session } from "../runtime/mod.ts";
import { layoutOf } from "./_layout.ts";
import { type RankedClass, topClasses } from "./misclassified.ts";
import type { ModelMetadata } from "./model_metadata.ts";

/** A class with its name. */
export interface NamedClass extends RankedClass {
  /** The model's name for the class, or its number. */
  readonly className: string;
}

/** What a model says about one image. */
export interface Prediction extends NamedClass {
  /** The best classes, best first; the first is the prediction itself. */
  readonly top: readonly NamedClass[];
}

/** Options of {@linkcode predict}. */
export interface PredictOptions {
  /** Number of classes in `top`. @default {3} */
  readonly topK?: number;
}

/**
 * Classifies one image of any size: prepares it as the model's metadata says and runs the model.
 *
 * @throws {TypeError} When the metadata has no preprocessing, or another size than the model's input.
 * @throws {RangeError} When the image is blank and the preprocessing looks for a digit.
 */
export async function predict(
  session: Session,
  metadata: ModelMetadata,
  image: RgbaImage,
  { topK = 3 }: PredictOptions = {},
): Promise<Prediction> {
  const { preprocessing, classNames } = metadata;
  if (preprocessing === undefined) {
    throw new TypeError(
      'Cannot prepare the image: the model has no "preprocessing" in its metadata_props. ' +
        "Use a model that this project exported",
    );
  }
  const { input, inputShape, output, fixedBatch = 1 } = layoutOf(session, preprocessing);
  const pixels = preprocess(image, preprocessing);
  const data = new Float32Array(fixedBatch * pixels.length);
  data.set(pixels);
  const results = await session.run({
    [input]: { dtype: "float32", shape: [fixedBatch, ...inputShape], data },
  });
  const probabilities = results[output]!;
  const row = (probabilities.data as Float32Array).subarray(0, probabilities.shape[1]);
  const top = topClasses(row, topK).map((entry) => ({
    ...entry,
    className: classNames?.[entry.label] ?? String(entry.label),
  }));
  return { ...top[0]!, top };
}
