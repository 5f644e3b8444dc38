import type { Board } from "./board.ts";
import { SHEET_SIZE } from "./sheet.ts";
import type { Point } from "./strokes.ts";

/** Lets mouse, finger and pen draw on the canvas. */
export function usePointer(canvas: HTMLCanvasElement, board: Board): void {
  let drawing: { readonly id: number; readonly area: DOMRect } | undefined;

  canvas.addEventListener("pointerdown", (event) => {
    // One stroke at a time: a second finger or the palm of the hand draws nothing.
    if (drawing !== undefined || !event.isPrimary || event.button !== 0) return;
    drawing = { id: event.pointerId, area: canvas.getBoundingClientRect() };
    capture(canvas, event.pointerId);
    board.begin(toSheet(event, drawing.area));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== drawing?.id) return;
    const { area } = drawing;
    // The browser joins what happened between two frames; a quick stroke needs every piece.
    const pieces = event.getCoalescedEvents?.() ?? [];
    board.extend((pieces.length > 0 ? pieces : [event]).map((piece) => toSheet(piece, area)));
  });
  const lift = (event: PointerEvent) => {
    if (event.pointerId !== drawing?.id) return;
    if (event.type === "pointerup") board.extend([toSheet(event, drawing.area)]);
    drawing = undefined;
    board.end();
  };
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"] as const) {
    canvas.addEventListener(type, lift);
  }
}

function toSheet({ clientX, clientY }: PointerEvent, area: DOMRect): Point {
  return {
    x: (clientX - area.left) * SHEET_SIZE / area.width,
    y: (clientY - area.top) * SHEET_SIZE / area.height,
  };
}

/** A stroke that leaves the canvas goes on outside of it, and ends there too. */
function capture(canvas: HTMLCanvasElement, pointerId: number): void {
  try {
    canvas.setPointerCapture(pointerId);
  } catch {
    // The pointer has left already, or a script made it up; then the stroke ends at the edge.
  }
}
