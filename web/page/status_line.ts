import type { LoadProgress } from "../kit/mod.ts";
import { byId } from "./elements.ts";
import { describeProgress } from "./load_text.ts";

/** The line that says what the page is doing, with a bar while it loads. */
export class StatusLine {
  readonly #text = byId("status", HTMLElement);
  readonly #bar = byId("progress", HTMLProgressElement);

  /** Shows how far a load is. */
  progress(progress: LoadProgress): void {
    const { text, share } = describeProgress(progress);
    this.#text.textContent = text;
    if (share === undefined) this.#bar.removeAttribute("value");
    else this.#bar.value = share;
    this.#bar.style.visibility = "visible";
  }

  /** Says something, with nothing under way. */
  say(text: string): void {
    this.#text.textContent = text;
    this.#bar.style.visibility = "hidden";
  }
}
