import { byId, make } from "./elements.ts";

/** What a reader needs of an error to find its cause. */
export interface ErrorFacts {
  readonly message: string;
  /** Name and value, such as the address and the status. */
  readonly details: readonly (readonly [name: string, value: string])[];
}

/** Takes out of an error what is known of it. */
export function describeError(error: unknown): ErrorFacts {
  if (!(error instanceof Error)) return { message: String(error), details: [] };
  const { url, status, contentType } = error as {
    url?: string;
    status?: number;
    contentType?: string;
  };
  const details: [string, string][] = [];
  if (url !== undefined) details.push(["Address", url]);
  if (status !== undefined) details.push(["Status", String(status)]);
  if (contentType !== undefined) details.push(["Type", contentType]);
  return { message: error.message, details };
}

/** Takes the bars' place when there is no model to fill them. */
export class ErrorPanel {
  readonly #panel = byId("error", HTMLElement);
  readonly #message = byId("error-message", HTMLElement);
  readonly #details = byId("error-details", HTMLElement);
  readonly #retry = byId("retry", HTMLButtonElement);
  readonly #status = byId("status", HTMLElement);

  /** @param retry Called when the reader wants to try again. */
  constructor(retry: () => void) {
    this.#retry.addEventListener("click", retry);
  }

  /** Shows an error; who has tried again by key has the button under the same key. */
  show(error: unknown): void {
    const { message, details } = describeError(error);
    this.#message.textContent = `${message}.`;
    this.#details.replaceChildren(
      ...details.map(([name, value]) =>
        make("div", "", make("dt", "", name), make("dd", "", value))
      ),
    );
    this.#panel.hidden = false;
    if (document.activeElement === this.#status) this.#retry.focus();
  }

  /** The status line, which says how the next try goes, takes the focus that the panel may have. */
  hide(): void {
    if (this.#panel.contains(document.activeElement)) this.#status.focus();
    this.#panel.hidden = true;
  }
}
