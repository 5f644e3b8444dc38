import { allocate, sizeOf, type TensorData, type ValueInfo } from "../graph/mod.ts";
import {
  createNativeSession,
  type NativeSession,
  type NativeTensor,
  runNative,
  runNativeInPlace,
} from "./_native.ts";
import { cachedViewOf, viewOf } from "./_native_tensors.ts";
import { quietly } from "./_quietly.ts";
import { toValueInfo } from "./_value_info.ts";
import {
  fits,
  loadError,
  type Provider,
  releasedError,
  runError,
  type Session,
  type SessionOptions,
  tensorError,
  type Tensors,
  weightOptions,
} from "./web/mod.ts";

const NOTHING: Tensors = {};
const LOG_FATAL = 4;

/**
 * For how long, in microseconds, a thread without work looks for more before it sleeps: longer than the next
 * operator takes to come, shorter than what a busy machine's other processes would miss (docs/speed.md).
 */
const SPIN_MICROSECONDS = "200";

let runs = 0;

/** Outputs of a run: the arrays the addon writes to, and the tensors over the same arrays. */
interface Targets {
  readonly fetches: Record<string, NativeTensor | null>;
  readonly tensors: Record<string, TensorData>;
  /** Whether every output has its array. */
  readonly complete: boolean;
}

class NodeSession implements Session {
  readonly provider: Provider;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly #inputNames: ReadonlySet<string>;
  readonly #outputNames: ReadonlySet<string>;
  readonly #profiled: boolean;
  #native: NativeSession | undefined;
  /** Whether each output's size is known beforehand, so that it can be written in place. */
  #sized: readonly boolean[];

  constructor(native: NativeSession, provider: Provider, profiled: boolean) {
    this.#native = native;
    this.provider = provider;
    this.inputs = native.inputMetadata.map(toValueInfo);
    this.outputs = native.outputMetadata.map(toValueInfo);
    this.#inputNames = new Set(this.inputs.map(({ name }) => name));
    this.#outputNames = new Set(this.outputs.map(({ name }) => name));
    this.#sized = this.outputs.map(({ shape }) => shape.every((dim) => typeof dim === "number"));
    this.#profiled = profiled;
  }

  // deno-lint-ignore require-await -- the addon blocks: the promise only turns throwing into rejecting
  async run(feeds: Tensors, into: Tensors = NOTHING): Promise<Record<string, TensorData>> {
    return this.runSync(feeds, into);
  }

  runSync(feeds: Tensors, into: Tensors = NOTHING): Record<string, TensorData> {
    if (this.#native === undefined) throw releasedError();
    const run = ++runs;
    const nativeFeeds = this.#feeds(feeds, into, run);
    const targets = this.#targets(feeds, into, run);
    try {
      return execute(this.#native, nativeFeeds, targets);
    } catch (error) {
      const sizedBySelf = this.outputs.some(({ name }, i) => this.#sized[i] && !(name in into));
      if (sizedBySelf && /computed output shape|(rank|dimensions) for output/.test(String(error))) {
        // The file declares another shape than the graph computes, which ONNX Runtime tolerates.
        this.#sized = this.#sized.map(() => false);
        return this.runSync(feeds, into);
      }
      throw runError(error);
    }
  }

  #feeds(feeds: Tensors, into: Tensors, run: number): Record<string, NativeTensor> {
    const native: Record<string, NativeTensor> = {};
    for (const info of this.inputs) {
      const tensor = feeds[info.name];
      const view = tensor !== undefined && fits(tensor, info) ? cachedViewOf(tensor) : undefined;
      if (view === undefined) throw this.#tensorError(feeds, into);
      view.usedBy = run;
      native[info.name] = view;
    }
    for (const name in feeds) {
      if (!this.#inputNames.has(name)) throw this.#tensorError(feeds, into);
    }
    return native;
  }

  #targets(feeds: Tensors, into: Tensors, run: number): Targets {
    const fetches: Record<string, NativeTensor | null> = {};
    const tensors: Record<string, TensorData> = {};
    let complete = this.outputs.length > 0;
    for (let i = 0; i < this.outputs.length; i++) {
      const info = this.outputs[i]!;
      const given = into[info.name];
      if (given !== undefined) {
        const view = fits(given, info) ? cachedViewOf(given) : undefined;
        if (view === undefined) throw this.#tensorError(feeds, into);
        if (view.usedBy === run) throw sharedMemoryError(info.name);
        view.usedBy = run;
        fetches[info.name] = view;
        tensors[info.name] = given;
      } else if (this.#sized[i]) {
        const made = emptyTensor(info);
        fetches[info.name] = viewOf(made);
        tensors[info.name] = made;
      } else {
        fetches[info.name] = null;
        complete = false;
      }
    }
    for (const name in into) {
      if (!this.#outputNames.has(name)) throw this.#tensorError(feeds, into);
    }
    return { fetches, tensors, complete };
  }

  #tensorError(feeds: Tensors, into: Tensors): TypeError {
    return tensorError(feeds, into, this.inputs, this.outputs);
  }

  release(): Promise<void> {
    if (this.#profiled) this.#native?.endProfiling();
    this.#native?.dispose();
    this.#native = undefined;
    return Promise.resolve();
  }
}

function execute(
  session: NativeSession,
  feeds: Record<string, NativeTensor>,
  { fetches, tensors, complete }: Targets,
): Record<string, TensorData> {
  if (complete) {
    runNativeInPlace(session, feeds, fetches as Record<string, NativeTensor>);
    return tensors;
  }
  for (const [name, { type, dims, data }] of Object.entries(runNative(session, feeds, fetches))) {
    tensors[name] ??= { dtype: type, shape: [...dims], data };
  }
  return tensors;
}

function emptyTensor(info: ValueInfo): TensorData {
  const shape = info.shape as readonly number[];
  return { dtype: info.dtype, shape, data: allocate(info.dtype, sizeOf(shape)) };
}

function sharedMemoryError(name: string): TypeError {
  return new TypeError(
    `Cannot run the model: output "${name}" is to be written into an array that is also an input ` +
      "or another output. Give it an array of its own",
  );
}

/** Loads a model in onnxruntime-node. Errors as of `createSession`. */
export function createNodeSession(
  model: Uint8Array,
  provider: Provider,
  { optimization = "all", threads, profile }: SessionOptions,
): Session {
  const native = createNativeSession();
  const load = () =>
    native.loadModel(model.buffer, model.byteOffset, model.byteLength, {
      executionProviders: [provider],
      graphOptimizationLevel: optimization,
      logSeverityLevel: LOG_FATAL,
      extra: {
        session: { intra_op: { spin_duration_us: SPIN_MICROSECONDS }, ...weightOptions(model) },
      },
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
    });
  try {
    if (provider === "cpu") load();
    else quietly(load);
  } catch (error) {
    throw loadError(model, error);
  }
  return new NodeSession(native, provider, profile !== undefined);
}
