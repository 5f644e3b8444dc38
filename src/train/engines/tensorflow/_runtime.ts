import { registerTensorflow } from "./backend.ts";
import { type LoadOptions, loadTensorflow, type Tensorflow } from "./load.ts";
import type { NodeBackend } from "./recorded_step/mod.ts";

/** TensorFlow in use by a program. */
export interface Runtime {
  readonly tensorflow: Tensorflow;
  /** TensorFlow as tfjs's backend. */
  readonly backend: NodeBackend;
  /** To be called once; the last user's call frees TensorFlow's context. */
  release(): void;
}

interface Shared {
  readonly settings: string;
  readonly tensorflow: Tensorflow;
  readonly backend: NodeBackend;
  users: number;
}

let shared: Shared | undefined;

/**
 * TensorFlow for one more program: tfjs has one backend of a name, so all programs of a time share it.
 *
 * @throws {Error} If another program uses TensorFlow with other settings; else as `loadTensorflow`.
 */
export async function acquireRuntime(options: LoadOptions): Promise<Runtime> {
  const { write: _, ...given } = options;
  const settings = JSON.stringify(Object.fromEntries(Object.entries(given).toSorted()));
  if (shared === undefined) {
    const tensorflow = await loadTensorflow(options);
    const backend = registerTensorflow(tensorflow.binding) as unknown as NodeBackend;
    shared = { settings, tensorflow, backend, users: 0 };
  }
  if (shared.settings !== settings) {
    throw new Error(
      `Cannot start TensorFlow with ${settings}: a program uses it with ${shared.settings}. ` +
        "Dispose that program first",
    );
  }
  const { tensorflow, backend } = shared;
  shared.users++;
  return { tensorflow, backend, release };
}

function release(): void {
  if (shared === undefined || --shared.users > 0) return;
  const { tensorflow } = shared;
  shared = undefined;
  tensorflow.dispose();
}
