import type { Announcer } from "./announcer.ts";
import type { Board } from "./board.ts";
import { byId } from "./elements.ts";
import { useKeyboard } from "./keyboard_drawing.ts";
import { usePointer } from "./pointer_pen.ts";

/** Connects the sheet's pens and the buttons below it. */
export function useDrawingTools(
  canvas: HTMLCanvasElement,
  board: Board,
  announcer: Announcer,
): void {
  usePointer(canvas, board);
  useKeyboard(canvas, byId("pen", HTMLElement), board, (text) => announcer.say(text));
  byId("undo", HTMLElement).addEventListener("click", () => board.undo());
  byId("clear", HTMLElement).addEventListener("click", () => board.clear());
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    // A field of text has its own undo.
    const { target } = event;
    if (target instanceof HTMLInputElement && !["range", "file"].includes(target.type)) return;
    event.preventDefault();
    board.undo();
  });

  const brush = byId("brush-width", HTMLInputElement);
  const value = byId("brush-value", HTMLOutputElement);
  const choose = () => {
    board.brushWidth = brush.valueAsNumber;
    value.textContent = `${brush.value} px`;
  };
  brush.addEventListener("input", choose);
  // A browser may have kept the slider's place from before.
  choose();
}
