import type * as tf from "@tensorflow/tfjs";
import type { CompileOptions, Engine, TrainingProgram } from "../../program.ts";
import { createOptimizerSlots } from "../../variables.ts";
import { loadBackend } from "../_tfjs.ts";
import { checkSingle, TfjsProgram } from "../_tfjs_program.ts";
import { BACKEND_NAME, registerTensorflow } from "../tensorflow/backend.ts";
import type { TensorflowOptions } from "../tensorflow/engine.ts";
import { applySwitches } from "../tensorflow/environment.ts";
import { type AddonSearch, findAddon } from "./find_addon.ts";
import { loadAddon, type LoadedAddon } from "./load_addon.ts";

/** How {@linkcode createTfjsNodeEngine} starts the addon. */
export interface TfjsNodeOptions extends Pick<TensorflowOptions, "switches"> {
  /** Where the addon is. @default {what {@linkcode findAddon} finds} */
  readonly search?: AddonSearch;
  /**
   * Loads it, or gives what stands in for it. @default {loads the addon}
   *
   * @internal
   */
  readonly load?: (search: AddonSearch) => LoadedAddon;
}

/**
 * tfjs on the native addon of `@tensorflow/tfjs-node-gpu` or `@tensorflow/tfjs-node`, kernel by
 * kernel, where that is installed and loads.
 *
 * The package's own entry fails on today's Deno and Node. Here its kernels are loaded without it,
 * after two repairs: the functions that left `node:util` are put back, and the addon is looked for in
 * each `napi-v<N>` folder, with TensorFlow's libraries loaded by their paths before it.
 *
 * `compile` throws `Error` where the addon is not installed or does not load, `RangeError` for a
 * provider that it does not compute on.
 */
export function createTfjsNodeEngine(
  { switches = {}, search = findAddon(), load = loadAddon }: TfjsNodeOptions = {},
): Engine {
  return {
    name: "tfjs-node-gpu",
    async compile(model: tf.LayersModel, options: CompileOptions): Promise<TrainingProgram> {
      checkSingle(model);
      await loadBackend("cpu");
      const environment = search.addon === undefined ? {} : applySwitches(switches);
      const { addon, binding } = load(search);
      const provider = binding.isUsingGpuDevice() ? "cuda" : "cpu";
      checkProvider(options.provider, provider);
      registerTensorflow(binding);
      createOptimizerSlots(model);
      return new TfjsProgram(model, {
        engine: "tfjs-node-gpu",
        provider,
        backend: BACKEND_NAME,
        seed: options.seed,
        notes: [`${addon.package} ${addon.version}, TensorFlow ${binding.TF_Version}`],
        facts: {
          package: `${addon.package} ${addon.version}`,
          tensorflow: binding.TF_Version,
          environment,
        },
      });
    },
  };
}

/** The addon takes the GPU where it finds one, and cannot be told. */
function checkProvider(requested: string | undefined, found: "cuda" | "cpu"): void {
  if (requested === undefined || requested === found) return;
  throw new RangeError(
    `Cannot train on provider "${requested}" with engine "tfjs-node-gpu": its native addon ` +
      `computes on ${found} here. Leave the provider out, or use engine "tensorflow"`,
  );
}
