import { SIDE } from "./_drawing_pad.ts";
import type { Prediction } from "./classifier.ts";

const HTML = `
<style>
  :host { display: inline-block; width: 17.5rem; max-width: 100%; font: 1rem/1.4 system-ui, sans-serif; }
  :host([hidden]) { display: none; }
  canvas {
    display: block; box-sizing: border-box; width: 100%; aspect-ratio: 1; touch-action: none;
    background: #fff; border: 1px solid #767676; border-radius: 0.5rem; cursor: crosshair;
  }
  :host(.over) canvas { outline: 3px solid #3354c8; }
  .tools { display: flex; gap: 0.5rem; margin: 0.5rem 0; }
  button { font: inherit; padding: 0.25rem 0.75rem; }
  p { margin: 0; min-height: 1.4em; }
  p.error { color: light-dark(#a40000, #ff9d9d); overflow-wrap: anywhere; }
  ol { margin: 0.5rem 0 0; padding: 0; list-style: none; }
  li { display: grid; grid-template-columns: minmax(1.5em, max-content) 1fr 4.5em; gap: 0.5rem; }
  li.top { font-weight: 700; }
  .bar { align-self: center; height: 0.7em; background: #7676764d; border-radius: 0.35em; overflow: hidden; }
  .bar span { display: block; height: 100%; width: var(--part, 0%); background: #3354c8; }
  .value { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
</style>
<canvas width="${SIDE}" height="${SIDE}" role="img" aria-label="Drawing area. Draw here, or open an image below"></canvas>
<div class="tools"><button type="button" id="clear">Clear</button><button type="button" id="open">Open an image</button></div>
<input type="file" accept="image/*" hidden>
<p role="status">Loading the model</p>
<ol aria-label="Probabilities" part="bars"></ol>
`;

/** What the element shows: a canvas, two buttons, a line of text, and a bar for each class. */
export class ElementView {
  readonly canvas: HTMLCanvasElement;
  readonly clear: HTMLButtonElement;
  readonly open: HTMLButtonElement;
  readonly file: HTMLInputElement;
  readonly #status: HTMLElement;
  readonly #bars: HTMLElement;

  constructor(root: ShadowRoot) {
    root.innerHTML = HTML;
    const find = <T extends HTMLElement>(selector: string) => root.querySelector<T>(selector)!;
    this.canvas = find("canvas");
    this.clear = find("#clear");
    this.open = find("#open");
    this.file = find("input");
    this.#status = find("p");
    this.#bars = find("ol");
  }

  say(text: string, error = false): void {
    this.#status.textContent = text;
    this.#status.classList.toggle("error", error);
  }

  /** Makes an empty bar for each class. */
  setLabels(labels: readonly string[]): void {
    this.#bars.replaceChildren(...labels.map((label) => {
      const row = document.createElement("li");
      row.innerHTML =
        '<span></span><span class="bar" aria-hidden="true"><span></span></span><span class="value"></span>';
      row.firstElementChild!.textContent = label;
      return row;
    }));
    this.showProbabilities(undefined);
  }

  /** Fills the bars; empties them where there is no prediction. */
  showProbabilities(prediction: Pick<Prediction, "probabilities" | "index"> | undefined): void {
    [...this.#bars.children].forEach((row, index) => {
      const percent = 100 * (prediction?.probabilities[index] ?? 0);
      row.querySelector<HTMLElement>(".bar")!.style.setProperty("--part", `${percent}%`);
      row.querySelector(".value")!.textContent = prediction === undefined
        ? ""
        : `${percent.toFixed(1)} %`;
      row.classList.toggle("top", index === prediction?.index);
    });
  }
}
