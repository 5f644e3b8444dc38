/** A place on the sheet, in its logical pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A piece of a stroke: a quadratic Bézier curve. A dot has its three points in one place. */
export interface Segment {
  readonly from: Point;
  readonly control: Point;
  readonly to: Point;
}

/** One movement of the pen, from its touch-down on. */
export interface Stroke {
  /** Width of the round brush in logical pixels. */
  readonly width: number;
  readonly points: readonly Point[];
}

/** Movements shorter than this, in logical pixels, wait for the next one: they would only jitter. */
const SHORTEST_MOVE = 1;

/**
 * The curve that a stroke's point adds. Curves run from the middle between two points to the middle
 * between the next two, with the point between as control, so that they meet without a corner.
 */
export function segmentTo(points: readonly Point[], index: number): Segment {
  const point = points[index]!;
  if (index === 0) return { from: point, control: point, to: point };
  const before = points[index - 1]!;
  const from = index === 1 ? before : middle(points[index - 2]!, before);
  return { from, control: before, to: middle(before, point) };
}

/** The last half of a stroke, which {@linkcode segmentTo} leaves for the point to come. */
export function lastSegment(points: readonly Point[]): Segment {
  const to = points.at(-1)!;
  const from = points.length === 1 ? to : middle(points.at(-2)!, to);
  return { from, control: from, to };
}

/** All pieces of a stroke that has ended, in the order in which they were drawn. */
export function segmentsOf({ points }: Stroke): Segment[] {
  return [...points.map((_, index) => segmentTo(points, index)), lastSegment(points)];
}

/** The strokes of a drawing, the last of which may still be under the pen. */
export class StrokeList {
  #strokes: { readonly width: number; readonly points: Point[] }[] = [];
  #open = false;

  /** From the first to the last. */
  get strokes(): readonly Stroke[] {
    return this.#strokes;
  }

  /** Puts the pen down. */
  begin(point: Point, width: number): Segment {
    this.#strokes.push({ width, points: [point] });
    this.#open = true;
    return segmentTo([point], 0);
  }

  /** Moves the pen. `undefined`: it is not down, or the movement is too short to draw yet. */
  extend(point: Point): Segment | undefined {
    const points = this.#strokes.at(-1)?.points;
    if (!this.#open || points === undefined) return undefined;
    const { x, y } = points.at(-1)!;
    if (Math.hypot(point.x - x, point.y - y) < SHORTEST_MOVE) return undefined;
    points.push(point);
    return segmentTo(points, points.length - 1);
  }

  /** Lifts the pen. `undefined`: it was not down. */
  end(): Segment | undefined {
    if (!this.#open) return undefined;
    this.#open = false;
    return lastSegment(this.#strokes.at(-1)!.points);
  }

  /** Takes the last stroke away. `false`: there was none. */
  undo(): boolean {
    this.#open = false;
    return this.#strokes.pop() !== undefined;
  }

  /** Takes all strokes away. */
  clear(): void {
    this.#open = false;
    this.#strokes = [];
  }
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
