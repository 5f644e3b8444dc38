import type { ImageSet } from "../../src/data/mod.ts";
import { evaluateModel } from "../../src/evaluate/mod.ts";
import type { EpochTime } from "./figures.ts";

/** How to run an evaluation. */
export interface EvaluationOptions {
  readonly batchSize: number;
  /** Threads within one operator. */
  readonly threads: number;
}

/** Time of an ONNX model over a set of images, from bytes to probabilities. */
export async function evaluateOurs(
  onnx: Uint8Array,
  images: ImageSet,
  options: EvaluationOptions,
): Promise<EpochTime> {
  const { seconds } = await evaluateModel(onnx, images, { ...options, provider: "cpu" });
  return { seconds, images: images.count };
}
