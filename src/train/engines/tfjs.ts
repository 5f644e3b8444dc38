import * as tf from "@tensorflow/tfjs";
import type { CompileOptions, Engine, TrainingProgram } from "../program.ts";
import { readState, writeState } from "../state.ts";
import { createOptimizerSlots } from "../variables.ts";
import { checkSingle, TfjsProgram } from "./_tfjs_program.ts";
import { loadBackend, onBackend, type TfjsBackend } from "./_tfjs.ts";

/**
 * tfjs alone, on its `cpu` (the default) or `wasm` backend. Slow: it is the reference that other
 * engines are compared with. Its wasm backend has no gradient of convolutions.
 */
export const tfjsEngine: Engine = {
  name: "tfjs",
  async compile(model: tf.LayersModel, options: CompileOptions): Promise<TrainingProgram> {
    const backend = options.provider ?? "cpu";
    if (backend !== "cpu" && backend !== "wasm") {
      throw new RangeError(
        `Cannot train on provider "${backend}" with engine "tfjs": should be one of cpu, wasm`,
      );
    }
    checkSingle(model);
    await loadBackend(backend);
    createOptimizerSlots(model);
    const { seed } = options;
    const program = new TfjsProgram(model, { engine: "tfjs", provider: backend, backend, seed });
    if (backend !== "cpu") tryGradients(model, backend);
    return program;
  },
};

/** Finds kernels that a backend lacks before the first step: one gradient, and all put back. */
function tryGradients(model: tf.LayersModel, backend: TfjsBackend): void {
  const state = readState(model);
  try {
    onBackend(backend, () =>
      tf.tidy(() => {
        const x = tf.zeros([1, ...model.inputs[0]!.shape.slice(1) as number[]]);
        tf.variableGrads(() => tf.sum(model.apply(x, { training: true }) as tf.Tensor));
      }));
  } catch (error) {
    const missing = /Kernel '(\w+)' not registered/.exec(String(error))?.[1];
    if (missing === undefined) throw error;
    throw new Error(
      `Cannot train model "${model.name}" on tfjs's ${backend} backend: it has no kernel ` +
        `${missing}. Use provider "cpu", or engine "onnx"`,
      { cause: error },
    );
  } finally {
    writeState(model, state);
  }
}
