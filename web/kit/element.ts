import { DrawingPad } from "./_drawing_pad.ts";
import { ElementView } from "./_element_view.ts";
import type { Classifier, ClassifierOptions, ImageInput, Prediction } from "./classifier.ts";
import { createClassifier } from "./create_classifier.ts";
import { EmptyImageError } from "./errors.ts";

const INVITATION = "Draw, or drop an image";

/**
 * `<onnx-classifier model-url="model.onnx">`: a canvas to draw on or to drop an image on, and the probability of each
 * class as a bar. Attributes are those of `ClassifierOptions`: `model-url`, `wasm-paths`, `provider`.
 *
 * Events, which bubble: `ready` (`detail` is the {@linkcode Classifier}), `prediction` (a {@linkcode Prediction}),
 * `failure` (the error).
 */
export class OnnxClassifierElement extends HTMLElement {
  static readonly observedAttributes: readonly string[] = ["model-url", "wasm-paths", "provider"];

  readonly #view: ElementView;
  readonly #pad: DrawingPad;
  #classifier: Promise<Classifier> | undefined;
  /** Counts what was loaded and shown, so that what comes late is not shown. */
  #loads = 0;
  #ready = false;
  #busy = false;
  #again = false;

  constructor() {
    super();
    this.#view = new ElementView(this.attachShadow({ mode: "open" }));
    const { canvas, clear, open, file } = this.#view;
    this.#pad = new DrawingPad(canvas, () => void this.#classifyDrawing());
    clear.addEventListener("click", () => this.#pad.clear());
    open.addEventListener("click", () => file.click());
    file.addEventListener("change", () => {
      const [chosen] = file.files ?? [];
      file.value = "";
      if (chosen !== undefined) this.#classifyFile(chosen);
    });
    this.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.classList.add("over");
    });
    this.addEventListener("dragleave", () => this.classList.remove("over"));
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      this.classList.remove("over");
      const [dropped] = event.dataTransfer?.files ?? [];
      if (dropped !== undefined) this.#classifyFile(dropped);
    });
  }

  connectedCallback(): void {
    if (this.#classifier === undefined && this.hasAttribute("model-url")) this.#loadQuietly();
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (this.isConnected && before !== after && this.hasAttribute("model-url")) this.#loadQuietly();
  }

  /**
   * Loads a model in place of the present one, by the attributes and by what is given here.
   *
   * @throws {ModelLoadError} As {@linkcode createClassifier}.
   */
  async load(options: Partial<ClassifierOptions> = {}): Promise<Classifier> {
    const load = ++this.#loads;
    const previous = this.#classifier;
    this.#ready = false;
    this.#view.say("Loading the model");
    const loading = createClassifier({ ...this.#attributes(), ...options });
    this.#classifier = loading;
    try {
      const classifier = await loading;
      if (load !== this.#loads) return classifier;
      this.#view.setLabels(classifier.labels);
      this.#ready = true;
      this.#view.say(INVITATION);
      this.#emit("ready", classifier);
      await this.#classifyDrawing();
      return classifier;
    } catch (error) {
      if (load === this.#loads) this.#fail(error);
      throw error;
    } finally {
      void previous?.then((classifier) => classifier.dispose(), () => {});
    }
  }

  /**
   * Classifies an image and shows the result.
   *
   * @throws {ModelLoadError} When the model did not load.
   * @throws {EmptyImageError} When the image is empty.
   */
  async classify(image: ImageInput): Promise<Prediction> {
    const classifier = await (this.#classifier ?? this.load());
    const prediction = await classifier.classify(image);
    this.#view.showProbabilities(prediction);
    this.#view.say(`${prediction.label}, ${(100 * prediction.probability).toFixed(1)} %`);
    this.#emit("prediction", prediction);
    return prediction;
  }

  /** Empties the canvas. */
  clear(): void {
    this.#pad.clear();
  }

  #attributes(): ClassifierOptions {
    const wasmPaths = this.getAttribute("wasm-paths");
    const provider = this.getAttribute("provider");
    return {
      modelUrl: this.getAttribute("model-url") ?? "model.onnx",
      ...(wasmPaths === null ? {} : { wasmPaths }),
      ...(provider === null ? {} : { provider: provider as "wasm" | "webgpu" | "auto" }),
    };
  }

  #loadQuietly(): void {
    // The failure is shown and an event of its own.
    this.load().catch(() => {});
  }

  /** Strokes come faster than predictions: only the latest drawing counts. */
  async #classifyDrawing(): Promise<void> {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    try {
      do {
        this.#again = false;
        if (this.#pad.empty) this.#showEmpty();
        else await this.classify(this.#view.canvas);
      } while (this.#again);
    } catch (error) {
      if (error instanceof EmptyImageError) this.#showEmpty();
      else this.#fail(error);
    } finally {
      this.#busy = false;
    }
  }

  async #classifyFile(file: Blob): Promise<void> {
    try {
      const prediction = this.classify(file);
      const bitmap = await createImageBitmap(file).catch(() => undefined);
      if (bitmap !== undefined) this.#pad.show(bitmap);
      bitmap?.close();
      await prediction;
    } catch (error) {
      this.#fail(error);
    }
  }

  #showEmpty(): void {
    this.#view.showProbabilities(undefined);
    if (this.#ready) this.#view.say(INVITATION);
  }

  #fail(error: unknown): void {
    this.#view.showProbabilities(undefined);
    this.#view.say(error instanceof Error ? error.message : String(error), true);
    this.#emit("failure", error);
  }

  #emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
