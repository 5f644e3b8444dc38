import type { Preprocessing } from "../../src/preprocess/mod.ts";
import type { Classifier, Prediction } from "../kit/mod.ts";
import type { Announcer } from "./announcer.ts";
import { Bars } from "./bars.ts";
import { byId } from "./elements.ts";
import { percent } from "./format.ts";
import { Guess } from "./guess.ts";
import { showInput } from "./preview.ts";

/** All that shows a prediction: the guess, the bars, the model's input. */
export class PredictionView {
  readonly #bars = new Bars(byId("bars", HTMLElement));
  readonly #guess = new Guess();
  readonly #preview = byId("preview", HTMLCanvasElement);
  readonly #announcer: Announcer;
  readonly #listeners: (() => void)[] = [];
  #spec: Preprocessing | undefined;
  #shown: Prediction | undefined;

  constructor(announcer: Announcer) {
    this.#announcer = announcer;
  }

  /** What is shown at the moment. */
  get shown(): Prediction | undefined {
    return this.#shown;
  }

  /** Calls the listener whenever something else is shown. */
  onShown(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Makes room for a model's classes. */
  setModel({ labels, preprocessing }: Classifier): void {
    this.#spec = preprocessing;
    this.#bars.setLabels(labels);
    this.#guess.setLabels(labels);
  }

  /** `undefined`: there is nothing to read. */
  show(prediction: Prediction | undefined): void {
    if (this.#spec === undefined || (prediction === undefined && this.#shown === undefined)) return;
    this.#shown = prediction;
    this.#guess.show(prediction);
    this.#bars.show(prediction?.probabilities, prediction?.index);
    showInput(this.#preview, prediction?.input, this.#spec);
    this.#announcer.sayLater(
      prediction === undefined
        ? "Nothing drawn"
        : `${prediction.label}, ${percent(prediction.probability, 0)} sure`,
    );
    for (const listener of this.#listeners) listener();
  }
}
