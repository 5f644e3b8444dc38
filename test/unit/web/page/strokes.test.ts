import { describe, expect, it } from "vitest";
import {
  lastSegment,
  type Point,
  type Segment,
  segmentsOf,
  segmentTo,
  StrokeList,
} from "../../../../web/page/strokes.ts";

/** A corner, a curve and a straight line. */
const POINTS: readonly Point[] = [
  { x: 10, y: 10 },
  { x: 50, y: 10 },
  { x: 50, y: 60 },
  { x: 30, y: 90 },
  { x: 10, y: 120 },
];

/** A place on a quadratic Bézier curve, by de Casteljau's construction. */
function at({ from, control, to }: Segment, t: number): Point {
  const mix = (a: Point, b: Point) => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t });
  return mix(mix(from, control), mix(control, to));
}

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

describe("a stroke's segments", () => {
  const segments = segmentsOf({ width: 24, points: POINTS });

  it("begin with a dot at the first point and end at the last", () => {
    expect(segments[0]).toEqual({ from: POINTS[0], control: POINTS[0], to: POINTS[0] });
    expect(segments.at(-1)!.to).toEqual(POINTS.at(-1));
  });

  it("meet, in place and in direction", () => {
    for (let i = 1; i < segments.length; i++) {
      const [before, after] = [segments[i - 1]!, segments[i]!];
      expect(after.from).toEqual(before.to);
      const [ahead, behind] = [at(after, 1e-4), at(before, 1 - 1e-4)];
      if (i < 2) continue;
      const into = Math.atan2(before.to.y - behind.y, before.to.x - behind.x);
      const out = Math.atan2(ahead.y - after.from.y, ahead.x - after.from.x);
      expect(out).toBeCloseTo(into, 2);
    }
  });

  it("stay near what the pointer did: in each triangle of three points", () => {
    segments.slice(2, -1).forEach((segment, i) => {
      const corner = POINTS[i + 1]!;
      const halves = (distance(corner, POINTS[i]!) + distance(corner, POINTS[i + 2]!)) / 2;
      for (const t of [0, 0.25, 0.5, 0.75, 1]) {
        expect(distance(at(segment, t), corner)).toBeLessThanOrEqual(halves);
      }
    });
  });

  it("are those that were drawn while the pen moved", () => {
    const list = new StrokeList();
    const drawn = [list.begin(POINTS[0]!, 24)];
    for (const point of POINTS.slice(1)) drawn.push(list.extend(point)!);
    drawn.push(list.end()!);
    expect(drawn).toEqual(segments);
    expect(list.strokes.flatMap(segmentsOf)).toEqual(segments);
  });

  it("of a tap are two dots", () => {
    const dot = { from: POINTS[0], control: POINTS[0], to: POINTS[0] };
    expect(segmentsOf({ width: 24, points: POINTS.slice(0, 1) })).toEqual([dot, dot]);
  });

  it.each([
    [1, { from: { x: 10, y: 10 }, control: { x: 10, y: 10 }, to: { x: 30, y: 10 } }],
    [2, { from: { x: 30, y: 10 }, control: { x: 50, y: 10 }, to: { x: 50, y: 35 } }],
  ])("point %i adds the curve between two middles", (index, expected) => {
    expect(segmentTo(POINTS, index)).toEqual(expected);
  });

  it("leave the last half to the end", () => {
    expect(lastSegment(POINTS.slice(0, 2)).from).toEqual({ x: 30, y: 10 });
  });
});

describe("StrokeList", () => {
  function draw(list: StrokeList, x: number): void {
    list.begin({ x, y: 0 }, 24);
    list.extend({ x, y: 50 });
    list.end();
  }

  it("takes strokes back from the last to the first", () => {
    const list = new StrokeList();
    for (const x of [1, 2, 3]) draw(list, x);
    const left: number[][] = [];
    while (list.undo()) left.push(list.strokes.map(({ points }) => points[0]!.x));
    expect(left).toEqual([[1, 2], [1], []]);
    expect(list.undo()).toBe(false);
  });

  it("clears", () => {
    const list = new StrokeList();
    draw(list, 1);
    list.clear();
    expect(list.strokes).toEqual([]);
  });

  it("draws only while the pen is down", () => {
    const list = new StrokeList();
    expect(list.extend({ x: 5, y: 5 })).toBeUndefined();
    expect(list.end()).toBeUndefined();
    draw(list, 1);
    expect(list.extend({ x: 90, y: 90 })).toBeUndefined();
    expect(list.strokes[0]!.points).toHaveLength(2);
  });

  it.each([
    ["undone", (list: StrokeList) => list.undo()],
    ["cleared", (list: StrokeList) => list.clear()],
  ])("a stroke that is %s under the pen does not go on", (_, act) => {
    const list = new StrokeList();
    list.begin({ x: 0, y: 0 }, 24);
    act(list);
    expect(list.extend({ x: 50, y: 50 })).toBeUndefined();
    expect(list.strokes).toEqual([]);
  });

  it("waits for movements that can be seen", () => {
    const list = new StrokeList();
    list.begin({ x: 0, y: 0 }, 24);
    expect(list.extend({ x: 0.5, y: 0.5 })).toBeUndefined();
    expect(list.extend({ x: 1, y: 1 })).toBeDefined();
    expect(list.strokes[0]!.points).toHaveLength(2);
  });
});
