import type { Preprocessing } from "../../src/preprocess/mod.ts";

/** An image in a page: a canvas, its pixels, a picture or a file. */
export type ImageInput = ImageData | HTMLCanvasElement | ImageBitmap | HTMLImageElement | Blob;

/** What a model says about one image. */
export interface Prediction {
  /** The class with the highest probability. */
  readonly index: number;
  readonly label: string;
  /** 0 to 1. */
  readonly probability: number;
  /** Probabilities of all classes, in the order of the labels. */
  readonly probabilities: Float32Array;
  /** What the model sees: height x width x channels values, row by row, scaled. */
  readonly input: Float32Array;
  /** Preprocessing and model together. */
  readonly milliseconds: number;
}

/** A loaded model, ready to classify. */
export interface Classifier {
  /** The classes in the order of the outputs, from the model file. */
  readonly labels: readonly string[];
  /** How an image becomes the model's input, from the model file. */
  readonly preprocessing: Preprocessing;
  /** What runs the model. */
  readonly provider: "wasm" | "webgpu";
  /** Why WebGPU was asked for and not taken; empty otherwise. */
  readonly notes: readonly string[];
  /** Milliseconds of loading. */
  readonly timings: {
    readonly downloadMs: number;
    readonly sessionMs: number;
    readonly firstRunMs: number;
  };
  /** The model file. */
  readonly bytes: Uint8Array<ArrayBuffer>;

  /**
   * Classifies an image of any size, prepared as the model's file says. A canvas on which nothing has been drawn in any
   * way gets a 2D context.
   *
   * @throws {EmptyImageError} When the model looks for a drawing and the image has none.
   * @throws {TypeError} When the image cannot be read, or comes from another origin that does not allow it.
   */
  classify(image: ImageInput): Promise<Prediction>;

  /**
   * Classifies one image that is prepared already; its time is that of the model alone.
   *
   * @param input height x width x channels values, scaled.
   * @throws {TypeError} When the input has another length.
   */
  classifyPrepared(input: Float32Array): Promise<Prediction>;

  /**
   * Runs the model on images that are prepared already.
   *
   * @param input `count` x height x width x channels values, scaled.
   * @param count Number of images. @default {1}
   * @returns `count` x classes probabilities.
   * @throws {TypeError} When the input has another length.
   */
  classifyInput(input: Float32Array, count?: number): Promise<Float32Array>;

  /** Frees the model's memory. */
  dispose(): Promise<void>;
}

/** How far loading has come. */
export interface LoadProgress {
  readonly phase: "download" | "session" | "warm-up";
  /** Bytes so far, of model and runtime together. */
  readonly loaded: number;
  /** Bytes in all, where the server said so. */
  readonly total?: number;
}

/** What to load, and from where. */
export interface ClassifierOptions {
  /** Address of the ONNX file, relative to the page. */
  readonly modelUrl: string | URL;
  /**
   * Address of the folder with the runtime's `.wasm` files.
   * @default beside this module
   */
  readonly wasmPaths?: string;
  /**
   * What runs the model. `"webgpu"` falls back to `"wasm"`, and `notes` says why; `"auto"` takes WebGPU where the browser
   * has a graphics processor for it. @default {"wasm"}
   */
  readonly provider?: "wasm" | "webgpu" | "auto";
  /** Called while the model loads. */
  readonly onProgress?: (progress: LoadProgress) => void;
  /** The model itself, where the page has it already: nothing is fetched from `modelUrl`. */
  readonly modelBytes?: Uint8Array;
  /** The runtime's WebAssembly for provider `"wasm"`, where the page has it already: it is not fetched. */
  readonly wasmBytes?: Uint8Array<ArrayBuffer>;
}
