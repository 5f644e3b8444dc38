import { make } from "./elements.ts";
import { percent } from "./format.ts";

interface Row {
  readonly item: HTMLElement;
  readonly track: HTMLElement;
  readonly share: HTMLElement;
}

/** Rows that are seen at once, as the styles have it. */
const ROOM = 10;

/** A bar for each class, in the order of the classes: only lengths and figures change. */
export class Bars {
  readonly #list: HTMLElement;
  #labels: readonly string[] = [];
  #rows: readonly Row[] = [];

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  /** Makes the rows, all at 0; those of the same labels stay as they are. */
  setLabels(labels: readonly string[]): void {
    if (labels.length === this.#labels.length && labels.every((it, i) => it === this.#labels[i])) {
      return;
    }
    this.#labels = labels;
    this.#rows = labels.map((label) => {
      const track = make("span", "track");
      track.ariaHidden = "true";
      const share = make("span", "share");
      return { item: make("li", "", make("span", "label", label), track, share), track, share };
    });
    // More than the list has room for: it scrolls, for keys too.
    if (labels.length > ROOM) this.#list.tabIndex = 0;
    this.show(undefined);
    this.#list.replaceChildren(...this.#rows.map(({ item }) => item));
  }

  /** Shows probabilities, one for each class; `undefined`: nothing is classified. */
  show(probabilities: ArrayLike<number> | undefined, top?: number): void {
    this.#rows.forEach(({ item, track, share }, index) => {
      const probability = probabilities?.[index] ?? 0;
      item.dataset.probability = String(probability);
      item.classList.toggle("top", index === top);
      // Painted as a background: a width would be laid out, a transform put into a layer, each time.
      track.style.backgroundSize = `${(probability * 100).toFixed(1)}% 100%`;
      const text = percent(probability, 1);
      if (share.textContent !== text) share.textContent = text;
    });
  }
}
