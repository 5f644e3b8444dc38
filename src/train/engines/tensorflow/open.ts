import { type LoadedTensorflow, type LoadOptions, loadTensorflow as load } from "./load.ts";

/**
 * Finds TensorFlow's library, sets its switches, loads it and starts a context. Registered as tfjs's
 * backend, it runs any tfjs program:
 *
 * ```ts ignore
 * const tensorflow = await loadTensorflow();
 * tensorflow.register();
 * await tf.setBackend("tensorflow");
 * ```
 *
 * @throws {LibraryError} If there is no library, or it cannot be used here.
 * @throws {RangeError} If a GPU is asked for and there is none.
 * @throws {TensorflowError} If TensorFlow refuses the settings.
 */
export function loadTensorflow(options: LoadOptions = {}): Promise<LoadedTensorflow> {
  return load(options);
}
