import * as tf from "@tensorflow/tfjs";
import type { ExportedModel } from "../src/export/mod.ts";
import { createSession, type Session } from "../src/runtime/mod.ts";
import { loadBackend, onBackend } from "../src/train/mod.ts";

/** Batches to compare at: a function that branches on the batch looks equal from one side. */
const BATCHES = [1, 2, 64] as const;

/** How an exported model compares with its tfjs model on one runtime. */
export interface ExportCheck {
  readonly runtime: string;
  /** Largest difference: absolute for values up to 1, relative above. NaN where one side alone has it. */
  readonly maxDiff: number;
}

/**
 * Compares what an exported model computes with `model.predict`, on seeded random inputs, in batches of 1, 2 and
 * 64, on onnxruntime-node and onnxruntime-web.
 *
 * Inputs are uniform from 0 to 1, or from 0 to `maxInteger` for int32 inputs (token ids).
 */
export async function verifyExport(
  model: tf.LayersModel,
  exported: Pick<ExportedModel, "bytes">,
  { maxInteger = 1 }: { maxInteger?: number } = {},
): Promise<ExportCheck[]> {
  await loadBackend("wasm");
  const checks: ExportCheck[] = [];
  for (const runtime of ["node", "web"] as const) {
    const session = await createSession(exported.bytes, { runtime });
    let maxDiff = 0;
    for (const batch of BATCHES) {
      maxDiff = worse(maxDiff, await compareBatch(model, session, batch, maxInteger));
    }
    await session.release();
    checks.push({ runtime: `onnxruntime-${runtime}`, maxDiff });
  }
  return checks;
}

async function compareBatch(
  model: tf.LayersModel,
  session: Session,
  batch: number,
  maxInteger: number,
): Promise<number> {
  const inputs = session.inputs.map(({ dtype, shape }, i) => {
    const dims = [batch, ...shape.slice(1) as number[]];
    return dtype === "int32"
      ? tf.randomUniform(dims, 0, maxInteger + 1, "int32", 17 + i)
      : tf.randomUniform(dims, 0, 1, "float32", 17 + i);
  });
  const expected = predict(model, inputs, batch);
  const feeds = Object.fromEntries(
    session.inputs.map(({ name, dtype }, i) => [
      name,
      { dtype, shape: inputs[i]!.shape, data: inputs[i]!.dataSync() } as never,
    ]),
  );
  const results = await session.run(feeds);
  const diff = session.outputs.reduce((worst, { name }, i) => {
    const { shape, data } = results[name]!;
    if (String(shape) !== String(expected[i]!.shape)) return NaN;
    return worse(worst, largestDifference(expected[i]!.values, data as Float32Array));
  }, 0);
  tf.dispose(inputs);
  return diff;
}

/** `model.predict` on tfjs's wasm backend, or on cpu, which is far slower, for kernels that wasm lacks. */
function predict(model: tf.LayersModel, inputs: tf.Tensor[], batchSize: number) {
  const run = () =>
    tf.tidy(() => {
      const outputs = model.predict(inputs.length === 1 ? inputs[0]! : inputs, { batchSize });
      return [outputs].flat().map((output) => ({
        shape: output.shape,
        values: output.dataSync<"float32">().slice(),
      }));
    });
  try {
    return onBackend("wasm", run);
  } catch (error) {
    if (!/not registered for backend/.test(String(error))) throw error;
    return onBackend("cpu", run);
  }
}

function largestDifference(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [expected[i]!, actual[i]!];
    if (Object.is(a, b)) continue;
    worst = worse(worst, Math.abs(a - b) / Math.max(1, Math.abs(a)));
  }
  return worst;
}

/** The larger difference; NaN is larger than any. */
function worse(a: number, b: number): number {
  return Number.isNaN(a) || Number.isNaN(b) ? NaN : Math.max(a, b);
}
