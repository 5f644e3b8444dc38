import type * as tf from "@tensorflow/tfjs";
import type { CompileOptions, Engine, TrainingProgram } from "../../program.ts";
import { createOptimizerSlots } from "../../variables.ts";
import { checkSingle } from "../_tfjs_program.ts";
import { loadBackend, onBackend } from "../_tfjs.ts";
import { acquireRuntime } from "./_runtime.ts";
import type { Device } from "./config_proto.ts";
import type { TensorflowSwitches } from "./environment.ts";
import { TensorflowProgram } from "./program.ts";

/** How {@linkcode createTensorflowEngine} finds, starts and uses TensorFlow. */
export interface TensorflowOptions {
  /** Folder with TensorFlow's shared objects. Absent: searched for. */
  readonly libDir?: string;
  /** What to compute on. @default {"auto"} the first GPU, else the processor */
  readonly device?: Device;
  /** Switches that TensorFlow reads when it is loaded: oneDNN, TF32, determinism. */
  readonly switches?: TensorflowSwitches;
  /** Whether steps are recorded as functions, or run kernel by kernel. @default {true} */
  readonly recorded?: boolean;
  /**
   * Whether gradients and updates are TensorFlow's own ops where tfjs's take more time, and TensorFlow rewrites
   * the step. Without, a recorded step's values on the processor are tfjs's to the last bit, but for softmax,
   * which oneDNN computes in a function and not in a single op. @default {true}
   */
  readonly fused?: boolean;
  /** Whether XLA compiles the recorded steps: faster for dense layers, slower for convolutions. @default {false} */
  readonly xla?: boolean;
  /** Takes lines about where the library was found. */
  readonly write?: (line: string) => void;
}

/**
 * TensorFlow's own library under tfjs, by Deno's FFI: the model's steps are recorded as functions of
 * TensorFlow's, weights and slots stay on the device.
 *
 * `compile` throws `LibraryError` where there is no library, `RangeError` for a provider that it does not
 * have, one that is not the device's, or a GPU that is not there.
 */
export function createTensorflowEngine(options: TensorflowOptions = {}): Engine {
  return {
    name: "tensorflow",
    async compile(model: tf.LayersModel, compile: CompileOptions): Promise<TrainingProgram> {
      const { recorded = true, fused = true, xla = false, ...load } = options;
      checkSingle(model);
      await loadBackend("cpu");
      onBackend("cpu", () => createOptimizerSlots(model));
      const runtime = await acquireRuntime({
        ...load,
        device: deviceFor(compile, options.device),
        ...compile.threads !== undefined && { threads: compile.threads },
      });
      let program: TensorflowProgram | undefined;
      try {
        program = new TensorflowProgram(runtime, model, compile, {
          recorded,
          fused,
          xla,
        });
        await program.prepare("train", compile.batchSize);
        await program.prepare("test", compile.batchSize);
        return program;
      } catch (error) {
        if (program === undefined) runtime.release();
        else await program.dispose();
        throw error;
      }
    },
  };
}

/** {@linkcode createTensorflowEngine} with its defaults. */
export const tensorflowEngine: Engine = createTensorflowEngine();

function deviceFor({ provider }: CompileOptions, device: Device = "auto"): Device {
  if (provider === undefined) return device;
  if (provider === "cpu" || provider === "cuda") {
    const kind = provider === "cpu" ? "cpu" : "gpu";
    if (device === "auto") return kind;
    if (device.startsWith(kind)) return device;
    throw new RangeError(
      `Cannot train on provider "${provider}" and device "${device}" at once: use one of the two, or ` +
        `device "${kind}"`,
    );
  }
  throw new RangeError(
    `Cannot train on provider "${provider}" with engine "tensorflow": should be one of cpu, cuda`,
  );
}
