import { DrawingPad } from "./_drawing_pad.ts";
import { ElementView } from "./_element_view.ts";
import { LatestInput } from "./_latest_input.ts";
import { decodeImage } from "./_read_pixels.ts";
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
  /** The canvas, or a picture that lies on it: `undefined` is the result for an empty canvas. */
  readonly #inputs: LatestInput<HTMLCanvasElement | ImageBitmap, Prediction | undefined>;
  /** The turn of the present drawing, whose strokes share one: the first strokes' result may be shown late. */
  #drawing: number;
  #classifier: Promise<Classifier> | undefined;
  /** The model, once `ready`. */
  #loaded: Classifier | undefined;
  /** The attributes of the last load. */
  #loadedBy = "";
  /** Counts the loads, so that one that ends late is not shown. */
  #loads = 0;

  constructor() {
    super();
    this.#view = new ElementView(this.attachShadow({ mode: "open" }));
    const { canvas, clear, open, file } = this.#view;
    this.#pad = new DrawingPad(canvas, () => this.#drawn());
    this.#inputs = new LatestInput({
      classify: (input) => this.#classify(input),
      show: (prediction) => this.#show(prediction),
      fail: (error, input) => {
        if (input === canvas && error instanceof EmptyImageError) this.#show(undefined);
        else this.#fail(error);
      },
      forget: (input) => input instanceof ImageBitmap && input.close(),
    });
    this.#drawing = this.#inputs.take(canvas);
    clear.addEventListener("click", () => this.#pad.clear());
    open.addEventListener("click", () => file.click());
    file.addEventListener("change", () => {
      const [chosen] = file.files ?? [];
      file.value = "";
      if (chosen !== undefined) void this.#openFile(chosen);
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
      if (dropped !== undefined) void this.#openFile(dropped);
    });
  }

  connectedCallback(): void {
    this.#loadWhereChanged();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#loadWhereChanged();
  }

  /**
   * Loads a model in place of the present one, by the attributes and by what is given here.
   *
   * @throws {ModelLoadError} As {@linkcode createClassifier}.
   */
  async load(options: Partial<ClassifierOptions> = {}): Promise<Classifier> {
    const load = ++this.#loads;
    const previous = this.#classifier;
    this.#loaded = undefined;
    this.#inputs.changeModel();
    this.#view.say("Loading the model");
    const attributes = this.#attributes();
    this.#loadedBy = JSON.stringify(attributes);
    const loading = createClassifier({ ...attributes, ...options });
    this.#classifier = loading;
    try {
      const classifier = await loading;
      if (load !== this.#loads) return classifier;
      this.#view.setLabels(classifier.labels);
      this.#loaded = classifier;
      this.#view.say(INVITATION);
      this.#emit("ready", classifier);
      await this.#inputs.run();
      return classifier;
    } catch (error) {
      if (load === this.#loads) this.#fail(error);
      throw error;
    } finally {
      void release(previous);
    }
  }

  /**
   * Classifies an image, and shows the result unless something else has been drawn, opened or given meanwhile.
   *
   * @throws {ModelLoadError} When the model did not load.
   * @throws {EmptyImageError} When the image is empty.
   * @throws {TypeError} When the image cannot be read.
   */
  async classify(image: ImageInput): Promise<Prediction> {
    const loading = this.#classifier ?? this.load();
    const load = this.#loads;
    const turn = this.#inputs.take();
    const classifier = await loading;
    const prediction = await classifier.classify(image);
    if (load === this.#loads && this.#inputs.isLatest(turn)) this.#show(prediction);
    return prediction;
  }

  /**
   * Frees the memory of the model, which an element keeps when it is taken out of the page. It is loaded again by
   * {@linkcode load}, when the element is put into a page, or when something is drawn.
   */
  async dispose(): Promise<void> {
    this.#loads++;
    this.#inputs.changeModel();
    const previous = this.#classifier;
    this.#classifier = this.#loaded = undefined;
    this.#loadedBy = "";
    this.#view.setLabels([]);
    this.#view.say("");
    await release(previous);
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

  /** An element that is in the page already is told of each of its attributes, and then that it is in the page. */
  #loadWhereChanged(): void {
    const changed = this.#loadedBy !== JSON.stringify(this.#attributes());
    if (changed && this.hasAttribute("model-url")) this.#loadQuietly();
  }

  #loadQuietly(): void {
    // The failure is shown and an event of its own.
    this.load().catch(() => {});
  }

  #drawn(): void {
    if (this.#pad.empty || !this.#inputs.isLatest(this.#drawing)) {
      this.#drawing = this.#inputs.take(this.#view.canvas);
    }
    this.#classifyLatest();
  }

  async #openFile(file: Blob): Promise<void> {
    const turn = this.#inputs.take();
    try {
      const picture = await decodeImage(file);
      if (!this.#inputs.arrive(turn, picture)) return;
      this.#pad.show(picture);
      this.#classifyLatest();
    } catch (error) {
      if (this.#inputs.isLatest(turn)) this.#fail(error);
    }
  }

  /** Without a model, what there is to classify waits until one is loaded. */
  #classifyLatest(): void {
    if (this.#loaded !== undefined || this.#pad.empty) void this.#inputs.run();
    else if (this.#classifier === undefined) this.#loadQuietly();
  }

  async #classify(input: HTMLCanvasElement | ImageBitmap): Promise<Prediction | undefined> {
    const empty = input === this.#view.canvas && this.#pad.empty;
    return empty ? undefined : await this.#loaded?.classify(input);
  }

  #show(prediction: Prediction | undefined): void {
    this.#view.showProbabilities(prediction);
    if (prediction !== undefined) {
      this.#view.say(`${prediction.label}, ${(100 * prediction.probability).toFixed(1)} %`);
      this.#emit("prediction", prediction);
    } else if (this.#loaded !== undefined) {
      this.#view.say(INVITATION);
    }
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

/** Frees a model that is loaded, or as soon as it is. */
async function release(classifier: Promise<Classifier> | undefined): Promise<void> {
  await classifier?.then((loaded) => loaded.dispose(), () => {});
}
