import type { Segment } from "./strokes.ts";

/** Side of the sheet in logical pixels, which are what the model's input is made of. */
export const SHEET_SIZE = 280;

/** Anything that can be drawn on a canvas and knows its size. */
export type Picture = ImageBitmap | HTMLCanvasElement;

/**
 * The paper: a canvas to look at, as sharp as the screen and in the theme's colours, and beside it
 * a bitmap of 280 x 280 pixels, black on white, that is the same on every screen.
 */
export class Sheet {
  readonly #shown: CanvasRenderingContext2D;
  readonly #logical: CanvasRenderingContext2D;
  #ink = "#000";

  /** @param canvas Square; its CSS `color` is the pen's. */
  constructor(readonly canvas: HTMLCanvasElement) {
    const logical = document.createElement("canvas");
    logical.width = logical.height = SHEET_SIZE;
    this.#shown = canvas.getContext("2d")!;
    this.#logical = logical.getContext("2d", { willReadFrequently: true })!;
    this.fit();
  }

  /** Takes on the canvas's size and colour as they are now, and empties the sheet. */
  fit(): void {
    this.#ink = getComputedStyle(this.canvas).color;
    const side = Math.round((this.canvas.clientWidth || SHEET_SIZE) * devicePixelRatio);
    this.canvas.width = this.canvas.height = side;
    this.clear();
  }

  /** Whether the canvas is shown at another size than when it was last fitted. */
  get outgrown(): boolean {
    return Math.round(this.canvas.clientWidth * devicePixelRatio) !== this.canvas.width;
  }

  /** Empties the sheet. */
  clear(): void {
    this.#shown.setTransform(1, 0, 0, 1, 0, 0);
    this.#shown.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const scale = this.canvas.width / SHEET_SIZE;
    this.#shown.setTransform(scale, 0, 0, scale, 0, 0);
    this.#logical.fillStyle = "#fff";
    this.#logical.fillRect(0, 0, SHEET_SIZE, SHEET_SIZE);
  }

  /** Draws a piece of a stroke with a round brush. */
  draw(segment: Segment, width: number): void {
    paint(this.#shown, segment, width, this.#ink);
    paint(this.#logical, segment, width, "#000");
  }

  /** Shows a picture whole, as large as it fits, with hard pixels where it is small. */
  show(picture: Picture): void {
    const scale = SHEET_SIZE / Math.max(picture.width, picture.height);
    const [width, height] = [picture.width * scale, picture.height * scale];
    const [left, top] = [(SHEET_SIZE - width) / 2, (SHEET_SIZE - height) / 2];
    this.#shown.imageSmoothingEnabled = scale < 1;
    this.#shown.imageSmoothingQuality = "high";
    this.#shown.drawImage(picture, left, top, width, height);
  }

  /** The strokes at 280 x 280 pixels. Pictures are shown, but are not in here. */
  read(): ImageData {
    return this.#logical.getImageData(0, 0, SHEET_SIZE, SHEET_SIZE);
  }
}

function paint(
  context: CanvasRenderingContext2D,
  { from, control, to }: Segment,
  width: number,
  colour: string,
): void {
  context.beginPath();
  if (from.x === to.x && from.y === to.y) {
    // Not every browser draws a line without length.
    context.fillStyle = colour;
    context.arc(to.x, to.y, width / 2, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineCap = context.lineJoin = "round";
  context.moveTo(from.x, from.y);
  context.quadraticCurveTo(control.x, control.y, to.x, to.y);
  context.stroke();
}
