import { byId } from "./elements.ts";

/** Says to a screen reader what others see. */
export class Announcer {
  readonly #region = byId("announcement", HTMLElement);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Says it now. */
  say(text: string): void {
    clearTimeout(this.#timer);
    this.#region.textContent = text;
  }

  /** Says it when nothing else came for a while, as guesses do while one draws. */
  sayLater(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.say(text), 700);
  }
}
