import type { Classifier } from "../kit/mod.ts";
import { byId } from "./elements.ts";
import { milliseconds, UNKNOWN } from "./format.ts";
import { Latencies } from "./latency.ts";
import { providerName } from "./load_text.ts";

/** What this browser needs for the model: how long loading took, and how long a prediction takes. */
export class Facts {
  readonly #latencies = new Latencies();
  #provider: Classifier["provider"] | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #note = byId("provider-note", HTMLElement);

  /**
   * Shows what was measured while loading, and forgets the latencies of the model before. A model
   * that was taught here was not loaded: the figures of loading stay while the provider does.
   */
  show({ provider, timings, notes }: Classifier): void {
    if (provider !== this.#provider) {
      this.#provider = provider;
      set("provider", providerName(provider));
      set("download", milliseconds(timings.downloadMs));
      set("session", milliseconds(timings.sessionMs));
      set("first-run", milliseconds(timings.firstRunMs));
    }
    this.note(notes.map((note) => `${note}: WebAssembly is used instead.`).join(" "));
    this.#latencies.clear();
    this.#update();
  }

  /** Says something about the provider. */
  note(text: string): void {
    this.#note.textContent = text;
  }

  /** Adds the time of one prediction, in milliseconds. */
  add(duration: number): void {
    this.#latencies.add(duration);
    // Nobody reads figures that change with every movement of the pen.
    this.#timer ??= setTimeout(() => this.#update(), 250);
  }

  #update(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const shown = (share: number) => {
      const value = this.#latencies.percentile(share);
      return value === undefined ? UNKNOWN : milliseconds(value);
    };
    set("p50", shown(0.5));
    set("p95", shown(0.95));
    set("count", String(this.#latencies.count));
  }
}

function set(name: string, text: string): void {
  byId(`fact-${name}`, HTMLElement).textContent = text;
}
