import { batches } from "../../src/data/mod.ts";
import { compareRuntimes, parityChecklist, type ParityResult } from "../../src/evaluate/mod.ts";
import { createSession } from "../../src/runtime/mod.ts";
import { functionalModel } from "../../src/trace/mod.ts";
import { loadModel, referencePredict } from "../../src/train/mod.ts";
import type { Config } from "../config.ts";
import { readModel } from "../read_model.ts";
import type { Stage } from "../stage.ts";
import { FILES, MAKE_ANEW, writeJson } from "./_files.ts";
import { loadData, settingsOf } from "./_settings.ts";

/** tfjs's own backend that the ONNX file is held against; it shares no code with the tracer. */
const REFERENCE = "wasm";

/** Batches beside the full ones: a model that is wrong at one size may be right at another. */
const SMALL_BATCHES = [1, 2, 64];

/** An ONNX file that does not compute what the trained model computes. */
export class ParityError extends Error {
  override readonly name = "ParityError";
}

/** Proves that the ONNX file computes what the tfjs model computes, over the whole test set. */
export const parityStage: Stage<Config> = {
  name: "parity",
  source: import.meta.url,
  inputs: () => [FILES.model, FILES.weights, FILES.onnx, FILES.data],
  params: ({ recipe }) => ({ recipe }),
  outputs: () => [FILES.parity],
  async run(context) {
    const { config } = context;
    const { test, classNames } = await loadData(config);
    const model = await loadModel(context.path(FILES.model));
    const { bytes } = await readModel(context.path(FILES.onnx), MAKE_ANEW);
    const { scale } = settingsOf(config).recipe.preprocessing(test.shape);
    const candidates = [
      { name: "onnxruntime-node", session: await createSession(bytes) },
      { name: "onnxruntime-web (wasm)", session: await createSession(bytes, { runtime: "web" }) },
    ];
    const { inputs, inputNames, outputs, outputNames } = functionalModel(model);
    const shape = (dims: readonly (number | null)[]) => dims.map((dim) => dim ?? "batch");
    const result = await compareRuntimes({
      reference: await referencePredict(model, REFERENCE),
      referenceName: `tfjs ${REFERENCE}`,
      signature: {
        inputs: [{ name: inputNames[0]!, dtype: "float32", shape: shape(inputs[0]!.shape) }],
        outputs: [{ name: outputNames[0]!, dtype: "float32", shape: shape(outputs[0]!.shape) }],
      },
      candidates,
      batches: varied(test, scale, classNames.length),
    });
    for (const { session } of candidates) await session.release();
    await writeJson(context, FILES.parity, result);
    for (const line of parityChecklist(result)) context.write(`${line}\n`);
    if (!result.passed) throw new ParityError(explain(result, context.path(FILES.parity)));
  },
};

/** The whole set in a batch of 1, one of 2, one of 64, and then full ones, yielding to the event loop's users. */
function* varied(
  test: Awaited<ReturnType<typeof loadData>>["test"],
  scale: number,
  numClasses: number,
): Generator<{ x: Float32Array; size: number }> {
  let start = 0;
  for (const batchSize of [...SMALL_BATCHES, 256]) {
    const end = batchSize === 256 ? test.count : Math.min(start + batchSize, test.count);
    if (start >= end) return;
    const indices = Uint32Array.from({ length: end - start }, (_, i) => start + i);
    yield* batches(test, { batchSize, indices, scale, numClasses });
    start = end;
  }
}

function explain(result: ParityResult, path: string): string {
  const failed = result.runtimes.filter(({ passed }) => !passed).map(({ runtime }) => runtime);
  return `The ONNX file differs from the trained model on ${failed.join(" and ")}: see the list ` +
    `above and ${path}. Do not use this file; report the model's layers`;
}
