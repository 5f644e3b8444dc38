import type { NamedAttrMap, Tensor } from "@tensorflow/tfjs-core";
import type { Distribution } from "../random/mod.ts";
import type { Trace } from "./trace.ts";

/** Element types that a traced tensor can have: those that tfjs computes with, less strings and complex numbers. */
export type TracedType = "float32" | "int32" | "bool";

/**
 * How a rank-4 tensor lies in memory. tfjs is NHWC throughout (`"plain"`); ONNX convolutions are NCHW
 * (`"channelsFirst"`). A tensor's *logical* shape is always what tfjs thinks it is.
 */
export type Layout = "plain" | "channelsFirst";

/** A tensor that has no values yet: the graph value that will hold them, and what tfjs knows of it. */
export interface TracedTensor {
  /** Name of the graph value that holds the elements, in the physical `layout`. */
  readonly name: string;
  /** Shape as tfjs sees it. */
  readonly shape: readonly number[];
  readonly dtype: TracedType;
  readonly layout: Layout;
}

/** A layer that is being called, as tfjs-layers has it. */
export interface LayerScope {
  readonly name: string;
  getClassName(): string;
}

/** One kernel call that a translator turns into graph nodes. */
export interface KernelCall {
  readonly kernelName: string;
  /** The kernel's tensors by tfjs's names; variadic kernels (AddN, Concat, Pack) use "0", "1" ... */
  readonly inputs: Readonly<Record<string, TracedTensor>>;
  readonly attrs: NamedAttrMap;
  readonly trace: Trace;
}

/** Writes one tfjs kernel call as graph nodes and returns its result or results. */
export type Translator = (call: KernelCall) => TracedTensor | TracedTensor[];

/** Translators by tfjs kernel name; each file in `kernels/` exports one such table. */
export type TranslatorTable = Readonly<Record<string, Translator>>;

/** The providers a graph can be written for; some operators exist in one form on one and another on the next. */
export type TraceTarget = "cpu" | "webgpu" | "cuda" | "wasm";

/** What an input fed with random numbers must hold at each run. */
export interface RandomInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly distribution: Distribution;
  /** Name of the layer that draws. */
  readonly layer: string;
}

/** What records the layers of a model as they are called: a trace, or an engine with a graph of its own. */
export interface LayerRecorder {
  /** Layers being called, outermost first. */
  readonly scopes: LayerScope[];
  /** What to do when the recording has ended. */
  readonly afterwards: (() => void)[];
  /**
   * A float32 tensor of `shape` that is filled with random numbers anew at each run of what is recorded. It may
   * lie in memory as `like` does, since the order of independent draws does not matter.
   */
  randomTensor(
    like: Tensor,
    shape: readonly number[],
    distribution: RandomInput["distribution"],
  ): Tensor;
}

/** tfjs's dtype as a traced one. Throws `TypeError` for strings and complex numbers. */
export function tracedType(dtype: string): TracedType {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw new TypeError(
    `Cannot trace a tensor of dtype "${dtype}": expected "float32", "int32" or "bool"`,
  );
}
