import type { Prediction } from "../kit/mod.ts";
import { byId } from "./elements.ts";
import { percent, UNKNOWN } from "./format.ts";

/** Labels longer than this are set as words, not as a large figure. */
const LONGEST_FIGURE = 2;

/** The top guess, large, and how sure the model is. */
export class Guess {
  readonly #label = byId("top-guess", HTMLElement);
  readonly #confidence = byId("confidence", HTMLElement);

  /** Chooses the size of type once for a model, so that no guess moves another. */
  setLabels(labels: readonly string[]): void {
    this.#label.classList.toggle("words", labels.some((label) => label.length > LONGEST_FIGURE));
  }

  /** `undefined`: nothing is classified. */
  show(prediction: Prediction | undefined): void {
    this.#label.textContent = prediction?.label ?? UNKNOWN;
    this.#label.classList.toggle("none", prediction === undefined);
    this.#confidence.textContent = prediction === undefined
      ? "nothing drawn yet"
      : `${percent(prediction.probability, 1)} sure`;
  }
}
