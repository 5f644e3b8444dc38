import type { Lesson } from "../../teach/mod.ts";
import { make } from "../elements.ts";
import { integer, UNKNOWN } from "../format.ts";
import { accuracy, rightOf } from "./lesson_text.ts";

/** What a lesson came to, as a small table that has its place before there is one. */
export class LessonResult {
  /** The table. */
  readonly element: HTMLTableElement;
  readonly #heldBackName = make("th", "", "Held-back test images");
  readonly #cells: Readonly<Record<"taught" | "heldBack", readonly HTMLElement[]>>;
  readonly #caption = make("caption", "");

  constructor() {
    const row = (head: HTMLTableCellElement) => {
      const cells = [make("td", ""), make("td", "")];
      head.scope = "row";
      return { cells, row: make("tr", "", head, ...cells) };
    };
    const taught = row(make("th", "", "Your drawings"));
    const heldBack = row(this.#heldBackName);
    this.#cells = { taught: taught.cells, heldBack: heldBack.cells };
    const columns = ["Read rightly", "before", "after"].map((text) => {
      const head = make("th", "", text);
      head.scope = "col";
      return head;
    });
    this.element = make(
      "table",
      "teach-result",
      this.#caption,
      make("thead", "", make("tr", "", ...columns)),
      make("tbody", "", taught.row, heldBack.row),
    );
    this.show(undefined);
  }

  /** Shows a lesson; `undefined`: none yet. */
  show(lesson: Lesson | undefined): void {
    const fill = (cells: readonly HTMLElement[], texts: readonly string[]) =>
      cells.forEach((cell, i) => cell.textContent = texts[i] ?? UNKNOWN);
    if (lesson === undefined) {
      fill(this.#cells.taught, []);
      fill(this.#cells.heldBack, []);
      this.#heldBackName.textContent = "Held-back test images";
      this.#caption.textContent = "Nothing taught yet";
      return;
    }
    const { before, after, taughtBefore, taughtAfter, steps, seconds } = lesson;
    fill(this.#cells.taught, [rightOf(taughtBefore), rightOf(taughtAfter)]);
    fill(this.#cells.heldBack, [accuracy(before), accuracy(after)]);
    this.#heldBackName.textContent = `${integer(after.count)} held-back test images`;
    this.#caption.textContent = `${integer(steps)} training steps in ${seconds.toFixed(2)} s`;
  }
}
