import { seeded } from "../random.ts";

/** Rows and columns of a picture. */
export const SIZE = 16;

/** Whether the point (x, y), seen from the middle of a drawing of "radius" 1, has ink. */
const SHAPES: ((x: number, y: number) => boolean)[] = [
  (x, y) => Math.abs(Math.hypot(x, y) - 0.85) < 0.25, // circle
  (x, y) => Math.abs(Math.max(Math.abs(x), Math.abs(y)) - 0.75) < 0.25, // square
  (x, y) => y < 1 && y > 2 * Math.abs(x) - 1, // triangle
  (x, y) => Math.min(Math.abs(x), Math.abs(y)) < 0.2 && Math.max(Math.abs(x), Math.abs(y)) < 1, // cross
];

/** Classes of {@linkcode drawShapes}. */
export const NUM_CLASSES = SHAPES.length;

/** Drawings of random shapes, sizes and places on a noisy ground: images [count, size, size, 1], 0 to 1. */
export function drawShapes(count: number): { images: number[][][][]; labels: number[] } {
  const random = seeded(3);
  const labels = Array.from({ length: count }, () => Math.floor(random() * NUM_CLASSES));
  const images = labels.map((label) => {
    const radius = 3.5 + 3 * random();
    const [left, top] = [0, 1].map(() => radius + random() * (SIZE - 1 - 2 * radius));
    return Array.from({ length: SIZE }, (_, row) =>
      Array.from({ length: SIZE }, (_, column) => {
        const ink = SHAPES[label]!((column - left!) / radius, (row - top!) / radius);
        return [(ink ? 0.7 : 0) + 0.3 * random()];
      }));
  });
  return { images, labels };
}
