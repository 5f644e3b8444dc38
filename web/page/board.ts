import { type Picture, Sheet } from "./sheet.ts";
import { type Point, segmentsOf, StrokeList } from "./strokes.ts";

/** What lies on the sheet. */
export type Content =
  | { readonly kind: "empty" }
  | { readonly kind: "drawing" }
  | { readonly kind: "picture"; readonly picture: Picture };

/** The sheet with what was drawn on it: the one place that pointer, keys and buttons write to. */
export class Board {
  /** Width of the round brush of the next stroke, in logical pixels. */
  brushWidth = 24;
  readonly #sheet: Sheet;
  readonly #strokes = new StrokeList();
  readonly #changed: (content: Content) => void;
  #picture: Picture | undefined;

  /** @param changed Hears of every change, many times in a stroke. */
  constructor(canvas: HTMLCanvasElement, changed: (content: Content) => void) {
    this.#sheet = new Sheet(canvas);
    this.#changed = changed;
    // Zoom, a turned phone, another screen: the canvas follows, what is on it stays.
    const follow = () => {
      if (this.#sheet.outgrown) this.repaint();
    };
    new ResizeObserver(follow).observe(canvas);
    addEventListener("resize", follow);
  }

  get content(): Content {
    if (this.#picture !== undefined) return { kind: "picture", picture: this.#picture };
    return { kind: this.#strokes.strokes.length > 0 ? "drawing" : "empty" };
  }

  /** The drawing at 280 x 280 pixels, black on white. */
  read(): ImageData {
    return this.#sheet.read();
  }

  /** Puts the pen down; a picture makes way. */
  begin(point: Point): void {
    if (this.#picture !== undefined) this.#empty();
    this.#sheet.draw(this.#strokes.begin(point, this.brushWidth), this.brushWidth);
    this.#changed(this.content);
  }

  /** Moves the pen, which draws where it is down. */
  extend(points: readonly Point[]): void {
    let drawn = false;
    for (const point of points) {
      const segment = this.#strokes.extend(point);
      if (segment === undefined) continue;
      this.#sheet.draw(segment, this.#strokes.strokes.at(-1)!.width);
      drawn = true;
    }
    if (drawn) this.#changed(this.content);
  }

  /** Lifts the pen. */
  end(): void {
    const segment = this.#strokes.end();
    if (segment === undefined) return;
    this.#sheet.draw(segment, this.#strokes.strokes.at(-1)!.width);
    this.#changed(this.content);
  }

  /** Takes the last stroke away, or the picture. */
  undo(): void {
    if (this.#picture !== undefined) return this.clear();
    if (!this.#strokes.undo()) return;
    this.repaint();
    this.#changed(this.content);
  }

  /** Takes everything away. */
  clear(): void {
    this.#empty();
    this.#changed(this.content);
  }

  /** Shows a picture in place of the drawing. */
  show(picture: Picture): void {
    this.#empty();
    this.#picture = picture;
    this.#sheet.show(picture);
    this.#changed(this.content);
  }

  /** Draws everything again: at another size, in other colours. */
  repaint(): void {
    this.#sheet.fit();
    if (this.#picture !== undefined) this.#sheet.show(this.#picture);
    for (const stroke of this.#strokes.strokes) {
      for (const segment of segmentsOf(stroke)) this.#sheet.draw(segment, stroke.width);
    }
  }

  #empty(): void {
    this.#picture = undefined;
    this.#strokes.clear();
    this.#sheet.clear();
  }
}
