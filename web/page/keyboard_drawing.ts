import type { Board } from "./board.ts";
import { isArrow, type Pen, pressKey } from "./keyboard_pen.ts";
import { SHEET_SIZE } from "./sheet.ts";

/**
 * Lets keys draw while the canvas has the focus, with `cursor` showing where the pen is and whether
 * it is down.
 *
 * @param announce Says what a reader who does not see the cursor needs to know.
 */
export function useKeyboard(
  canvas: HTMLCanvasElement,
  cursor: HTMLElement,
  board: Board,
  announce: (text: string) => void,
): void {
  let pen: Pen = { x: SHEET_SIZE / 2, y: SHEET_SIZE / 4, down: false };
  const held = new Set<string>();
  const show = () => {
    cursor.style.left = `${pen.x / SHEET_SIZE * 100}%`;
    cursor.style.top = `${pen.y / SHEET_SIZE * 100}%`;
    cursor.style.width = `${board.brushWidth / SHEET_SIZE * 100}%`;
    cursor.classList.toggle("down", pen.down);
  };
  const lift = () => {
    held.clear();
    if (!pen.down) return;
    pen = { ...pen, down: false };
    board.end();
    show();
  };

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (isArrow(event.key)) held.add(event.key);
    // Held down, it would scroll the page.
    if (event.key === " ") event.preventDefault();
    const pressed = pressKey(pen, event, held, SHEET_SIZE);
    if (pressed === undefined) return;
    event.preventDefault();
    pen = pressed.pen;
    if (pressed.action === "down") board.begin(pen);
    if (pressed.action === "move") board.extend([pen]);
    if (pressed.action === "up") board.end();
    if (pressed.action === "undo") board.undo();
    if (pressed.action === "clear") board.clear();
    if (pressed.action !== "move") announce(SAID[pressed.action]);
    show();
  });
  canvas.addEventListener("keyup", ({ key }) => held.delete(key));
  canvas.addEventListener("blur", lift);
  canvas.addEventListener("focus", show);
  // A hand on the mouse takes over.
  canvas.addEventListener("pointerdown", () => {
    pen = { ...pen, down: false };
    show();
  }, { capture: true });
  show();
}

const SAID = {
  down: "Pen down",
  up: "Pen up",
  undo: "Last stroke taken back",
  clear: "Cleared",
} as const;
