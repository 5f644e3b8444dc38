import { createRequire } from "node:module";
import type { ElementType, Storage } from "../graph/mod.ts";

/*
 * The only file that knows onnxruntime-node's native addon. Its public API returns promises, which
 * tfjs's synchronous training loops cannot await, although the work is synchronous either way.
 */

/** A tensor as the addon reads it. Any object with these properties will do. */
export interface NativeTensor {
  readonly type: ElementType;
  readonly dims: number[];
  readonly location: "cpu";
  readonly data: Storage;
}

/** Name, type code and shape of a model's input or output. */
export interface NativeValueInfo {
  readonly name: string;
  readonly isTensor: boolean;
  readonly symbolicDimensions: readonly string[];
  /** -1 where the size is not known. */
  readonly shape: readonly number[];
  /** `TensorProto.DataType`. */
  readonly type: number;
}

/** The addon's session. All methods block the thread. */
export interface NativeSession {
  readonly inputMetadata: readonly NativeValueInfo[];
  readonly outputMetadata: readonly NativeValueInfo[];
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: object): void;
  run(
    feeds: Readonly<Record<string, NativeTensor>>,
    fetches: Readonly<Record<string, NativeTensor | null>>,
    options: object,
  ): Record<string, NativeTensor>;
  endProfiling(): void;
  dispose(): void;
}

interface NativeBinding {
  readonly InferenceSession: new () => NativeSession;
  listSupportedBackends(): { name: string; bundled: boolean }[];
  initOrtOnce(logLevel: number, tensorConstructor: unknown, isMainThread: boolean): void;
}

const RUN_OPTIONS = {};
const DONE = new Error("outputs were written in place");
let stopAtFirstResult = false;

/** Bytes of outputs whose copies take as long as the exception that prevents them, 13 us. */
const WORTH_STOPPING = 1 << 16;

/** What {@linkcode addon} loads. */
interface Addon {
  readonly binding: NativeBinding;
  /** The class of the addon's results. */
  readonly resultTensor: unknown;
}

let loaded: Addon | undefined;

/** The addon, loaded at its first use: importing this module needs no permission. */
function addon(): Addon {
  if (loaded !== undefined) return loaded;
  const require = createRequire(import.meta.url);
  const { Tensor } = require("onnxruntime-node");
  /**
   * The addon writes into pre-allocated outputs and afterwards copies each of them into a new array
   * all the same: 2 ms a call for 12 MB of weights. It makes a tensor object per copy, and stops when
   * that fails, by which time all outputs are in place.
   */
  class ResultTensor extends (Tensor as new (...args: unknown[]) => object) {
    constructor(...args: unknown[]) {
      if (stopAtFirstResult) throw DONE;
      super(...args);
    }
  }
  const { binding } = require("onnxruntime-node/dist/binding.js");
  return loaded = { binding, resultTensor: ResultTensor };
}

/** Starts ONNX Runtime, silent but for crashes; later calls only name the class for results. */
function initialize(): NativeBinding {
  const logFatal = 4;
  const { binding, resultTensor } = addon();
  binding.initOrtOnce(logFatal, resultTensor, true);
  return binding;
}

/** Creates a session without a model. */
export function createNativeSession(): NativeSession {
  const { InferenceSession } = initialize();
  return new InferenceSession();
}

/** The providers that the installed package was built with; `bundled` ones need no further file. */
export function listNativeProviders(): { name: string; bundled: boolean }[] {
  return addon().binding.listSupportedBackends();
}

/** Runs the model; where `fetches` holds `null`, the output comes back in a new tensor. */
export function runNative(
  session: NativeSession,
  feeds: Readonly<Record<string, NativeTensor>>,
  fetches: Readonly<Record<string, NativeTensor | null>>,
): Record<string, NativeTensor> {
  return session.run(feeds, fetches, RUN_OPTIONS);
}

/** Runs the model where every output has its tensor in `fetches`, and copies nothing large. */
export function runNativeInPlace(
  session: NativeSession,
  feeds: Readonly<Record<string, NativeTensor>>,
  fetches: Readonly<Record<string, NativeTensor>>,
): void {
  let bytes = 0;
  for (const name in fetches) bytes += fetches[name]!.data.byteLength;
  if (bytes < WORTH_STOPPING) {
    session.run(feeds, fetches, RUN_OPTIONS);
    return;
  }
  stopAtFirstResult = true;
  try {
    session.run(feeds, fetches, RUN_OPTIONS);
    // The results were copied: onnxruntime-node's public API has put its own class in place.
    initialize();
  } catch (error) {
    if (error !== DONE) throw error;
  } finally {
    stopAtFirstResult = false;
  }
}
