import type { Preprocessing } from "../../../src/preprocess/mod.ts";
import type { Corrected } from "../../teach/mod.ts";
import { make } from "../elements.ts";
import { showInput } from "../preview.ts";

/** The list of corrected drawings: what each looks like to the model, what it shows, a button that takes it out. */
export class Corrections {
  /** The list. */
  readonly element = make("ul", "teach-list");
  readonly #labels: readonly string[];
  readonly #preprocessing: Preprocessing;
  readonly #changed: () => void;
  #entries: readonly { readonly drawing: Corrected; readonly item: HTMLElement }[] = [];

  /** @param changed Called when a drawing was taken out. */
  constructor(labels: readonly string[], preprocessing: Preprocessing, changed: () => void) {
    this.element.ariaLabel = "Corrected drawings";
    this.#labels = labels;
    this.#preprocessing = preprocessing;
    this.#changed = changed;
  }

  /** The drawings, in the order in which they were corrected. */
  get drawings(): readonly Corrected[] {
    return this.#entries.map(({ drawing }) => drawing);
  }

  /** Adds a drawing at the end; the very drawing that was added last changes its class. */
  add(drawing: Corrected): void {
    const last = this.#entries.at(-1);
    if (last?.drawing.input.every((value, i) => value === drawing.input[i])) {
      last.item.remove();
      this.#entries = this.#entries.slice(0, -1);
    }
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    showInput(canvas, drawing.input, this.#preprocessing);
    const label = this.#labels[drawing.label]!;
    const remove = make("button", "quiet teach-remove", "×");
    remove.type = "button";
    const item = make("li", "", canvas, make("span", "", label), remove);
    remove.addEventListener("click", () => this.#remove(item));
    this.#entries = [...this.#entries, { drawing, item }];
    this.element.append(item);
    this.#name();
    this.element.scrollLeft = this.element.scrollWidth;
  }

  #remove(item: HTMLElement): void {
    const index = this.#entries.findIndex((entry) => entry.item === item);
    this.#entries = this.#entries.filter((entry) => entry.item !== item);
    item.remove();
    this.#name();
    this.#changed();
    // The button that had the focus is gone: its neighbour takes it.
    const neighbour = this.#entries[Math.min(index, this.#entries.length - 1)];
    neighbour?.item.querySelector("button")?.focus();
  }

  #name(): void {
    this.#entries.forEach(({ drawing, item }, i) => {
      item.querySelector("button")!.ariaLabel = `Remove drawing ${i + 1}, corrected to ${
        this.#labels[drawing.label]
      }`;
    });
  }
}
