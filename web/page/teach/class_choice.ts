import { make } from "../elements.ts";

/** A button for each class, to say what the present drawing really shows. */
export class ClassChoice {
  /** The buttons and what they ask. */
  readonly element: HTMLFieldSetElement;
  readonly #buttons: readonly HTMLButtonElement[];
  #enabled = false;

  /** @param choose Called with the index of the class, only while {@linkcode ClassChoice.enabled}. */
  constructor(labels: readonly string[], choose: (label: number) => void) {
    this.#buttons = labels.map((label, index) => {
      const button = make("button", "teach-class", label);
      button.type = "button";
      button.dataset.label = String(index);
      button.addEventListener("click", () => {
        if (this.#enabled) choose(index);
      });
      return button;
    });
    this.element = make(
      "fieldset",
      "teach-classes",
      make("legend", "", "What is it really?"),
      make("div", "teach-buttons", ...this.#buttons),
    );
    this.enabled = false;
  }

  /** Whether there is a drawing to correct. */
  get enabled(): boolean {
    return this.#enabled;
  }

  set enabled(value: boolean) {
    this.#enabled = value;
    // Not `disabled`, which would take the focus away from who tabs through the page.
    for (const button of this.#buttons) button.ariaDisabled = String(!value);
  }

  /** Marks the class that the model takes the drawing for; `undefined`: none. */
  mark(guess: number | undefined): void {
    this.#buttons.forEach((button, index) => {
      button.classList.toggle("guessed", index === guess);
      button.title = index === guess ? "What the model reads" : "";
    });
  }
}
