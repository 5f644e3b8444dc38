import type { TensorData, ValueInfo } from "../../graph/mod.ts";

/** What runs the graph: an NVIDIA GPU, any GPU by WebGPU, the processor, or WebAssembly. */
export type Provider = "cuda" | "webgpu" | "cpu" | "wasm";

/** Tensors by the name of the graph input or output. */
export type Tensors = Readonly<Record<string, TensorData>>;

/**
 * A loaded model, ready to run.
 *
 * This module is browser compatible.
 */
export interface Session {
  /** The provider that was asked for. ONNX Runtime may still place single nodes on the processor. */
  readonly provider: Provider;
  /** The graph's inputs in the model's order. A dimension without a size or a name reads `"?"`. */
  readonly inputs: readonly ValueInfo[];
  /** The graph's outputs in the model's order. */
  readonly outputs: readonly ValueInfo[];

  /**
   * Runs the graph once.
   *
   * @param feeds One tensor for every input.
   * @param into Tensors to write outputs into, instead of into new ones. They must have the output's
   * element type and shape, and share no memory with `feeds` or with each other.
   * @returns Every output of the model: those of `into` as they were given, the others new.
   * @throws {TypeError} When a tensor is missing, unknown, or of the wrong type or shape.
   * @throws {Error} When ONNX Runtime fails, with its reason.
   */
  run(feeds: Tensors, into?: Tensors): Promise<Record<string, TensorData>>;

  /**
   * As {@linkcode Session.run}, without a promise. Blocks the thread. Only on runtime `"node"`: the
   * web runtime throws a `TypeError`.
   */
  runSync(feeds: Tensors, into?: Tensors): Record<string, TensorData>;

  /** Frees the model's memory. A released session refuses to run; releasing it again does nothing. */
  release(): Promise<void>;
}

/** How to load a model. */
export interface SessionOptions {
  /** What runs the graph. @default {"cpu"} on runtime `"node"`, `"wasm"` on `"web"` */
  readonly provider?: Provider;
  /** onnxruntime-node or onnxruntime-web. @default {"node"} */
  readonly runtime?: "node" | "web";
  /** How far ONNX Runtime may rewrite the graph. @default {"all"} */
  readonly optimization?: "disabled" | "basic" | "extended" | "all";
  /** Threads within one operator. @default one a processor core; always 1 on `"web"` */
  readonly threads?: number;
  /**
   * Write a Chrome trace of every node's time to `<profile>_<date>.json` when the session is
   * released. Only on `"node"`.
   */
  readonly profile?: string;
}
