import { type Classifier, createClassifier, type LoadProgress } from "../kit/mod.ts";

/** What the model can run on. */
export type ProviderName = Classifier["provider"];

/** What a host asks and tells the page. */
export interface HostEvents {
  /** How far a load is. */
  readonly progress: (progress: LoadProgress) => void;
  /** A model is there: the first one or another. */
  readonly ready: (classifier: Classifier) => void;
  /** Resolves when the model from before is in no one's hands. */
  readonly idle: () => Promise<void>;
}

/** Holds the page's model: loads it, and changes its provider or its weights. */
export class ModelHost {
  readonly #modelUrl: URL;
  readonly #events: HostEvents;
  #classifier: Classifier | undefined;
  #loading: Promise<void> = Promise.resolve();

  constructor(modelUrl: URL, events: HostEvents) {
    this.#modelUrl = modelUrl;
    this.#events = events;
  }

  /** The model, once there is one. */
  get classifier(): Classifier | undefined {
    return this.#classifier;
  }

  /**
   * Loads the model, after a load that is under way. When it fails, the model from before stays.
   *
   * @param modelBytes The model's file. Default: the present model's, else it is downloaded.
   * @throws {ModelLoadError} As `createClassifier`.
   */
  load(provider: ProviderName, modelBytes?: Uint8Array): Promise<void> {
    const load = this.#loading.then(() => this.#load(provider, modelBytes));
    this.#loading = load.catch(() => {});
    return load;
  }

  async #load(provider: ProviderName, modelBytes?: Uint8Array): Promise<void> {
    const before = this.#classifier;
    const bytes = modelBytes ?? before?.bytes;
    let loading = true;
    try {
      this.#classifier = await createClassifier({
        modelUrl: this.#modelUrl,
        provider,
        // When one file has failed, another may still be on its way.
        onProgress: (progress) => {
          if (loading) this.#events.progress(progress);
        },
        ...(bytes === undefined ? {} : { modelBytes: bytes }),
      });
    } finally {
      loading = false;
    }
    this.#events.ready(this.#classifier);
    await this.#events.idle();
    // Of a session that was lost, as with its graphics processor, nothing is left to free.
    await before?.dispose().catch(() => {});
  }
}
